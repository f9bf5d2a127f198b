import type { Client } from '../../client/client.js';
import { english } from '../../english.js';
import { CommandError, UsageError } from '../../errors.js';
import { isoSeconds } from '../../protocol/time.js';
import { gatherRecording } from '../playlist/gather.js';
import type { RecordedSegment, Recording } from '../playlist/recording.js';
import { endpointOf } from '../sessions/list-sessions.js';
import { resolveRange } from '../sessions/range.js';
import type { Session } from '../sessions/session.js';
import type { Happening } from './events.js';
import type { Wanted } from './fetch-segment.js';
import { listedSizes } from './listed-sizes.js';
import { nothingLeft, segmentsMissing } from './missing.js';
import type { Settled } from './options.js';
import { type Group, groupsOf } from './split.js';
import { readTarget, type Target, withSuffix } from './target.js';

/** A download with everything that is asked for before it. */
export type Saving = Omit<Settled, 'client' | 'signal'> & { client: Client; signal: AbortSignal };

export interface DownloadPlan {
  target: Target;
  recording: Recording;
  /** In the order of the segments. */
  wanted: readonly Wanted[];
  groups: readonly Group[];
  /** Null when the bucket may not be listed. */
  totalBytes: number | null;
}

/** Looks at what there is to fetch. Throws CommandError when there is nothing, or something of it is gone and may not be. */
export async function makePlan(saving: Saving): Promise<DownloadPlan> {
  const { client, channelName, file, cwd, split, allowMissing, signal } = saving;
  const target = readTarget(file, cwd);
  const recording = await recorded(saving);
  const { segments } = recording;
  const keys = segments.map(({ key }) => key);
  const sizes = await listedSizes(client, `${channelName}/`, keys, signal);
  const wanted = segments.map(({ key, name, startMs }): Wanted => {
    const identity = sizes?.get(key) ?? null;
    return { key, name, startMs, identity, isGone: sizes !== null && identity === null };
  });
  const gone = wanted.filter(({ isGone }) => isGone);
  const [first] = gone;
  if (gone.length === wanted.length) throw nothingLeft(wanted.length);
  if (first !== undefined && !allowMissing) {
    const { name } = first;
    throw segmentsMissing({ name, reason: 'gone', count: gone.length, total: wanted.length });
  }
  const totalBytes = sizes && wanted.reduce((sum, { identity }) => sum + (identity?.size ?? 0), 0);
  return { target, recording, wanted, groups: groupsOf(segments, split), totalBytes };
}

async function recorded(saving: Saving): Promise<Recording> {
  const { client, channelName, signal } = saving;
  const { start, end, sessions } = await rangeOf(saving);
  if (start >= end)
    throw new UsageError(english`start (${isoSeconds(start)}) is not before end (${isoSeconds(end)}).`);
  const pushes = sessions.flatMap((session) => session.pushes);
  const gathering = { client, channelName, start, end, pushes, byName: true, signal };
  const recording = await gatherRecording(gathering);
  if (recording.segments.length > 0) return recording;
  const message = english`${channelName}: nothing was recorded from ${isoSeconds(start)} to ${isoSeconds(end)}.`;
  throw new CommandError('NothingRecorded', message, 'emptyRange', {
    hint: english`No segment starts in this range: the history shows when there were pushes.`,
  });
}

async function rangeOf(saving: Saving): Promise<{ start: Date; end: Date; sessions: readonly Session[] }> {
  const { client, bucket, channelName, start, end, last, gapSeconds, ledger, sessions, signal } = saving;
  if (sessions !== null && start !== null && end !== null) return { start, end, sessions };
  const now = saving.now?.() ?? new Date();
  const endpoint = endpointOf({ ...saving, client: null });
  const looking = { client, bucket, endpoint, channelName, ledger, now, signal };
  return resolveRange({ start, end, last, gapSeconds }, looking);
}

/** The names of the results of a group, once it is known how many there are. */
export function namesOf(
  { target }: Pick<DownloadPlan, 'target'>,
  { suffix: own }: Group,
  count: number,
): Target[] {
  if (count === 1) return [withSuffix(target, own)];
  return Array.from({ length: count }, (_, index) =>
    withSuffix(target, [...(own === null ? [] : [own]), index + 1].join('-')),
  );
}

/** What a download would fetch. */
export type PlannedDownload = Omit<Extract<Happening, { event: 'planned' }>, 'event'>;

/** What is told of it before anything is fetched. */
export function planned(
  { target, recording, groups, totalBytes }: DownloadPlan,
  found: number,
): PlannedDownload {
  const { channelName, start, end, segments, gaps, from, unsettled } = recording;
  const files = groups.flatMap((group) => namesOf({ target }, group, 1));
  return {
    ...{ channelName, startTime: start.toISOString(), endTime: end.toISOString() },
    firstTime: new Date(segments[0]?.startMs ?? 0).toISOString(),
    lastTime: endOf(segments.at(-1)),
    pushes: new Set(segments.flatMap(({ push }) => push?.start.getTime() ?? [])).size,
    ...{ from, segments: segments.length, seconds: secondsOf(segments), bytes: totalBytes, found, unsettled },
    gaps: gaps.map((gap) => ({ startTime: gap.start.toISOString(), endTime: gap.end.toISOString() })),
    format: target.format,
    files: files.map(({ shown }) => shown),
  };
}

function endOf(last: RecordedSegment | undefined): string | null {
  if (last === undefined || last.seconds === null) return null;
  return new Date(last.startMs + last.seconds * 1000).toISOString();
}

/** To the millisecond, as each of them is. */
function secondsOf(segments: readonly RecordedSegment[]): number | null {
  if (segments.some(({ seconds }) => seconds === null)) return null;
  return segments.reduce((sum, { seconds }) => sum + Math.round((seconds ?? 0) * 1000), 0) / 1000;
}
