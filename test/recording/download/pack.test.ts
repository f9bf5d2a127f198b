// Small segments share a file: what is in it is taken up again, as far as it is whole.
import { appendFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../../src/emulator/index.js';
import type { HttpRequest, Transport } from '../../../src/protocol/wire.js';
import { download } from '../../../src/recording/download/download.js';
import { openPack, readPack } from '../../../src/recording/download/pack.js';
import { seededFolder } from '../../helpers/seeded-hour.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';

describe('a pack', () => {
  test('has what was put into it at once and later, each where it was said to be', async () => {
    const path = join(temporaryFolder(), 'small.pack');
    const contents = Array.from({ length: 50 }, (_, index) => Buffer.alloc(index * 37, index));
    const pack = openPack(path, 0);
    const places = await Promise.all(contents.map((content, index) => pack.append(`${index}.ts`, content)));
    places.push(await pack.append('50.ts', Buffer.from('last')));
    await pack.close();
    const bytes = readFileSync(path);
    const { packed, end } = await readPack(path);
    expect(packed.map(({ name, from }) => [name, from])).toEqual(
      places.map((from, index) => [`${index}.ts`, from]),
    );
    expect(packed.map(({ from, bytes: length }) => bytes.subarray(from, from + length))).toEqual([
      ...contents,
      Buffer.from('last'),
    ]);
    expect(end).toBe(bytes.length);
  });

  test('that was cut off anywhere has what is before, and goes on there', async () => {
    const whole = 'a.ts 5\nfirstb.ts 6\nsecondc.ts 0\n';
    for (let length = 0; length <= whole.length; length++) {
      const path = join(temporaryFolder(), 'small.pack');
      writeFileSync(path, whole.slice(0, length));
      const { packed, end } = await readPack(path);
      const expected = length < 12 ? 0 : length < 25 ? 1 : length < 32 ? 2 : 3;
      expect(packed.map(({ name }) => name)).toEqual(['a.ts', 'b.ts', 'c.ts'].slice(0, expected));
      const pack = openPack(path, end);
      await pack.append('d.ts', Buffer.from('more'));
      await pack.close();
      expect(readFileSync(path, 'latin1')).toBe(`${whole.slice(0, [0, 12, 25, 32][expected])}d.ts 4\nmore`);
    }
  });

  test.each([
    ['is not there', null],
    ['is empty', ''],
    ['is something else', '#EXTM3U\n'.repeat(100)],
    ['says that it has more than it has', 'a.ts 99999999999\nx'],
  ])('that %s has nothing', async (_, text) => {
    const path = join(temporaryFolder(), 'small.pack');
    if (text !== null) writeFileSync(path, text);
    expect(await readPack(path)).toEqual({ packed: [], end: 0 });
    expect(existsSync(path)).toBe(text !== null);
  });

  test('that cannot be written says so to all who wait', async () => {
    const pack = openPack(join(temporaryFolder(), 'nowhere/small.pack'), 0);
    const appended = [pack.append('a.ts', Buffer.from('a')), pack.append('b.ts', Buffer.from('b'))];
    const results = await Promise.allSettled(appended);
    results.push(...(await Promise.allSettled([pack.append('c.ts', Buffer.from('c'))])));
    expect(results.map((result) => result.status === 'rejected' && result.reason.code)).toEqual(
      Array(3).fill('ENOENT'),
    );
    await pack.close();
  });
});

const NOW = new Date('2026-03-05T12:00:00Z');
let emulator: Emulator;
let endpoint: string;
/** What a download that nobody disturbs makes, and of how many segments. */
let expected: Buffer;
let total: number;

beforeAll(async () => {
  emulator = createEmulator({ dataDir: await seededFolder(NOW), credentials: [KEY], now: () => NOW });
  ({ url: endpoint } = await emulator.listen());
  const folder = temporaryFolder();
  total = (await run(folder, emulator.handle)).asked;
  expected = readFileSync(join(folder, 'class.ts'));
});

afterAll(() => emulator.close());

const isSegment = ({ method, target }: HttpRequest) => method === 'GET' && /\.ts$/.test(target);

/** Downloads two minutes; with `stopAfter` ends when so many segments were asked for. How many were asked for. */
async function run(folder: string, transport: Transport, stopAfter = Number.POSITIVE_INFINITY) {
  const stop = new AbortController();
  let asked = 0;
  const counting: Transport = async (request) => {
    const answer = await transport(request);
    if (isSegment(request) && ++asked === stopAfter) stop.abort();
    return answer;
  };
  const work = async () => {
    for await (const _ of download({
      ...{ endpoint, bucket: 'local', region: 'cn-hangzhou', credentials: KEY, channelName: 'demo' },
      ...{ start: new Date('2026-03-05T11:57:00Z'), end: new Date('2026-03-05T11:59:00Z') },
      ...{ file: 'class.ts', cwd: folder, now: () => NOW, jobs: 2, transport: counting, signal: stop.signal },
    }));
  };
  const error = await work().then(
    () => null,
    (error) => error,
  );
  return { asked, error };
}

describe('a download into one file', () => {
  const handle: Transport = (request) => emulator.handle(request);
  const packOf = (folder: string) => join(folder, 'class.ts.part/small.pack');

  test('takes up what is packed, and asks for the rest alone', async () => {
    const folder = temporaryFolder();
    const first = await run(folder, handle, 9);
    expect(first.error).toMatchObject({ kind: 'interrupted' });
    expect(readdirSync(join(folder, 'class.ts.part')).filter((name) => name.endsWith('.ts'))).toEqual([]);
    const { packed } = await readPack(packOf(folder));
    expect(packed.length).toBeGreaterThanOrEqual(6);
    const second = await run(folder, handle);
    expect([second.error, second.asked + packed.length]).toEqual([null, total]);
    expect(readFileSync(join(folder, 'class.ts')).equals(expected)).toBe(true);
    expect(readdirSync(folder)).toEqual(['class.ts']);
  });

  test.each<[string, (path: string, size: number) => void, (found: number) => number]>([
    ['has one byte that is another', (path) => flip(path, 1000), () => 1],
    ['is cut off', (path, size) => truncateSync(path, size - 100), () => 1],
    ['has something else behind it', (path) => appendFileSync(path, 'x'.repeat(5000)), () => 0],
    ['has nothing but zeros', (path, size) => writeFileSync(path, Buffer.alloc(size)), (found) => found],
    ['is empty', (path) => writeFileSync(path, ''), (found) => found],
  ])('fetches again what is not whole where the pack %s', async (_, spoil, lost) => {
    const folder = temporaryFolder();
    await run(folder, handle, 9);
    const { packed, end } = await readPack(packOf(folder));
    spoil(packOf(folder), end);
    // Ended again, and taken up again.
    const second = await run(folder, handle, 3);
    const third = await run(folder, handle);
    const again = second.asked + third.asked - (total - packed.length);
    expect([third.error, again]).toEqual([null, expect.any(Number)]);
    // What was on its way when it was ended may be asked for twice.
    expect(again).toBeGreaterThanOrEqual(lost(packed.length));
    expect(again).toBeLessThanOrEqual(lost(packed.length) + 2);
    expect(readFileSync(join(folder, 'class.ts')).equals(expected)).toBe(true);
    expect(readdirSync(folder)).toEqual(['class.ts']);
  });
});

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = bytes[at]! ^ 1;
  writeFileSync(path, bytes);
}
