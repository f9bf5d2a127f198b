import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pid } from 'node:process';
import { beforeEach, describe, expect, test } from 'vitest';
import type { StoredBucket } from '../../../src/emulator/store/bucket.js';
import { openDataFolder } from '../../../src/emulator/store/data-folder.js';
import { prepareBucketFolders } from '../../../src/emulator/store/folders.js';
import {
  compareBytes,
  decodeName,
  decodePart,
  encodeName,
  encodePart,
} from '../../../src/emulator/store/names.js';
import { createObjects } from '../../../src/emulator/store/objects.js';
import { openStoredBucket, pushTo, SETTINGS, temporaryFolder, textOf } from '../../helpers/store.js';

/** The user with no rights of its own. */
const NOBODY = 65_534;

let dataDir: string;
let nowMs: number;

beforeEach(() => {
  dataDir = temporaryFolder();
  nowMs = 1_700_000_000_000;
});

const open = (): Promise<StoredBucket> => openStoredBucket(dataDir, () => new Date(nowMs));

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('file names for keys', () => {
  test.each([
    ['cam-1', 'cam-1'],
    ['cam 42', 'cam%2042'],
    ['摄', '%E6%91%84'],
    ['.hidden', '%2Ehidden'],
    ['..', '%2E.'],
    ['a.ts', 'a.ts'],
    ['100%', '100%25'],
    ["!~*'()", '%21%7E%2A%27%28%29'],
    ['nul\0', 'nul%00'],
    ['a\\b:c', 'a%5Cb%3Ac'],
  ])('%j is written %s and read back', (part, fileName) => {
    expect([encodePart(part), decodePart(fileName)]).toEqual([fileName, part]);
  });

  test.each([
    ['cam-1', 'cam-1'],
    ['Cam', '%43am'],
    ['AZ%41', '%41%5A%2541'],
    ['É', '%C3%89'],
  ])('%j of a channel is written %s and read back', (name, fileName) => {
    expect([encodeName(name), decodeName(fileName)]).toEqual([fileName, name]);
  });

  test.each(['a b', '%2e', '.hidden', '%', ''])('%j is no name that a key gets', (fileName) => {
    expect(decodePart(fileName)).toBeNull();
  });

  test('keys are ordered by their UTF-8 bytes', () => {
    const ordered = ['', 'A', 'B', '_', 'a', 'a/b', 'ab', '~', 'é', '摄', '\uffee', '😀'];
    expect([...ordered].reverse().sort(compareBytes)).toEqual(ordered);
  });
});

describe('objects', () => {
  test('are plain files with the MD5 of their bytes as ETag', async () => {
    const bucket = await open();
    const head = await bucket.putObject('a/b.txt', bytes('hello'), 'text/plain');
    expect(head).toEqual({
      key: 'a/b.txt',
      bytes: 5,
      lastModifiedMs: 1_700_000_000_000,
      etag: '5D41402ABC4B2A76B9719D911017C592',
      contentType: 'text/plain',
    });
    expect(readFileSync(join(dataDir, 'local/a/b.txt'), 'utf8')).toBe('hello');
    expect([...bucket.objects('a/')]).toEqual([head]);
  });

  test('keep type, time and content over a restart', async () => {
    const before = await open();
    const heads = [
      await before.putObject('a', bytes('file'), 'text/html'),
      await before.putObject('b/c', bytes('deep'), 'x/y'),
    ];
    nowMs += 1000;
    const after = await open();
    expect([...after.objects('')]).toEqual(heads);
    expect(await textOf(after, 'b/c')).toBe('deep');
  });

  test('keep their type after a line about another one was torn', async () => {
    await (await open()).putObject('first', bytes('1'), 'text/plain');
    const journal = join(dataDir, '.oss-live/local/objects.jsonl');
    writeFileSync(journal, '{"key":"sec', { flag: 'a' });
    await (await open()).putObject('third', bytes('3'), 'text/css');
    const types = [...(await open()).objects('')].map(({ key, contentType }) => [key, contentType]);
    expect(types).toEqual([
      ['first', 'text/plain'],
      ['third', 'text/css'],
    ]);
  });

  test('and channels have names that no file system takes for one another', async () => {
    const bucket = await open();
    for (const name of ['cam', 'Cam', 'CAM', 'c%61m']) {
      await bucket.putChannel(name, { ...SETTINGS, description: name });
      const push = await pushTo(bucket, name, { startMs: nowMs, remoteAddress: name });
      const segment = push.output.open(nowMs);
      segment.append(Buffer.from(name));
      segment.close({ durationSeconds: 5, discontinuity: false });
      await push.end(nowMs + 5000);
    }
    const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' });
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length);
    for (const reader of [bucket, await open()])
      for (const name of ['cam', 'Cam', 'CAM', 'c%61m']) {
        expect(reader.channel(name)?.description).toBe(name);
        expect(reader.history(name)).toMatchObject([{ remoteAddress: name }]);
        expect(reader.segments(name)).toHaveLength(1);
        expect(await textOf(reader, `${name}/${nowMs}.ts`)).toBe(name);
      }
    expect(readFileSync(join(dataDir, `local/cam/${nowMs}.ts`), 'utf8')).toBe('cam');
  });

  test('that clash as file and folder, by case or by length are all kept apart', async () => {
    const keys = [
      'a',
      'a/b',
      'A',
      'a/b/c',
      'a//b',
      'a/',
      '/a',
      '..',
      '../a',
      'a/../a',
      'x'.repeat(300),
      '.oss-live',
    ];
    const bucket = await open();
    for (const key of keys) await bucket.putObject(key, bytes(`<${key}>`), 'text/plain');
    for (const reader of [bucket, await open()]) {
      expect([...reader.objects('')].map(({ key }) => key)).toEqual([...keys].sort(compareBytes));
      for (const key of keys) expect(await textOf(reader, key)).toBe(`<${key}>`);
    }
    expect(readdirSync(dataDir).sort()).toEqual(['.oss-live', 'local']);
  });

  test('are gone after a delete, with the folders they leave empty', async () => {
    const bucket = await open();
    await bucket.putObject('a/b/c', bytes('1'), 'text/plain');
    await bucket.deleteObject('a/b/c');
    await bucket.deleteObject('a/b/c');
    await bucket.putObject('a', bytes('2'), 'text/plain');
    expect(readFileSync(join(dataDir, 'local/a'), 'utf8')).toBe('2');
    expect([...(await open()).objects('')]).toHaveLength(1);
  });

  test('may be deleted while they are replaced', async () => {
    const folders = await prepareBucketFolders(dataDir, join(dataDir, '.oss-live'), 'local');
    const objects = createObjects(folders, () => new Date(nowMs));
    await objects.replace('cam/playlist.m3u8', 'old');
    // Large, so that the deletion would overtake it.
    const replaced = objects.replace('cam/playlist.m3u8', 'new'.repeat(10_000_000));
    await Promise.all([replaced, objects.remove('cam/playlist.m3u8')]);
    expect([...objects.list('', '')]).toEqual([]);
    expect(readdirSync(join(dataDir, 'local'))).toEqual([]);
  });

  test('are read in ranges, also when they are large', async () => {
    const bucket = await open();
    const large = Buffer.alloc(700_000, 'abcdefghij');
    await bucket.putObject('large', large, 'text/plain');
    await bucket.putObject('small', bytes('abcdefghij'), 'text/plain');
    for (const key of ['large', 'small']) {
      const object = await bucket.object(key);
      const chunks: Uint8Array[] = [];
      for await (const chunk of object?.read({ start: 3, end: 6 }) ?? []) chunks.push(chunk);
      expect(Buffer.concat(chunks).toString()).toBe('defg');
    }
  });

  test('copied into the folder by hand are there after a restart', async () => {
    await mkdir(join(dataDir, 'local/films'), { recursive: true });
    writeFileSync(join(dataDir, 'local/films/index.m3u8'), '#EXTM3U\n');
    const [head] = [...(await open()).objects('')];
    expect(head).toMatchObject({
      key: 'films/index.m3u8',
      bytes: 8,
      etag: 'A7674C694607B169E57593A4952EA26F',
      contentType: 'application/x-mpegURL',
    });
  });

  test('taken away by hand are not there', async () => {
    const bucket = await open();
    await bucket.putObject('a', bytes('1'), 'text/plain');
    rmSync(join(dataDir, 'local/a'));
    expect(await bucket.object('a')).toBeNull();
    expect([...(await open()).objects('')]).toEqual([]);
  });
});

describe('channels', () => {
  test('are listed in byte order and survive a restart', async () => {
    const bucket = await open();
    for (const name of ['b', '摄像', 'A', 'cam 42', '..']) await bucket.putChannel(name, SETTINGS);
    const names = ['..', 'A', 'b', 'cam 42', '摄像'];
    expect(bucket.channels().map(({ name }) => name)).toEqual(names);
    const again = await open();
    expect(again.channels().map(({ name }) => name)).toEqual(names);
    expect(again.channel('cam 42')).toEqual({
      ...SETTINGS,
      name: 'cam 42',
      lastModifiedMs: 1_700_000_000_000,
    });
  });

  test('replaced keep their history, deleted are forgotten', async () => {
    const bucket = await open();
    await bucket.putChannel('cam', SETTINGS);
    const push = { startMs: nowMs, remoteAddress: '127.0.0.1:50000', playlistName: 'playlist.m3u8' };
    const storage = await pushTo(bucket, 'cam', push);
    await storage.end(nowMs + 5000);
    const record = { startMs: nowMs, endMs: nowMs + 5000, remoteAddress: '127.0.0.1:50000' };
    expect(bucket.history('cam')).toEqual([record]);
    await bucket.putChannel('cam', { ...SETTINGS, description: 'new' });
    expect((await open()).history('cam')).toEqual([record]);
    await bucket.deleteChannel('cam');
    await bucket.deleteChannel('cam');
    expect((await open()).channel('cam')).toBeNull();
  });

  test('keep what is being written while their status changes', async () => {
    const bucket = await open();
    await bucket.putChannel('cam', SETTINGS);
    const [, disabled] = await Promise.all([
      bucket.putChannel('cam', { ...SETTINGS, description: 'new' }),
      bucket.setStatus('cam', 'disabled'),
    ]);
    const expected = {
      ...SETTINGS,
      name: 'cam',
      description: 'new',
      status: 'disabled',
      lastModifiedMs: nowMs,
    };
    expect(disabled).toEqual(expected);
    expect((await open()).channel('cam')).toEqual(expected);
    expect(await bucket.setStatus('other', 'disabled')).toBeNull();
  });

  test('take a push with the settings that are being written', async () => {
    const bucket = await open();
    await bucket.putChannel('cam', SETTINGS);
    const changed = bucket.putChannel('cam', { ...SETTINGS, fragDurationSeconds: 9 });
    const storage = await pushTo(bucket, 'cam', { startMs: nowMs, remoteAddress: '127.0.0.1:1' });
    expect(storage.fragDurationSeconds).toBe(9);
    await changed;
  });

  test.each([
    ['deleted', (bucket: StoredBucket) => bucket.deleteChannel('cam')],
    ['disabled', (bucket: StoredBucket) => bucket.putChannel('cam', { ...SETTINGS, status: 'disabled' })],
  ])('that are being %s take no push', async (_, change) => {
    const bucket = await open();
    await bucket.putChannel('cam', SETTINGS);
    const changed = change(bucket);
    const wanted = { startMs: nowMs, remoteAddress: '127.0.0.1:1' };
    expect(await bucket.beginPush('cam', wanted, () => {})).toBeNull();
    await changed;
  });

  test('remember the ten latest pushes', async () => {
    const bucket = await open();
    await bucket.putChannel('cam', SETTINGS);
    for (let i = 0; i < 12; i++) {
      const push = { startMs: i, remoteAddress: '127.0.0.1:1', playlistName: 'playlist.m3u8' };
      await (await pushTo(bucket, 'cam', push)).end(i + 1);
    }
    const starts = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    expect((await open()).history('cam').map(({ startMs }) => startMs)).toEqual(starts);
  });
});

describe('the data folder', () => {
  test('is for one emulator at a time', async () => {
    const first = await openDataFolder(dataDir);
    await expect(openDataFolder(dataDir)).rejects.toMatchObject({
      code: 'DataFolderInUse',
      message: `The data folder ${dataDir} is in use: an emulator runs as process ${pid}.`,
      kind: 'conflict',
    });
    await first.lock.release();
    await (await openDataFolder(dataDir)).lock.release();
  });

  test('names the process and the port of the emulator that uses it', async () => {
    await (await openDataFolder(dataDir)).lock.release();
    writeFileSync(
      join(dataDir, '.oss-live/lock'),
      JSON.stringify({ pid: 1, processStart: null, port: 8787 }),
    );
    await expect(openDataFolder(dataDir)).rejects.toThrow(
      `The data folder ${dataDir} is in use: an emulator runs as process 1 and listens on port 8787.`,
    );
  });

  test.each([
    ['whose process is gone', JSON.stringify({ pid: 2 ** 22 + 1, processStart: null, port: 1 })],
    ['of a process id that has been given again', JSON.stringify({ pid: 1, processStart: 'then', port: 1 })],
    ['of an earlier process with the same id', JSON.stringify({ pid, processStart: 'then', port: 1 })],
    ['torn by a power cut', ''],
  ])('takes over a lock %s', async (_, text) => {
    await (await openDataFolder(dataDir)).lock.release();
    writeFileSync(join(dataDir, '.oss-live/lock'), text);
    const folder = await openDataFolder(dataDir);
    await folder.lock.setPort(4711);
    expect(JSON.parse(readFileSync(join(dataDir, '.oss-live/lock'), 'utf8'))).toMatchObject({
      pid,
      port: 4711,
    });
    await folder.lock.release();
    expect(readdirSync(join(dataDir, '.oss-live'))).toEqual(['version']);
  });

  test('of a newer format is refused', async () => {
    await (await openDataFolder(dataDir)).lock.release();
    writeFileSync(join(dataDir, '.oss-live/version'), '3\n');
    await expect(openDataFolder(dataDir)).rejects.toMatchObject({
      code: 'Configuration',
      message: `The data folder ${dataDir} has format 3; this version reads format 2.`,
      kind: 'configuration',
    });
  });

  test('that is a file is refused with the reason', async () => {
    const path = join(dataDir, 'file');
    writeFileSync(path, '');
    await expect(openDataFolder(path)).rejects.toMatchObject({
      message: `The data folder ${path} cannot be used: part of the path is a file.`,
      kind: 'configuration',
    });
  });

  test('that this user may not write to is refused with the reason', async () => {
    chmodSync(dataDir, 0o555);
    // Root may write everywhere.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(NOBODY);
    try {
      await expect(openDataFolder(dataDir)).rejects.toMatchObject({
        code: 'Configuration',
        message: `The data folder ${dataDir} cannot be used: no permission to write there.`,
        advice: { do: 'writableDataFolder' },
        kind: 'configuration',
      });
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(dataDir, 0o755);
    }
  });
});
