import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEmulator } from '../../../src/emulator/index.js';
import { asking, createChannel, eventually, publishUrl } from '../../helpers/emulator.js';
import type { Answered } from '../../helpers/emulator-http.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { clip } from '../../helpers/media.js';
import { publish } from '../../helpers/rtmp-publisher.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';

const INDEX = 'local/segments/cam.jsonl';
const JOURNAL = 'local/objects.jsonl';
const CHANNEL = 'local/channels/cam.json';
/** No plain file can have its name, so it is stored as a blob. */
const FOLDER_OBJECT = 'folder/';

let intact: string;
let playlist: string;
let dataDir: string;

const internal = (path: string): string => join(dataDir, '.oss-live', path);

/** What an emulator leaves behind: a push of four segments, an object with a type, and a blob. */
beforeAll(async () => {
  intact = temporaryFolder();
  const emulator = createEmulator({ dataDir: intact, credentials: [KEY] });
  const { rtmpUrl } = await emulator.listen();
  const ask = asking(emulator);
  await createChannel(ask, 'cam');
  const publisher = await publish(publishUrl({ base: rtmpUrl, channel: 'cam' }));
  await publisher.sendAll(readFlvFile(await clip({ seconds: 4, gop: 25 })));
  await publisher.unpublish();
  await eventually(
    () => ask({ target: '/cam?live&comp=history' }),
    ({ text }) => text.includes('LiveRecord>'),
  );
  for (const key of ['page.txt', FOLDER_OBJECT])
    await ask({ method: 'PUT', target: `/${key}`, body: `<${key}>` });
  playlist = (await ask({ target: '/cam/playlist.m3u8' })).text;
  await emulator.close();
});

beforeEach(() => {
  dataDir = temporaryFolder();
  cpSync(intact, dataDir, { recursive: true });
});

interface Found {
  playlist: string;
  /** Statuses of what it lists. */
  segments: number[];
  vodSegments: string[];
  objects: string[];
  folderObject: Answered;
}

/** What there is after a start. */
async function found(): Promise<Found> {
  const emulator = createEmulator({ dataDir, credentials: [KEY] });
  try {
    const ask = asking(emulator);
    const { text } = await ask({ target: '/cam/playlist.m3u8' });
    const now = Math.floor(Date.now() / 1000);
    const vod = await ask({ target: `/cam?vod&startTime=${now - 3600}&endTime=${now + 60}` });
    const segments = await Promise.all(names(text).map((name) => ask({ target: `/cam/${name}` })));
    return {
      playlist: text,
      segments: segments.map(({ status }) => status),
      vodSegments: names(vod.text),
      objects: [...(await ask({ target: '/' })).text.matchAll(/<Key>(.*)<\/Key>/g)].map(
        ([, key]) => key ?? '',
      ),
      folderObject: await ask({ target: `/${FOLDER_OBJECT}` }),
    };
  } finally {
    await emulator.close();
  }
}

function names(text: string): string[] {
  return text.split('\n').filter((line) => line.endsWith('.ts'));
}

async function expectNothingLost(): Promise<void> {
  const segmentFiles = readdirSync(join(intact, 'local/cam')).filter((name) => name.endsWith('.ts'));
  // The second start reads what the first one has written.
  for (let start = 0; start < 2; start++) {
    const after = await found();
    expect(after).toMatchObject({ playlist, segments: [200, 200, 200], vodSegments: segmentFiles });
    expect(after.objects).toEqual(
      ['cam/playlist.m3u8', 'page.txt', FOLDER_OBJECT, ...segmentFiles.map((name) => `cam/${name}`)].sort(),
    );
    expect(after.folderObject.text).toBe(`<${FOLDER_OBJECT}>`);
  }
}

const DAMAGE: [name: string, damaged: (text: string) => string][] = [
  ['empty', () => ''],
  ['cut in half', (text) => text.slice(0, text.length / 2)],
  ['scribbled over', () => '\0\uffff{"'],
  ['null', () => 'null\n'],
  ['an empty object', () => '{}\n'],
  ['a number', () => '5\n'],
  ['scribbled into', (text) => text.replace('\n', '\n\0{\nnull\n')],
  ['of other types', (text) => text.replaceAll(/: ?("[^"]*"|\d+)/g, ':[]')],
];

function damage(path: string, change: (text: string) => string): void {
  writeFileSync(internal(path), change(readFileSync(internal(path), 'utf8')));
}

describe.each([
  ['the index of a channel', INDEX],
  ['the journal of objects', JOURNAL],
])('%s', (_, path) => {
  test.each(DAMAGE)('may be %s: nothing is lost', async (_, change) => {
    damage(path, change);
    await expectNothingLost();
  });
});

test.each(DAMAGE)('the file with the key of an object may be %s: nothing is lost', async (_, change) => {
  const [file = ''] = readdirSync(internal('local/blobs')).filter((name) => name.endsWith('.key'));
  damage(`local/blobs/${file}`, change);
  await expectNothingLost();
});

test.each(DAMAGE)('the file of a channel that is %s is named, not taken', async (_, change) => {
  damage(CHANNEL, change);
  await expect(found()).rejects.toMatchObject({
    code: 'Configuration',
    message: `The emulator cannot read its file ${internal(CHANNEL)}.`,
  });
});

test.each(['', 'null', '\0', '2.5'])('a version that is %j is not taken for one', async (text) => {
  damage('version', () => text);
  await expect(found()).rejects.toMatchObject({
    code: 'Configuration',
    message: `The file ${internal('version')} is damaged.`,
  });
});

test('what the system says about a file that it does not read is passed on', async () => {
  rmSync(internal(JOURNAL));
  mkdirSync(internal(JOURNAL));
  await expect(found()).rejects.toMatchObject({
    code: 'Configuration',
    // Later versions of Node name the path.
    message: expect.stringMatching(
      `^The data folder ${dataDir} cannot be used: EISDIR: illegal operation on a directory, read( '.+')?\\.$`,
    ),
  });
});
