import type { Client } from '../../client/client.js';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { isoSeconds } from '../../protocol/time.js';
import {
  type AskedRange,
  awaitLastSegment,
  type Looking,
  type ResolvedRange,
  resolveRange,
  roundedWindow,
  type Session,
} from '../../recording/index.js';
import type { Output } from '../context.js';
import { wholeSeconds } from '../times.js';
import { tellRange } from './range.js';

/** The same in whole seconds, outwards, for JSON documents. */
export function isoRange(range: { start: Date; end: Date }): { startTime: string; endTime: string } {
  const { start, end } = wholeSeconds(range);
  return { startTime: start.toISOString(), endTime: end.toISOString() };
}

/** Throws UsageError for a range that ends before it begins, as far as that can be seen in what was asked. */
export function checkAsked({ start, end, names = NAMES }: AskedRange): void {
  if (start !== null && end !== null && start >= end) throw reversed({ start, end }, names);
}

const NAMES = { start: 'start', end: 'end' };

function reversed({ start, end }: { start: Date; end: Date }, names: typeof NAMES): UsageError {
  const message = english`${names.start} (${isoSeconds(start)}) is not before ${names.end} (${isoSeconds(end)}).`;
  const { order: ec } = limits.vod.ec;
  if (names.start === '--since')
    return new UsageError(message, { ec, hint: english`Say how long ago: --since 2h.` });
  return new UsageError(message, { ec, advice: { do: 'giveEarlierStart' } });
}

/**
 * The range that is meant, with the ends of the latest session where none were given, which is said on stderr. Right after
 * a push it is waited until its last segment is there.
 */
export async function settledRange(
  asked: AskedRange,
  looking: Looking & { client: Pick<Client, 'getVodPlaylist'> },
  output: Output,
): Promise<ResolvedRange> {
  const range = toldRange(asked, await resolveRange(asked, looking), output);
  const latest = range.sessions.at(-1);
  if (range.source === 'sessions' && latest !== undefined && !latest.running)
    await lastSegmentOf(latest, range, { ...looking, output });
  return range;
}

/** Says on stderr where ends that were not given come from. */
export function toldRange(asked: AskedRange, range: ResolvedRange, output: Output): ResolvedRange {
  const told = withinReason(asked, range);
  tellRange(told, output);
  return told;
}

/** Throws UsageError when the end that was asked for lies on the wrong side of the other. */
function withinReason(asked: AskedRange, range: ResolvedRange): ResolvedRange {
  const { start, end, sessions, source } = range;
  const { names = NAMES } = asked;
  const [latest] = sessions.slice(-1);
  if (latest === undefined || source !== 'sessions') {
    checkAsked({ ...asked, start, end, names: asked.end === null ? { ...names, end: 'now' } : names });
    return range;
  }
  const pushes = sessions.flatMap((session) => session.pushes);
  const recorded = pushes.length === 1 ? english`the latest push` : english`the latest session`;
  if (asked.end === null) {
    const least = new Date(start.getTime() + 1000);
    if (asked.start === null) return { ...range, end: end > least ? end : least };
    checkAsked({ ...asked, start, end, names: { ...names, end: english`the end of ${recorded}` } });
    return range;
  }
  if (start >= end) {
    const message = english`${names.end} (${isoSeconds(end)}) is not after the start of ${recorded} (${isoSeconds(start)}).`;
    throw new UsageError(message, { ec: limits.vod.ec.order, advice: { do: 'giveStart' } });
  }
  // Nothing was recorded after it.
  return { ...range, end: !latest.running && latest.end < end ? latest.end : end };
}

/** A playlist that is asked for right after a push must not lack its end without a word. */
async function lastSegmentOf(
  { end: endedAt }: Session,
  { start, end }: ResolvedRange,
  looking: Looking & { client: Pick<Client, 'getVodPlaylist'>; output: Output },
): Promise<void> {
  if (Math.ceil(end.getTime() / 1000) * 1000 < endedAt.getTime()) return;
  const { output } = looking;
  const onWaiting = () =>
    output.note(english`The push has just ended: waiting for its last segment, ten seconds at most.`);
  const lastDay = new Date(end.getTime() - limits.vod.maxSeconds * 1000);
  const window = roundedWindow(start > lastDay ? start : lastDay, end);
  const last = await awaitLastSegment({ ...looking, window, endedAt, onWaiting });
  if (last === 'recent')
    output.note(english`The push has just ended: if its last moments are missing, ask again in ten seconds.`);
  if (last === 'missing')
    output.warn(english`The last segment of the push has not come: its end is missing.`);
}
