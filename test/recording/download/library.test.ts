// download() as a function: the script of docs/download.md as it stands there, and how a reader ends it.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createEmulator,
  type DownloadEvent,
  download,
  type Emulator,
  planDownload,
} from '../../../src/index.js';
import { temporaryFolder } from '../../helpers/store.js';

const KEY = { accessKeyId: 'oss-live-local-key', accessKeySecret: 'oss-live-local-secret' };
let emulator: Emulator;
let endpoint: string;

beforeAll(async () => {
  emulator = createEmulator({ dataDir: temporaryFolder(), seedMedia: true });
  ({ url: endpoint } = await emulator.listen());
});

afterAll(() => emulator.close());

function optionsFor(cwd: string) {
  const bucket = { endpoint, bucket: 'local', region: 'cn-hangzhou', credentials: KEY };
  return { ...bucket, channelName: 'demo', file: 'class.ts', cwd };
}

describe('a download', () => {
  test('begins with the first next(), and takes the latest session when nothing else is asked', async () => {
    const folder = temporaryFolder();
    const events = download(optionsFor(folder));
    expect(readdirSync(folder)).toEqual([]);
    const first = (await events.next()).value as DownloadEvent;
    // Four pushes of a quarter of an hour, a minute apart.
    expect(first).toMatchObject({ event: 'planned', pushes: 4, segments: 524, files: ['class.ts'] });
    await events.return();
    expect(readdirSync(folder).filter((name) => name !== 'class.ts.part')).toEqual([]);
  });

  test('that is left keeps what it has, and its lock is free', async () => {
    const folder = temporaryFolder();
    for await (const event of download(optionsFor(folder))) {
      if (event.event === 'progress' && event.segments > 0) break;
    }
    const left = readdirSync(join(folder, 'class.ts.part'));
    expect(left.filter((name) => !/^\d+-.*\.rest$/.test(name))).toEqual(['small.pack']);
  });

  test('can be looked at before, and nothing is written', async () => {
    const folder = temporaryFolder();
    const plan = await planDownload({ ...optionsFor(folder), split: 'push' });
    expect(plan).toMatchObject({
      ...{ channelName: 'demo', segments: 524, pushes: 4, format: 'ts', from: 'playlist', found: 0 },
      files: ['class-1.ts', 'class-2.ts', 'class-3.ts', 'class-4.ts'],
    });
    expect(plan.gaps).toHaveLength(3);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('can be looked at when it is going to be refused, or taken up', async () => {
    const folder = temporaryFolder();
    for await (const event of download(optionsFor(folder))) {
      if (event.event === 'progress' && event.segments > 0) break;
    }
    const left = readdirSync(join(folder, 'class.ts.part'));
    const packed = readFileSync(join(folder, 'class.ts.part/small.pack'), 'latin1');
    const begun = new Set([left.join('\n'), packed].join('\n').match(/\d{13}(?=-[\da-f]{24})/g));
    expect(await planDownload(optionsFor(folder))).toMatchObject({ found: begun.size });
    writeFileSync(join(folder, 'class.ts'), 'mine');
    await expect(planDownload(optionsFor(folder))).rejects.toMatchObject({
      ...{ code: 'WouldOverwrite', kind: 'conflict', message: 'class.ts exists.' },
    });
    expect(await planDownload({ ...optionsFor(folder), overwrite: true })).toMatchObject({ segments: 524 });
    await expect(planDownload({ ...optionsFor(folder), file: 'none/class.ts' })).rejects.toMatchObject({
      message: 'none/class.ts cannot be written: there is no folder none.',
    });
    // Looking has changed nothing.
    expect(readdirSync(join(folder, 'class.ts.part')).sort()).toEqual(left.sort());
  });
});

test('the script of the documentation runs as it stands', async () => {
  const root = join(import.meta.dirname, '../../..');
  const docs = readFileSync(join(root, 'docs/download.md'), 'utf8');
  const [, script = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(docs) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-download-script-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/oss-live'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  writeFileSync(join(folder, 'download.js'), script);
  const { stdout } = await execa(process.execPath, ['download.js'], {
    cwd: folder,
    env: {
      ...{ OSS_ENDPOINT: endpoint, OSS_BUCKET: 'local' },
      ...{ OSS_ACCESS_KEY_ID: KEY.accessKeyId, OSS_ACCESS_KEY_SECRET: KEY.accessKeySecret },
    },
  });
  expect(stdout).toMatch(/^524 segments\nclass\.mkv: 35\d\d s\nfetched$/);
});
