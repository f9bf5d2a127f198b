// What is left when a download is killed after its result got its name, and what an ffmpeg cannot do.
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../../src/emulator/index.js';
import { download, planDownload } from '../../../src/recording/download/download.js';
import type { DownloadOptions } from '../../../src/recording/download/options.js';
import { openPartFolder } from '../../../src/recording/download/part-folder.js';
import { putInPlace } from '../../../src/recording/download/target.js';
import { seededFolder } from '../../helpers/seeded-hour.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';

const NOW = new Date('2026-03-05T12:00:00Z');
let emulator: Emulator;
let endpoint: string;
/** A folder that nobody has disturbed. */
let whole: string;

beforeAll(async () => {
  emulator = createEmulator({ dataDir: await seededFolder(NOW), credentials: [KEY], now: () => NOW });
  ({ url: endpoint } = await emulator.listen());
  const folder = temporaryFolder();
  expect(await run(folder)).toBe(null);
  whole = join(folder, 'class');
});

afterAll(() => emulator.close());

function optionsFor(folder: string, options: Partial<DownloadOptions> = {}): DownloadOptions {
  return {
    ...{ endpoint, bucket: 'local', region: 'cn-hangzhou', credentials: KEY, channelName: 'demo' },
    ...{ start: new Date('2026-03-05T11:57:00Z'), end: new Date('2026-03-05T11:59:00Z') },
    ...{ file: 'class', cwd: folder, now: () => NOW, ...options },
  };
}

/** The error that it ends with, or null. */
async function run(folder: string, options: Partial<DownloadOptions> = {}): Promise<unknown> {
  try {
    for await (const _ of download(optionsFor(folder, options)));
    return null;
  } catch (error) {
    return error;
  }
}

const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'latin1')]),
  );

/** A folder as a download leaves it that is killed when it has given its result its name. */
async function killedBehindRename(): Promise<string> {
  const folder = temporaryFolder();
  const part = await openPartFolder(join(folder, 'class.part'), 'class.part');
  const result = part.result('all');
  mkdirSync(result);
  for (const name of readdirSync(whole)) copyFileSync(join(whole, name), join(result, name));
  await part.noteFolder(result);
  await putInPlace(result, { path: join(folder, 'class'), shown: 'class', format: 'folder' }, part);
  await part.release();
  expect(readdirSync(folder).sort()).toEqual(['class', 'class.part']);
  return folder;
}

describe('a download to a folder that was killed when that had its name', () => {
  test('is done by the same call, which leaves nothing else', async () => {
    const folder = await killedBehindRename();
    expect(await run(folder)).toBe(null);
    expect(readdirSync(folder)).toEqual(['class']);
    expect(contents(join(folder, 'class'))).toEqual(contents(whole));
  });

  test('and killed again before that is done too', async () => {
    const folder = await killedBehindRename();
    const part = await openPartFolder(join(folder, 'class.part'), 'class.part');
    await part.release();
    expect(await run(folder)).toBe(null);
    expect(readdirSync(folder)).toEqual(['class']);
  });

  test('keeps what somebody has put there since', async () => {
    const folder = await killedBehindRename();
    writeFileSync(join(folder, 'class/mine.txt'), 'mine');
    expect(await run(folder)).toMatchObject({
      ...{ code: 'WouldOverwrite', kind: 'conflict', message: 'The folder class exists.' },
    });
    expect(contents(join(folder, 'class'))).toEqual({ ...contents(whole), 'mine.txt': 'mine' });
  });

  test('does not take another folder for its own', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'class'));
    for (const name of readdirSync(whole)) copyFileSync(join(whole, name), join(folder, 'class', name));
    expect(await run(folder)).toMatchObject({ code: 'WouldOverwrite', message: 'The folder class exists.' });
    expect(readdirSync(folder)).toEqual(['class']);
  });
});

describe('a download that was killed while it removed what is not needed any more', () => {
  /** As it is then: the result has its name, and some of the rest is still there. */
  async function killedAtTheEnd(): Promise<string> {
    const folder = temporaryFolder();
    expect(await run(folder, { file: 'class.ts' })).toBe(null);
    mkdirSync(join(folder, 'class.ts.part'));
    for (const name of ['result-done', 'small.pack', '1772711826000-0123456789abcdef01234567-1.ts'])
      writeFileSync(join(folder, 'class.ts.part', name), 'a.ts 100\n');
    return folder;
  }

  test('has its result, and the next call removes the rest', async () => {
    const folder = await killedAtTheEnd();
    const result = readFileSync(join(folder, 'class.ts'), 'latin1');
    expect(await planDownload(optionsFor(folder, { file: 'class.ts', overwrite: true }))).toMatchObject({
      found: 0,
    });
    expect(await run(folder, { file: 'class.ts' })).toMatchObject({
      ...{ code: 'WouldOverwrite', message: 'class.ts exists.' },
    });
    expect(readdirSync(folder)).toEqual(['class.ts']);
    expect(readFileSync(join(folder, 'class.ts'), 'latin1')).toBe(result);
  });

  test('may be made again', async () => {
    const folder = await killedAtTheEnd();
    const result = readFileSync(join(folder, 'class.ts'), 'latin1');
    expect(await run(folder, { file: 'class.ts', overwrite: true })).toBe(null);
    expect(readdirSync(folder)).toEqual(['class.ts']);
    expect(readFileSync(join(folder, 'class.ts'), 'latin1')).toBe(result);
  });
});

test('a day has its date in the name, also when it is the only one', async () => {
  const { files } = await planDownload(optionsFor(temporaryFolder(), { file: 'class.ts', split: 'day' }));
  expect(files).toEqual(['class-2026-03-05.ts']);
  const { files: one } = await planDownload(
    optionsFor(temporaryFolder(), { file: 'class.ts', split: 'push' }),
  );
  expect(one).toEqual(['class.ts']);
});

/** In the words of ffmpeg 5.1, which ends well with them. */
test.each<[string, string, Partial<DownloadOptions>, string]>([
  ['MP4', "Unknown format 'mp4'.", { file: 'class.mp4' }, 'This ffmpeg was built without MP4.'],
  ['Matroska', "Unknown format 'matroska'.", { file: 'class.mkv' }, 'This ffmpeg was built without MKV.'],
  [
    'an encoder',
    "Codec 'libx264' is not recognized by FFmpeg.",
    { file: 'class.ts', join: 'encode' },
    'This ffmpeg cannot encode H.264.',
  ],
])('an ffmpeg without %s is told before anything is fetched', async (_, words, options, message) => {
  const folder = temporaryFolder();
  const ffmpeg = join(temporaryFolder(), 'ffmpeg');
  writeFileSync(ffmpeg, `#!/bin/sh\necho "${words}" >&2\n`);
  chmodSync(ffmpeg, 0o755);
  let fetched = 0;
  const error = await run(folder, {
    ...options,
    ffmpeg,
    transport: (request) => {
      if (request.target.endsWith('.ts')) fetched++;
      return emulator.handle(request);
    },
  });
  expect(error).toMatchObject({ code: 'FfmpegUnfit', kind: 'ffmpeg', message });
  expect([fetched, readdirSync(folder)]).toEqual([0, []]);
});
