import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { takeLock } from '../../../src/recording/download/part-lock.js';
import { temporaryFolder } from '../../helpers/store.js';

/** A process id that nobody has. */
async function goneProcess(): Promise<number> {
  const child = execa('true');
  await child;
  return child.pid as number;
}

describe('the lock of a part folder', () => {
  test('is held by one at a time, and can be taken again', async () => {
    const path = join(temporaryFolder(), 'lock');
    const release = await takeLock(path);
    expect(await takeLock(path)).toEqual({ heldBy: process.pid });
    if (typeof release !== 'function') throw new Error('not taken');
    await release();
    const again = await takeLock(path);
    expect(typeof again).toBe('function');
  });

  test('is left to a process that lives', async () => {
    const path = join(temporaryFolder(), 'lock');
    writeFileSync(path, JSON.stringify({ pid: process.ppid, processStart: null }));
    expect(await takeLock(path)).toEqual({ heldBy: process.ppid });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ pid: process.ppid, processStart: null });
  });

  test.each([
    [
      'of a process that is gone',
      async () => JSON.stringify({ pid: await goneProcess(), processStart: null }),
    ],
    [
      'of an earlier process of this number',
      async () => JSON.stringify({ pid: process.ppid, processStart: '1' }),
    ],
    [
      'of an earlier life of this process',
      async () => JSON.stringify({ pid: process.pid, processStart: '1' }),
    ],
    ['that was never written to its end', async () => ''],
    ['that is damaged', async () => '{"pid":'],
  ])('%s is taken over', async (_, text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'lock'), await text());
    const taken = await takeLock(join(folder, 'lock'));
    expect([typeof taken, readdirSync(folder)]).toEqual(['function', ['lock']]);
  });

  test('is had by one of many that want it at once, when it was left behind', async () => {
    const path = join(temporaryFolder(), 'lock');
    writeFileSync(path, JSON.stringify({ pid: await goneProcess(), processStart: null }));
    const taken = await Promise.all(Array.from({ length: 8 }, () => takeLock(path)));
    expect(taken.filter((one) => typeof one === 'function')).toHaveLength(1);
  });
});
