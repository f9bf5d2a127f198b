import { CLIENT_LIMITS } from '../../client/limits.js';
import type { Joint } from './joints.js';

/** Timestamps of MPEG-TS are 33 bits of 90 kHz. */
const WRAP_SECONDS = 2 ** 33 / 90_000;
const OFF_SECONDS = 0.1;
/** Durations in a playlist are whole milliseconds. */
const ROUNDING_SECONDS = 0.0006;

interface Doubts {
  seconds: readonly (number | null)[];
  /** Of the segment with this index, the time of its first picture; null when it cannot be read. */
  firstSeconds(index: number): Promise<number | null>;
  /** Without durations: how far apart two first pictures in a row are at most. */
  longestSeconds: number;
}

/**
 * Settles doubtful joints by the first timestamps of the segments around them. Where everything between two segments adds
 * up to their distance nothing in between has to be read, so a day in one piece takes two reads. What cannot be settled,
 * or would take more reads than allowed, stays doubtful. `joints[i]` is before segment i + 1.
 */
export async function settle(joints: readonly Joint[], doubts: Doubts): Promise<Joint[]> {
  const settled = [...joints];
  const { seconds, longestSeconds } = doubts;
  const first = reader(doubts.firstSeconds);

  async function look(from: number, to: number): Promise<void> {
    const [before, after] = await Promise.all([first(from), first(to)]);
    const isPair = to - from === 1;
    if (before !== null && after !== null) {
      const apart = modulo(after - before);
      const wanted = total(seconds.slice(from, to));
      const goesOn =
        wanted === null
          ? isPair && apart > 0 && apart <= longestSeconds
          : Math.abs(centred(apart - wanted)) <= OFF_SECONDS + ROUNDING_SECONDS * (to - from);
      if (goesOn) settled.fill('goesOn', from, to);
      else if (isPair) settled[from] = 'seam';
      if (goesOn || isPair) return;
    } else if (isPair) return;
    const middle = (from + to) >> 1;
    await Promise.all([look(from, middle), look(middle, to)]);
  }

  await Promise.all(runs(joints).map(([from, to]) => look(from, to)));
  return settled;
}

/** Each run of doubtful joints, as the segments at its two ends. */
function runs(joints: readonly Joint[]): [from: number, to: number][] {
  const found: [number, number][] = [];
  joints.forEach((joint, index) => {
    const last = found.at(-1);
    if (joint !== 'doubtful') return;
    if (last?.[1] === index) last[1] = index + 1;
    else found.push([index, index + 1]);
  });
  return found;
}

/** Reads each once, and no more than allowed. */
function reader(read: Doubts['firstSeconds']): Doubts['firstSeconds'] {
  const asked = new Map<number, Promise<number | null>>();
  return (index) => {
    const known = asked.get(index);
    if (known !== undefined) return known;
    const answer =
      asked.size < CLIENT_LIMITS.seamReads.value ? read(index) : Promise.resolve<number | null>(null);
    asked.set(index, answer);
    return answer;
  };
}

function total(seconds: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const one of seconds) {
    if (one === null) return null;
    sum += one;
  }
  return sum;
}

const modulo = (seconds: number): number => ((seconds % WRAP_SECONDS) + WRAP_SECONDS) % WRAP_SECONDS;
const centred = (seconds: number): number => {
  const rest = modulo(seconds);
  return rest > WRAP_SECONDS / 2 ? rest - WRAP_SECONDS : rest;
};
