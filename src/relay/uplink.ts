import type { SourceStatus, UplinkFigures } from './events.js';

/** Further than that is no hiccup. */
const BEHIND_SECONDS = 5;
/** What is measured differs by that much of itself. */
const SHARE = 0.95;
/** With less than that it is an outage, which is told otherwise. */
const LEAST_SHARE = 0.05;
/** Looks in a row before it is told. */
const LOOKS = 3;

/**
 * Finds out whether the uplink carries all sources: to be called every few seconds; gives figures when that changes. One
 * source alone may be slow for reasons of its own: half of them have to fall behind while less is sent than comes.
 */
export function createUplinkJudge(): (
  statuses: readonly SourceStatus[],
) => (UplinkFigures & { over: boolean }) | null {
  let looks = 0;
  let isTold = false;
  return (statuses) => {
    const live = statuses.filter(
      ({ state, readBitsPerSecond }) => state === 'live' && readBitsPerSecond !== null,
    );
    const behind = live.filter(({ behindSeconds }) => (behindSeconds ?? 0) > BEHIND_SECONDS).length;
    const needed = sum(live, ({ readBitsPerSecond }) => readBitsPerSecond);
    const sent = sum(live, ({ bitsPerSecond }) => bitsPerSecond);
    const isSlow =
      live.length > 0 && behind * 2 >= live.length && sent < needed * SHARE && sent > needed * LEAST_SHARE;
    looks = isSlow ? looks + 1 : 0;
    const figures = { neededBitsPerSecond: needed, sentBitsPerSecond: sent, behind, sources: live.length };
    if (!isTold && looks >= LOOKS) {
      isTold = true;
      return { over: false, ...figures };
    }
    // What is behind is still to be caught up when it is fast enough.
    if (!isTold || isSlow || behind * 4 > live.length) return null;
    isTold = false;
    return { over: true, ...figures };
  };
}

function sum(statuses: readonly SourceStatus[], of: (status: SourceStatus) => number | null): number {
  return Math.round(statuses.reduce((total, status) => total + (of(status) ?? 0), 0));
}
