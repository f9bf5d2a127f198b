import type { Client } from '../../client/client.js';
import { limits } from '../../protocol/limits.js';
import {
  type AskedRange,
  awaitLastSegment,
  checkWindow,
  type Looking,
  type ResolvedRange,
  resolveRange,
  resolveWindow,
  type Session,
  type VodWindow,
} from '../../recording/index.js';
import type { Output } from '../context.js';
import { lasting } from '../terminal/durations.js';
import { tellRange } from './range.js';

/** The same window for JSON documents. */
export function isoWindow({ startTime, endTime }: VodWindow): { startTime: string; endTime: string } {
  return {
    startTime: new Date(startTime * 1000).toISOString(),
    endTime: new Date(endTime * 1000).toISOString(),
  };
}

/** Throws UsageError for a range that the service would refuse, as far as that can be seen in what was asked. */
export function checkAsked({ start, end, names }: AskedRange): void {
  if (start && end) checkWindow({ start, end, ...(names && { names }) });
}

/** The window that is sent, with the ends of the latest session where none were given. */
export async function settledWindow(
  asked: AskedRange,
  looking: Looking & { client: Pick<Client, 'getVodPlaylist'> },
  output: Output,
): Promise<VodWindow> {
  const { start, end } = asked;
  if (start !== null && end !== null) return resolveWindow({ start, end }, null, looking.now);
  const range = await resolveRange(asked, looking);
  const window = toldWindow(asked, range, { now: looking.now, output });
  const latest = range.sessions.at(-1);
  if (latest !== undefined && !latest.running) await lastSegmentOf(latest, window, { ...looking, output });
  return window;
}

/** A playlist that is asked for right after a push must not lack its end without a word. */
async function lastSegmentOf(
  { end: endedAt }: Session,
  window: VodWindow,
  range: Looking & { client: Pick<Client, 'getVodPlaylist'>; output: Output },
): Promise<void> {
  if (window.endTime * 1000 < endedAt.getTime()) return;
  const { output } = range;
  const onWaiting = () =>
    output.note('The push has just ended: waiting for its last segment, ten seconds at most.');
  const last = await awaitLastSegment({ ...range, window, endedAt, onWaiting });
  if (last === 'recent')
    output.note('The push has just ended: if its last moments are missing, ask again in ten seconds.');
  if (last === 'missing') output.warn('The last segment of the push has not come: its end is missing.');
}

/** Says on stderr where ends that were not given come from. */
export function toldWindow(
  asked: AskedRange,
  range: ResolvedRange,
  { now, output }: { now: Date; output: Output },
): VodWindow {
  const { sessions } = range;
  const [first, last] = [sessions[0], sessions.at(-1)];
  const push = first && last ? { start: first.start, end: last.end } : null;
  const isOne = sessions.length === 1 && first?.pushes.length === 1;
  const recorded = isOne ? 'the latest push' : 'the latest session';
  const { names, start, end } = asked;
  const window = resolveWindow({ start, end, recorded, ...(names && { names }) }, push, now);
  if (window.isCut) {
    const what = isOne ? 'push' : sessions.length === 1 ? 'session' : 'range';
    output.warn(`The ${what} is longer than a day: taking its last ${lasting(limits.vod.maxSeconds)}.`);
  }
  tellRange({ ...range, start: window.start, end: window.end }, output);
  const { startTime, endTime } = window;
  return { startTime, endTime };
}
