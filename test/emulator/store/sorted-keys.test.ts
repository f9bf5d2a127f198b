import { expect, test } from 'vitest';
import { SortedKeys } from '../../../src/emulator/store/sorted-keys.js';

function keysOf(...names: string[]): SortedKeys {
  const keys = new SortedKeys();
  for (const name of names) keys.add(name);
  return keys;
}

test.each([
  ['', '', ['a', 'a/1', 'a/2', 'b', 'ｚ', '𝒛']],
  ['a', '', ['a', 'a/1', 'a/2']],
  ['a/', '', ['a/1', 'a/2']],
  ['a', 'a', ['a/1', 'a/2']],
  ['a/', 'a/1', ['a/2']],
  ['', 'a/15', ['a/2', 'b', 'ｚ', '𝒛']],
  ['', 'ｚ', ['𝒛']],
  ['b', 'a/1', ['b']],
  ['a', 'b', []],
  ['c', '', []],
])('with the prefix %j after %j come %j', (prefix, after, expected) => {
  const keys = keysOf('b', '𝒛', 'a/2', 'ｚ', 'a', 'a/1');
  expect([...keys.from(prefix, after)]).toEqual(expected);
});

test('keys come and go, and many come at once', () => {
  const keys = keysOf('m');
  expect([...keys.from('', '')]).toEqual(['m']);
  for (let index = 999; index >= 0; index--) keys.add(`k${String(index).padStart(3, '0')}`);
  keys.delete('k500');
  expect([...keys.from('k49', '')].length).toBe(10);
  expect([...keys.from('k', 'k498')].slice(0, 3)).toEqual(['k499', 'k501', 'k502']);
  keys.delete('k499');
  keys.delete('nobody');
  keys.add('k4985');
  expect([...keys.from('k', 'k498')].slice(0, 3)).toEqual(['k4985', 'k501', 'k502']);
  expect([...keys.from('m', '')]).toEqual(['m']);
});
