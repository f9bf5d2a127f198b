import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jump, shardOf } from '../../src/relay/shard.js';
import { createStudio } from '../helpers/studio.js';

// Of github.com/dgryski/go-jump, jump_test.go.
test.each([
  [1n, 1, 0],
  [42n, 57, 43],
  [0xdead10ccn, 1, 0],
  [0xdead10ccn, 666, 361],
  [256n, 1024, 520],
])('jump hash of %s among %d is %d', (key, count, shard) => {
  expect(jump(key, count)).toBe(shard);
});

const names = Array.from({ length: 1000 }, (_, index) => `shop-${String(index).padStart(3, '0')}`);

test('three processes have about as much to do each, and a fourth takes a quarter of it and nothing else moves', () => {
  const before = names.map((name) => shardOf(name, 3));
  const after = names.map((name) => shardOf(name, 4));
  const sizes = [0, 1, 2].map((shard) => before.filter((one) => one === shard).length);
  for (const size of sizes) expect(size).toBeGreaterThan(290);
  const moved = after.filter((shard, index) => shard !== before[index]);
  expect([...new Set(moved)]).toEqual([3]);
  expect(moved.length).toBeGreaterThan(210);
  expect(moved.length).toBeLessThan(290);
});

// By a few lines of Python: two releases that differ would both run a channel, or neither.
test.each([
  ['shop-000', 1, 1],
  ['shop-001', 1, 3],
  ['shop-002', 2, 2],
  ['shop-007', 0, 0],
  ['door', 0, 3],
  ['yard', 2, 3],
  ['直播', 1, 1],
])('%s is run by %d of three and by %d of four', (name, ofThree, ofFour) => {
  expect([shardOf(name, 1), shardOf(name, 3), shardOf(name, 4)]).toEqual([0, ofThree, ofFour]);
});

describe('--shard', () => {
  const sources = ['dock', 'door', 'till'].map((name) => `${name}: "rtsp://127.0.0.1:9/${name}"`);
  // Not to be examined.
  const file = `defaults: { probe: false }\nchannels: { ${sources.join(', ')}, attic: }\n`;

  test.each([
    ['0/3', 'dock\tcreate\t\ndoor\tcreate\t\n'],
    ['1/3', 'till\tcreate\t\nattic\tcreate\t\n'],
    ['2/3', ''],
    ['3/4', 'door\tcreate\t\n'],
    ['0/1', 'dock\tcreate\t\ndoor\tcreate\t\ntill\tcreate\t\nattic\tcreate\t\n'],
  ])('%s is that part of the channels', async (shard, planned) => {
    const { run, folder } = await createStudio();
    writeFileSync(join(folder, 'cameras.yaml'), file);
    const { exitCode, stdout } = await run(['relay', 'cameras.yaml', '--plan', '--shard', shard]);
    expect([exitCode, stdout]).toEqual([0, planned]);
  });

  test.each([
    ['3/3', 'There is no shard 3/3: they begin with 0.', 'The last of 3 is 2/3.'],
    ['1', ...no('1')],
    ['1/0', ...no('1/0')],
    ['-1/3', ...no('-1/3')],
    ['0/1001', ...no('0/1001')],
    // Where nothing puts the number in its place.
    ['$(POD_INDEX)/3', ...no('$(POD_INDEX)/3')],
  ])('%s is refused', async (shard, message, hint) => {
    const { run, folder } = await createStudio();
    writeFileSync(join(folder, 'cameras.yaml'), file);
    expect(await run(['relay', 'cameras.yaml', `--shard=${shard}`])).toEqual({
      ...{ exitCode: 2, stdout: '', stderr: `error: ${message}\nhint: ${hint}\n` },
    });
  });

  function no(shard: string): [string, string] {
    return [
      `--shard ${shard} is no part of the channels.`,
      'Say 0/3 for the first of three, 2/3 for the last; there may be 1000.',
    ];
  }
});
