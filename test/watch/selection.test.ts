import { describe, expect, test } from 'vitest';
import { matches, selectionOf } from '../../src/client/selection.js';

describe('a pattern', () => {
  test.each([
    ['cam-*', 'cam-1', true],
    ['cam-*', 'cam-', true],
    ['cam-*', 'a-cam-1', false],
    ['*', '', true],
    ['*door', 'front door', true],
    ['*door', 'doors', false],
    ['c*m*1', 'cam-cam-1', true],
    ['c*m*1', 'cam-cam-2', false],
    ['cam-?', 'cam-1', true],
    ['cam-?', 'cam-12', false],
    ['cam-?', 'cam-', false],
    ['大?📷', '大厅📷', true],
    // One character, of two UTF-16 units.
    ['?', '📷', true],
    ['cam[1]', 'cam[1]', true],
    ['cam[1]*', 'cam1', false],
    ['.*', 'cam', false],
    ['a*', 'a*', true],
    ['*', 'a\nb', true],
    // A regular expression would try 2⁶⁰ ways.
    [`${'*a'.repeat(31)}b`, 'a'.repeat(63), false],
  ])('%s and %j: %s', (pattern, name, fits) => {
    expect(matches(pattern, name)).toBe(fits);
  });
});

describe('what is asked to be listed', () => {
  test.each([
    [{}, [], ''],
    [{ prefix: 'cam-' }, [], 'cam-'],
    [{ channelNames: ['cam-*'] }, [], 'cam-'],
    [{ channelNames: ['cam-1*', 'cam-2?', 'lobby'] }, ['lobby'], 'cam-'],
    [{ channelNames: ['*'] }, [], ''],
    [{ channelNames: ['📷1*', '📹1*'] }, [], ''],
    [{ channelNames: ['cam', 'door'] }, ['cam', 'door'], null],
  ])('for %j: %j beside those that begin with %s', (asked, named, prefix) => {
    const selection = selectionOf(asked);
    expect([selection.named, selection.listed?.prefix ?? null]).toEqual([named, prefix]);
  });
});
