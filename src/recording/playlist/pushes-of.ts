import type { KnownPush } from '../sessions/session.js';

/** The service tells pushes in whole seconds. */
const SECOND_MS = 1000;

/** To which push a segment belongs, by when it began. */
export interface Belonging {
  /** The likeliest; null when none is known. */
  push: KnownPush | null;
  /** Whether it can be no other's: in the second of a reconnect it may be the last of one push or the first of the next. */
  isSure: boolean;
}

const NOBODY: Belonging = { push: null, isSure: false };

/** Tells of each moment, in Unix milliseconds, whose segment began then. `pushes`: oldest first. */
export function belonging(pushes: readonly KnownPush[]): (startMs: number) => Belonging {
  const starts = pushes.map(({ start }) => Math.floor(start.getTime() / SECOND_MS) * SECOND_MS);
  return (startMs) => {
    const index = lastAtMost(starts, startMs);
    const [latest, before] = [pushes[index], pushes[index - 1]].map((push) =>
      push !== undefined && isIn(push, startMs) ? push : null,
    );
    const push = latest ?? before ?? null;
    if (push === null) return NOBODY;
    // What was made out of the names themselves proves nothing.
    return { push, isSure: (latest == null || before == null) && push.knownFrom !== 'segments' };
  };
}

/** Whether segments that begin from then on may be of this push: its last ones may, in the second in which it ended. */
export function mayReach(push: KnownPush, from: Date): boolean {
  return push.running === true || from.getTime() < untilMs(push);
}

function isIn(push: KnownPush, startMs: number): boolean {
  return push.running === true || startMs <= untilMs(push);
}

function untilMs({ end }: KnownPush): number {
  return Math.ceil(end.getTime() / SECOND_MS) * SECOND_MS + SECOND_MS;
}

/** The index of the last number that is not greater; -1 when there is none. */
function lastAtMost(ascending: readonly number[], value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
