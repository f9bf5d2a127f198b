import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/all.js';
import { createWorld } from '../helpers/world.js';

async function json(line: string) {
  const { stdout, stderr, exitCode } = await createWorld().run(line.split(' '));
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

test('help --json is the whole of help as data, however it is asked for', async () => {
  const tree = await json('help --json');
  expect(await json('--help --json')).toEqual(tree);
  expect(Object.keys(tree)).toEqual([
    ...['name', 'version', 'commands', 'globalFlags', 'topics', 'exitCodes'],
  ]);
  expect(tree.commands.map(({ name }: { name: string }) => name)).toEqual(commands.map(({ name }) => name));
  expect(tree.exitCodes[10]).toEqual({
    ...{ code: 10, name: 'emptyRange', meaning: 'nothing in the VOD range (EC 0044-00000308)' },
  });
});

test('a command is told with its arguments, flags, examples and events', async () => {
  const tree = await json('help --json');
  const push = tree.commands.find(({ name }: { name: string }) => name === 'push');
  expect(await json('push --help --json')).toEqual(push);
  expect(await json('help push --json')).toEqual(push);
  expect(push.arguments[0]).toMatchObject({ name: 'input', required: true, variadic: true });
  const flag = (option: string) => push.flags.find((one: { option: string }) => one.option === option);
  const base = { short: null, value: null, repeatable: false, choices: null, minimum: null, maximum: null };
  expect(flag('--loop')).toEqual({
    ...{ ...base, name: 'loop', option: '--loop', type: 'boolean', default: null },
    help: 'start over at the end of the files',
  });
  expect(flag('--no-probe')).toMatchObject({ type: 'boolean', default: true });
  expect(flag('--max-attempts')).toMatchObject({ type: 'integer', minimum: 1, maximum: 1_000_000 });
  expect(flag('--transcode')).toMatchObject({ choices: ['auto', 'always', 'never'], default: 'auto' });
  expect(flag('--to')).toMatchObject({ value: '<channel...>', repeatable: true });
  expect(existsSync(push.events)).toBe(true);
});
