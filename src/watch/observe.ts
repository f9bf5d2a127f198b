import type { LiveChannelStat } from '../client/operations/get-live-channel-stat.js';
import { timeIn } from '../protocol/time.js';
import type { Change, EventName, Push } from './event.js';
import type { WatchedChannel } from './state.js';

/** What one look at a channel came to. */
export type Observation =
  | { kind: 'stat'; stat: LiveChannelStat }
  | { kind: 'absent'; message: string }
  | Trouble;

interface Trouble {
  kind: 'refused' | 'unreachable';
  message: string;
}

/** What the next look at a channel has to know of it. */
export interface Channel extends WatchedChannel {
  /** What the service said last; null before it has said anything. */
  phase: Phase | null;
  /** Whether the service has said of this push that something arrives. */
  measured: boolean;
  /** Since when next to nothing arrives. */
  quietSince: Date | null;
  /** Whether that made it stalled when it was last seen. */
  stalled: boolean;
}

type Phase = 'live' | 'idle' | 'disabled' | 'absent';

export interface Occurrence {
  event: EventName;
  push: Push | null;
  changes: readonly Change[];
  message: string | null;
}

export interface Step {
  channel: Channel;
  occurrences: readonly Occurrence[];
}

/** Less than this of video and audio together, in bytes per second, is as good as nothing. */
const QUIET_BANDWIDTH = 1000;
/** As long as this it may be a hiccup. */
const STALL_MS = 5000;
/** The service measures whole ten seconds: of a push that has begun eleven seconds ago it may still say 0. */
const MEASURED_WITHIN_MS = 15_000;

/** What a look tells, after what was known before; `before` is null at the first one. */
export function observe(before: Channel | null, observation: Observation, at: Date): Step {
  if (observation.kind === 'stat') return afterStat(before, observation.stat, at);
  if (observation.kind === 'absent') return afterAbsence(before, observation.message, at);
  return afterTrouble(before, observation, at);
}

/** The service could not tell: what was known stays known, for when it can again. */
function afterTrouble(before: Channel | null, { kind, message }: Trouble, at: Date): Step {
  const state = kind === 'refused' ? 'refused' : 'unknown';
  const isNews = before?.state !== state;
  const channel = {
    ...(before ?? { push: null, phase: null, measured: false, quietSince: null, stalled: false }),
    ...({ state, since: isNews ? at : before.since, message } as const),
  };
  if (!isNews) return { channel, occurrences: [] };
  const event = before === null ? 'watching' : kind;
  return { channel, occurrences: [occurrence(event, channel.push, message)] };
}

function afterAbsence(before: Channel | null, message: string, at: Date): Step {
  const isNews = before?.state !== 'absent';
  const since = isNews ? at : before.since;
  const channel: Channel = {
    ...{ state: 'absent', since, push: null, phase: 'absent' },
    ...{ measured: false, quietSince: null, stalled: false, message },
  };
  if (before === null) return { channel, occurrences: [occurrence('watching', null, message)] };
  const answered = inTrouble(before) ? [occurrence('reachable')] : [];
  if (before.phase === 'absent') return { channel, occurrences: answered };
  const ended = before.push === null ? [] : [occurrence('stopped', before.push)];
  return { channel, occurrences: [...answered, ...ended, occurrence('deleted')] };
}

function afterStat(before: Channel | null, stat: LiveChannelStat, at: Date): Step {
  const phase = phaseOf(stat);
  const push = phase === 'live' ? pushOf(stat) : null;
  const isSame = before !== null && isSamePush(before.push, push);
  const quietSince = isQuiet(push) ? ((isSame ? before?.quietSince : null) ?? at) : null;
  const measured = push !== null && (quietSince === null || (isSame && before?.measured === true));
  const patienceMs = measured ? STALL_MS : MEASURED_WITHIN_MS;
  const stalled = quietSince !== null && at.getTime() - quietSince.getTime() >= patienceMs;
  const state = phase === 'live' && stalled ? 'stalled' : phase;
  const known = push && isSame ? { ...push, ...keptFormat(before?.push ?? null, push) } : push;
  const since =
    before?.state === state && (phase !== 'live' || isSame)
      ? before.since
      : sinceOf(push, quietSince, stalled, at);
  const channel: Channel = { state, since, push: known, phase, measured, quietSince, stalled, message: null };
  const occurrences = before === null ? [occurrence('watching', push)] : news(before, channel, isSame);
  return { channel, occurrences };
}

function news(before: Channel, channel: Channel, isSame: boolean): Occurrence[] {
  const { push, phase } = channel;
  const found: Occurrence[] = [];
  if (inTrouble(before)) found.push(occurrence('reachable', push));
  // Found unreachable at first: what it is now is how it is found, not news.
  if (before.phase === null) return found;

  if (before.phase === 'absent') found.push(occurrence('created'));
  if (before.push !== null && !isSame) found.push(occurrence('stopped', before.push));
  if (before.phase === 'disabled' && phase !== 'disabled') found.push(occurrence('enabled'));
  if (push !== null && !isSame) found.push(occurrence('started', push));
  if (phase === 'disabled' && before.phase !== 'disabled') found.push(occurrence('disabled'));
  if (push === null || before.push === null || !isSame) return found;

  const changes = changesBetween(before.push, push);
  if (changes.length > 0) found.push({ ...occurrence('changed', push), changes });
  if (channel.stalled && !before.stalled) found.push(occurrence('stalled', push));
  if (!channel.stalled && before.stalled) found.push(occurrence('resumed', push));
  return found;
}

function inTrouble({ state }: Channel): boolean {
  return state === 'unknown' || state === 'refused';
}

function occurrence(event: EventName, push: Push | null = null, message: string | null = null): Occurrence {
  return { event, push, changes: [], message };
}

function phaseOf({ status }: LiveChannelStat): Phase {
  if (status === 'Live') return 'live';
  return status === 'Disabled' ? 'disabled' : 'idle';
}

function pushOf({ connectedTime, remoteAddr, video, audio }: LiveChannelStat): Push {
  return { connectedTime, remoteAddr, video, audio };
}

function isSamePush(a: Push | null, b: Push | null): boolean {
  return a !== null && b !== null && a.connectedTime === b.connectedTime && a.remoteAddr === b.remoteAddr;
}

function sinceOf(push: Push | null, quietSince: Date | null, isStalled: boolean, at: Date): Date {
  if (isStalled && quietSince !== null) return quietSince;
  return timeIn(push?.connectedTime ?? '') ?? at;
}

/** Bytes per second of video and audio together. */
export function bandwidthOf(push: Push | null): number {
  return (push?.video?.bandwidth ?? 0) + (push?.audio?.bandwidth ?? 0);
}

function isQuiet(push: Push | null): boolean {
  return push !== null && bandwidthOf(push) < QUIET_BANDWIDTH;
}

/** A service that has lost sight of the codecs for a moment has not changed them. */
function keptFormat(before: Push | null, now: Push): Pick<Push, 'video' | 'audio'> {
  const { video, audio } = now;
  return {
    video: video ?? (before?.video ? { ...before.video, bandwidth: 0, frameRate: null } : null),
    audio: audio ?? (before?.audio ? { ...before.audio, bandwidth: 0 } : null),
  };
}

function changesBetween(before: Push, now: Push): Change[] {
  const pairs = [
    ['video.codec', before.video?.codec, now.video?.codec],
    ['video.size', sizeOf(before), sizeOf(now)],
    ['audio.codec', before.audio?.codec, now.audio?.codec],
    ['audio.sampleRate', before.audio?.sampleRate, now.audio?.sampleRate],
  ] as const;
  return pairs.flatMap(([property, from, to]) =>
    from != null && to != null && from !== to ? [{ property, from, to }] : [],
  );
}

function sizeOf({ video }: Push): string | null {
  return video?.width && video.height ? `${video.width}x${video.height}` : null;
}
