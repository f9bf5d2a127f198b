// What a player says that is a complaint: a busy machine must not fail a test, and a hole must.
import { expect, test } from 'vitest';
import { complaints, type PlayerState } from '../helpers/browser.js';

const SECOND_HOLE = 'fragment loaded with buffer holes, seeking from 2 to 2.18';

test.each<[name: string, startsAt: number | null, details: string, to: string, isComplaint: boolean]>([
  ['the step to the first picture', 0.08, 'bufferSeekOverHole', 'seeking from 0 to 0.18', false],
  ['a step beyond it', 0.08, 'bufferSeekOverHole', 'seeking from 0 to 0.28', true],
  ['a step to a beginning that lacks pictures', 0.5, 'bufferSeekOverHole', 'seeking from 0 to 0.6', true],
  ['a step to nobody knows where', null, 'bufferSeekOverHole', 'seeking from 0 to 0.18', true],
  ['a step in the middle', 0.08, 'bufferSeekOverHole', SECOND_HOLE, true],
  ['that it stands still', 0.08, 'bufferStalledError', '', false],
  ['what it cannot append', 0.08, 'bufferAppendError', '', true],
])('%s', (_, startsAt, details, reason, isComplaint) => {
  const state = (fatal: boolean) => ({ startsAt, errors: [{ details, reason, fatal }] }) as PlayerState;
  expect(complaints(state(false))).toHaveLength(isComplaint ? 1 : 0);
  expect(complaints(state(true))).toHaveLength(1);
});
