import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../../src/recording/ledger/entry.js';
import { appendToLedger, openLedger } from '../../../src/recording/ledger/ledger-file.js';
import { readLedger } from '../../../src/recording/ledger/read-ledger.js';
import { temporaryFolder } from '../../helpers/store.js';

/** A push that began so many minutes after six. */
const push = (minute: number, channelName = 'cam'): LedgerEntry => ({
  ...{ bucket: 'b', channelName, endTime: null, seconds: null, remoteAddr: 'a:1' },
  startTime: `2024-03-05T06:${String(minute).padStart(2, '0')}:00.000Z`,
});

const pushes = (from: number, to: number, channelName?: string) =>
  Array.from({ length: to - from + 1 }, (_, index) => push(from + index, channelName));

const newPath = () => join(temporaryFolder(), 'pushes.ndjson');
const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').slice(0, -1);
const entriesOf = (path: string) => linesOf(path).map((line) => JSON.parse(line));

describe('a ledger file', () => {
  test('that two write to has every push once', async () => {
    const path = newPath();
    const [one, other] = [await openLedger(path, path), await openLedger(path, path)];
    await one.append(pushes(1, 3));
    await other.append(pushes(1, 4));
    await one.append(pushes(1, 5));
    await other.append(pushes(4, 6));
    expect(entriesOf(path)).toEqual(pushes(1, 6));
  });

  test('that many append to at once has every line whole', async () => {
    const path = newPath();
    const wanted = pushes(0, 59).flatMap((entry) => ['a', 'b', 'c'].map((source) => ({ ...entry, source })));
    await Promise.all(wanted.map((entry) => appendToLedger(path, entry)));
    const key = ({ startTime, source }: LedgerEntry) => `${startTime} ${source}`;
    expect(entriesOf(path).map(key).sort()).toEqual(wanted.map(key).sort());
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('is read as far as it is of the channel, without lines that are none, and only its end when it is large', async () => {
    const path = newPath();
    const place = { endpoint: null, bucket: 'b', channelName: 'cam' };
    const lines = [push(1), push(2, 'door'), push(3)].map((entry) => JSON.stringify(entry));
    writeFileSync(
      path,
      `${lines[0]}\n${'x'.repeat(100_000)}\n${lines[1]}\nnull\n${lines[2]}\n{"bucket":"b","chan`,
    );
    expect(await readLedger(path, place)).toEqual([push(1), push(3)]);
    const filler = `${JSON.stringify({ ...push(4, 'hall'), remoteAddr: 'x'.repeat(15_000) })}\n`;
    appendFileSync(
      path,
      `\n${filler.repeat(Math.ceil((64 * 1024 * 1024) / filler.length))}${JSON.stringify(push(5))}\n`,
    );
    expect(await readLedger(path, place)).toEqual([push(5)]);
    rmSync(path);
  });

  test('goes on in a new line after one that was cut off, whoever cut it', async () => {
    const path = newPath();
    const ledger = await openLedger(path, path);
    await ledger.append(pushes(1, 1));
    appendFileSync(path, '{"bucket":"b","chan');
    await ledger.append(pushes(1, 2));
    expect(linesOf(path)).toEqual([JSON.stringify(push(1)), '{"bucket":"b","chan', JSON.stringify(push(2))]);
  });

  test('that was moved away begins anew, without what it had', async () => {
    const path = newPath();
    const ledger = await openLedger(path, path);
    await ledger.append(pushes(1, 3));
    rmSync(path);
    await ledger.append(pushes(1, 4));
    writeFileSync(path, '');
    await ledger.append(pushes(1, 5));
    expect(entriesOf(path)).toEqual(pushes(5, 5));
  });

  test('takes later what could not be written', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'pushes.ndjson');
    const ledger = await openLedger(path, path);
    rmSync(folder, { recursive: true });
    await expect(ledger.append(pushes(1, 1))).rejects.toThrow('ENOENT');
    mkdirSync(folder);
    await ledger.append(pushes(1, 2));
    expect(entriesOf(path)).toEqual(pushes(1, 2));
  });
});

describe('a gap', () => {
  const gap = { channelName: 'cam', after: push(3).startTime, before: push(20).startTime };

  test.each<[string, LedgerEntry[], LedgerEntry[], typeof gap | null]>([
    ['ten new pushes after known ones', pushes(1, 3), pushes(20, 29), gap],
    ['nine new pushes', pushes(1, 3), pushes(20, 28), null],
    ['ten pushes, the oldest of them known', pushes(1, 20), pushes(20, 29), null],
    ['ten pushes of which nothing was known before', [], pushes(20, 29), null],
    ['ten pushes of another channel', pushes(1, 3, 'door'), pushes(20, 29), null],
    ['nothing new', pushes(20, 29), pushes(20, 29), null],
  ])('%s', async (_, before, now, expected) => {
    const path = newPath();
    writeFileSync(path, before.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    const ledger = await openLedger(path, path);
    expect(await ledger.append(now)).toEqual(expected);
    expect(await ledger.append(now)).toBe(null);
  });

  test('is told by each ledger once', async () => {
    const path = newPath();
    const ledger = await openLedger(path, path);
    await ledger.append(pushes(1, 3));
    expect([await ledger.append(pushes(20, 29)), await ledger.append(pushes(21, 30))]).toEqual([gap, null]);
  });
});
