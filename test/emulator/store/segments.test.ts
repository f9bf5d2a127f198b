import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PushStorage, StoredBucket } from '../../../src/emulator/store/bucket.js';
import { durationOfTransportStream } from '../../../src/emulator/store/ts-times.js';
import { openStoredBucket, pushTo, SETTINGS, temporaryFolder, textOf } from '../../helpers/store.js';

const START = 1_700_000_000_000;
const REMOTE = '127.0.0.1:50000';
const PACKETS = Buffer.alloc(188 * 4, 0x47);

let dataDir: string;
let channelDir: string;
let bucket: StoredBucket;

const open = (): Promise<StoredBucket> => openStoredBucket(dataDir, () => new Date(START + 60_000));
const ignore = (): void => {};

beforeEach(async () => {
  dataDir = temporaryFolder();
  channelDir = join(dataDir, 'local/cam');
  bucket = await open();
  await bucket.putChannel('cam', SETTINGS);
});

function begin(failed: (error: unknown) => void = ignore, startMs = START): Promise<PushStorage> {
  return pushTo(bucket, 'cam', { startMs, remoteAddress: REMOTE }, failed);
}

async function store(storage: PushStorage, openedAtMs: number, packets = PACKETS): Promise<void> {
  const segment = storage.output.open(openedAtMs);
  await segment.append(packets);
  segment.close({ durationSeconds: 5, discontinuity: false });
  await bucket.idle();
}

const names = (opened: StoredBucket): string[] => opened.segments('cam').map(({ name }) => name);

describe('a push', () => {
  test('leaves segments, a live playlist of the last FragCount and a record', async () => {
    const storage = await begin();
    for (let i = 0; i < 4; i++) await store(storage, START + i * 5000);
    await storage.end(START + 20_000);
    expect(readdirSync(channelDir).sort()).toEqual([
      '1700000000000.ts',
      '1700000005000.ts',
      '1700000010000.ts',
      '1700000015000.ts',
      'playlist.m3u8',
    ]);
    expect(readFileSync(join(channelDir, '1700000000000.ts'))).toEqual(PACKETS);
    expect(readFileSync(join(channelDir, 'playlist.m3u8'), 'utf8')).toBe(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:3',
        '#EXT-X-MEDIA-SEQUENCE:1',
        '#EXT-X-TARGETDURATION:5',
        '#EXTINF:5.000,',
        '1700000005000.ts',
        '#EXTINF:5.000,',
        '1700000010000.ts',
        '#EXTINF:5.000,',
        '1700000015000.ts',
        '',
      ].join('\n'),
    );
    expect(bucket.history('cam')).toEqual([{ startMs: START, endMs: START + 20_000, remoteAddress: REMOTE }]);
  });

  test('is on record from its beginning', async () => {
    await begin();
    expect((await open()).history('cam')).toEqual([{ startMs: START, endMs: START, remoteAddress: REMOTE }]);
  });

  test('shows its segments as objects with the MD5 of their bytes', async () => {
    await store(await begin(), START);
    const segment = {
      key: 'cam/1700000000000.ts',
      bytes: 752,
      lastModifiedMs: START + 60_000,
      etag: execFileSync('md5sum', [join(channelDir, '1700000000000.ts')], { encoding: 'utf8' })
        .slice(0, 32)
        .toUpperCase(),
      contentType: 'video/mp2t',
    };
    expect([...bucket.objects('cam/')][0]).toEqual(segment);
    expect([...(await open()).objects('cam/')][0]).toEqual(segment);
  });

  test('names a segment one millisecond later when the name is taken', async () => {
    await bucket.putObject('cam/1700000000001.ts', Buffer.from('mine'), 'text/plain');
    const storage = await begin();
    await store(storage, START);
    await store(storage, START);
    expect(bucket.segments('cam').map(({ name, startMs, sequence }) => [name, startMs, sequence])).toEqual([
      ['1700000000000.ts', START, 0],
      ['1700000000002.ts', START + 2, 1],
    ]);
    expect(await textOf(bucket, 'cam/1700000000001.ts')).toBe('mine');
  });

  test('writes the open segment as it grows and holds the publisher back when the disk is slow', async () => {
    const storage = await begin();
    const segment = storage.output.open(START);
    expect(segment.append(Buffer.alloc(100_000))).toBeUndefined();
    expect(segment.append(Buffer.alloc(200_000))).toBeUndefined();
    await bucket.idle();
    expect(readFileSync(join(channelDir, '.1700000000000.part'))).toHaveLength(262_144);
    const held = Array.from({ length: 40 }, () => segment.append(Buffer.alloc(262_144))).find(
      (promise) => promise,
    );
    await held;
    segment.close({ durationSeconds: 5, discontinuity: false });
    await bucket.idle();
    expect(held).toBeInstanceOf(Promise);
    expect(bucket.segments('cam')[0]?.bytes).toBe(300_000 + 40 * 262_144);
  });

  test('goes on with the sequence numbers of the one before, also when its segments are deleted', async () => {
    await store(await begin(), START);
    await bucket.deleteObject('cam/1700000000000.ts');
    bucket = await open();
    const storage = await begin(ignore, START + 10_000);
    await store(storage, START + 10_000);
    expect(storage.startsWithDiscontinuity).toBe(true);
    expect(bucket.segments('cam').map(({ sequence }) => sequence)).toEqual([1]);
  });

  test('ends with a reason when its folder cannot be written, and nothing else does', async () => {
    const failures: unknown[] = [];
    const storage = await begin((error) => failures.push(error));
    await store(storage, START);
    rmSync(channelDir, { recursive: true });
    writeFileSync(channelDir, 'in the way');
    await store(storage, START + 5000);
    await store(storage, START + 10_000);
    await storage.end(START + 15_000);
    expect(failures).toEqual([expect.objectContaining({ code: 'EEXIST' })]);
    expect(bucket.history('cam')).toHaveLength(1);
    await bucket.putChannel('other', SETTINGS);
    expect(await bucket.putObject('else/where', PACKETS, 'text/plain')).toMatchObject({ bytes: 752 });
  });

  test.each(['摄像头'.repeat(7), 'cam 42', '..'])('to the channel %j is stored', async (name) => {
    await bucket.putChannel(name, { ...SETTINGS, playlistName: `${'播'.repeat(40)}.m3u8` });
    const storage = await pushTo(bucket, name, { startMs: START, remoteAddress: REMOTE });
    await store(storage, START);
    await storage.end(START + 5000);
    for (const opened of [bucket, await open()]) {
      expect([...opened.objects(`${name}/`)].map(({ key }) => key)).toEqual([
        `${name}/1700000000000.ts`,
        `${name}/${'播'.repeat(40)}.m3u8`,
      ]);
      expect(opened.segments(name)).toHaveLength(1);
    }
  });
});

describe('an object over or under a segment', () => {
  test('that is deleted takes the segment out of the index', async () => {
    const storage = await begin();
    await store(storage, START);
    await store(storage, START + 5000);
    await bucket.deleteObject('cam/1700000000000.ts');
    expect(names(bucket)).toEqual(['1700000005000.ts']);
    expect(names(await open())).toEqual(['1700000005000.ts']);
  });

  test('that is put in its place is no segment any more', async () => {
    await store(await begin(), START);
    await bucket.putObject('cam/1700000000000.ts', Buffer.from('mine'), 'text/plain');
    for (const opened of [bucket, await open()]) {
      expect(names(opened)).toEqual([]);
      expect(await textOf(opened, 'cam/1700000000000.ts')).toBe('mine');
    }
  });
});

describe('after a kill', () => {
  let film: string;

  beforeAll(() => {
    film = join(temporaryFolder(), 'film.ts');
    const input = [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=64x64:rate=25:duration=4',
      '-f',
      'lavfi',
      '-i',
      'sine=d=4',
    ];
    const codecs = ['-c:v', 'libx264', '-bf', '2', '-c:a', 'aac'];
    execFileSync('ffmpeg', ['-v', 'error', ...input, ...codecs, film]);
  });

  test('the open segment is gone and the others are there', async () => {
    const storage = await begin();
    await store(storage, START);
    const killed = bucket;
    const unfinished = storage.output.open(START + 5000);
    unfinished.append(Buffer.alloc(300_000));
    await bucket.idle();
    expect(existsSync(join(channelDir, '.1700000005000.part'))).toBe(true);
    bucket = await open();
    expect(names(bucket)).toEqual(['1700000000000.ts']);
    expect(readdirSync(channelDir).sort()).toEqual(['1700000000000.ts', 'playlist.m3u8']);
    expect(bucket.history('cam')).toEqual([{ startMs: START, endMs: START + 5000, remoteAddress: REMOTE }]);
    // The killed one lives on in this process, and has a file to close.
    unfinished.close({ durationSeconds: 5, discontinuity: false });
    await killed.idle();
  });

  test('a segment that is not in the index is read and listed', async () => {
    await store(await begin(), START);
    copyFileSync(film, join(channelDir, '1700000005000.ts'));
    bucket = await open();
    expect(bucket.segments('cam')[1]).toMatchObject({
      name: '1700000005000.ts',
      startMs: START + 5000,
      durationSeconds: expect.closeTo(4, 2),
      discontinuity: false,
      sequence: 1,
    });
    expect(readFileSync(join(channelDir, 'playlist.m3u8'), 'utf8')).toContain(
      '#EXTINF:4.000,\n1700000005000.ts\n',
    );
    expect(bucket.history('cam')[0]?.endMs).toBe(START + 9000);
  });

  test('a first segment that is not in the index follows a discontinuity', async () => {
    const before = await begin(ignore, START - 60_000);
    await store(before, START - 60_000);
    await before.end(START - 55_000);
    await begin();
    copyFileSync(film, join(channelDir, '1700000000000.ts'));
    bucket = await open();
    expect(bucket.segments('cam').map(({ discontinuity }) => discontinuity)).toEqual([false, true]);
  });

  test('a line without its segment is dropped', async () => {
    const storage = await begin();
    await store(storage, START);
    await store(storage, START + 5000);
    rmSync(join(channelDir, '1700000005000.ts'));
    expect(names(await open())).toEqual(['1700000000000.ts']);
    expect(names(await open())).toEqual(['1700000000000.ts']);
  });

  test('a torn last line is dropped and written again', async () => {
    const index = join(dataDir, '.oss-live/local/segments/cam.jsonl');
    const storage = await begin();
    await store(storage, START);
    appendFileSync(index, '{"name":"17000000050');
    await store(await begin(), START + 20_000, readFileSync(film));
    bucket = await open();
    expect(names(bucket)).toEqual(['1700000000000.ts', '1700000020000.ts']);
    await store(await begin(), START + 30_000);
    expect(names(await open())).toEqual(['1700000000000.ts', '1700000020000.ts', '1700000030000.ts']);
  });

  test('a segment that a power cut has shortened is read again', async () => {
    await store(await begin(), START, readFileSync(film));
    truncateSync(join(channelDir, '1700000000000.ts'), 188 * 100);
    const [segment] = (await open()).segments('cam');
    expect(segment?.bytes).toBe(188 * 100);
    expect(segment?.durationSeconds).toBeLessThan(4);
  });

  test('the playlist of a push that had ended is left as it was', async () => {
    const storage = await begin();
    await store(storage, START);
    await storage.end(START + 5000);
    await bucket.putObject('cam/playlist.m3u8', Buffer.from('mine'), 'text/plain');
    expect(await textOf(await open(), 'cam/playlist.m3u8')).toBe('mine');
  });

  test('a file that only looks like a segment is an object', async () => {
    mkdirSync(channelDir);
    writeFileSync(join(channelDir, '1700000000000.ts'), 'no transport stream');
    bucket = await open();
    expect(names(bucket)).toEqual([]);
    expect(await textOf(bucket, 'cam/1700000000000.ts')).toBe('no transport stream');
  });

  test('the duration of a segment is that of its video, B-frames and last frame included', async () => {
    expect(await durationOfTransportStream(film)).toBeCloseTo(4, 3);
  });
});
