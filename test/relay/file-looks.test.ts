import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lookForChanges } from '../../src/cli/commands/relay-file-looks.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A file of which each look is answered by hand, and what is told of it. */
function looking() {
  const open: ((stamp: string) => void)[] = [];
  const told: string[] = [];
  let looks = 0;
  const end = lookForChanges({
    stamp() {
      looks++;
      return new Promise((resolve) => open.push(resolve));
    },
    onChange: () => told.push('changed'),
    onSilence: () => told.push('silent'),
  });
  return {
    ...{ told, end, looks: () => looks },
    async answer(stamp: string) {
      open.shift()?.(stamp);
      await vi.advanceTimersByTimeAsync(2000);
    },
  };
}

test('a look that hangs is told once, and no other begins until it is over', async () => {
  const { told, looks, answer, end } = looking();
  await answer('one');
  expect([looks(), told]).toEqual([2, []]);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect([looks(), told]).toEqual([2, ['silent']]);
  // What has changed meanwhile is seen, and the looks go on.
  await answer('two');
  await answer('two');
  expect([looks(), told]).toEqual([4, ['silent', 'changed']]);
  end();
});

test('one that is ended during a look tells nothing more, and does not go on', async () => {
  const { told, looks, answer, end } = looking();
  await answer('one');
  end();
  await answer('two');
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect([looks(), told]).toEqual([2, []]);
});
