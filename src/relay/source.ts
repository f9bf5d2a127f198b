import { CLIENT_LIMITS } from '../client/limits.js';
import { english } from '../english.js';
import { InterruptedError, OssLiveError } from '../errors.js';
import type { PushEvent } from '../push/index.js';
import type { SourceState, SourceStatus } from './events.js';
import { dayAt, hoursAt } from './hours.js';
import type { RelaySource } from './options.js';
import type { Pushing } from './pushing.js';
import { sleepUntil } from './sleep-until.js';

export interface Keeping {
  /** Pushes to a channel, in this process or in another one. */
  push: Pushing['push'];
  now(): Date;
  /** Until when others have their turn to start. */
  turn(signal: AbortSignal): Promise<void>;
  onState(status: SourceStatus, before: SourceState | null): void;
  /** What else there is to tell of it. */
  onEvent(
    event: Extract<PushEvent, { event: 'missing' | 'shortened' | 'unrecorded' | 'clock' }>,
    channelName: string,
  ): void;
}

/** A source that is kept on air, whatever happens to it. */
export interface KeptSource {
  readonly source: RelaySource;
  readonly status: SourceStatus;
  /** Ends the stream cleanly; resolves when it has ended. */
  end(): Promise<void>;
}

export function keepSource(source: RelaySource, keeping: Keeping): KeptSource {
  const { channelName } = source;
  const ending = new AbortController();
  const status: SourceStatus = {
    ...{ channelName, state: 'starting', since: keeping.now(), until: null, error: null },
    ...{ liveSeconds: 0, sentSeconds: 0, bytes: 0, droppedFrames: 0, lostSeconds: 0, reconnects: 0 },
    ...{ ...NOTHING_SENT, lastLive: null, hasSettled: false },
    bufferSeconds: source.push.bufferSeconds ?? null,
  };
  const ended = keep(source, status, { ...keeping, signal: ending.signal }).catch((error) => {
    if (!ending.signal.aborted) throw error;
  });
  return {
    source,
    status,
    async end() {
      ending.abort();
      await ended;
    },
  };
}

type Kept = Keeping & { signal: AbortSignal };

async function keep(source: RelaySource, status: SourceStatus, kept: Kept): Promise<void> {
  const { signal, now, turn } = kept;
  kept.onState(status, null);
  let failures = 0;
  for (;;) {
    signal.throwIfAborted();
    const part = partAt(source, now());
    if (!part.isOn) {
      enter(status, kept, 'off', { until: part.until });
      await sleepUntil(part.until, kept);
      continue;
    }
    // What failed and is tried again has not changed until it comes further.
    if (status.state !== 'failed') enter(status, kept, 'starting');
    await turn(signal);
    const wasLive = status.lastLive;
    const error = await stream(source, status, {
      ...kept,
      playlistName: part.playlistName,
      until: part.until,
    });
    if (signal.aborted) return;
    if (error === null) continue;
    failures = status.lastLive === wasLive ? failures + 1 : 1;
    // With its process nothing is known to be wrong with it.
    const isInnocent = error.code === 'WorkerEnded';
    const until = new Date(now().getTime() + delayMs(failures) * (isInnocent ? SOONER : 1));
    enter(status, kept, isInnocent ? 'waiting' : 'failed', { until, error });
    await sleepUntil(until, kept);
  }
}

/** A part of its time that a source is in with one playlist, or off. */
function partAt(
  { hours, playlist, timeZone }: RelaySource,
  now: Date,
): { isOn: boolean; until: Date | null; playlistName: string | null } {
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const open = hours === null ? { isOn: true, until: null } : hoursAt(hours, zone, now);
  if (!open.isOn || !playlist?.includes('{date}')) return { ...open, playlistName: playlist };
  const day = dayAt(zone, now);
  const until = open.until !== null && open.until < day.until ? open.until : day.until;
  return { isOn: true, until, playlistName: playlist.replaceAll('{date}', day.name) };
}

/** One push, which connects again by itself for as long as there is hope. Resolves with why there is none; null at the end of a part. */
async function stream(
  { channelName, input, push: how }: RelaySource,
  status: SourceStatus,
  kept: Kept & { playlistName: string | null; until: Date | null },
): Promise<OssLiveError | null> {
  const { signal, until, playlistName } = kept;
  const over = new AbortController();
  const timer = until === null ? null : sleepUntil(until, { ...kept, signal: over.signal });
  timer?.then(() => over.abort(new InterruptedError('SIGTERM'))).catch(() => undefined);
  const before = { ...status };
  try {
    const options = {
      ...how,
      ...{ inputs: [input], channelNames: [channelName], playlistName, wait: true },
      retryForSeconds: CLIENT_LIMITS.relayRetry.value,
    };
    const events = kept.push(channelName, options, AbortSignal.any([signal, over.signal]));
    for await (const event of events) note(event, status, { ...kept, before });
    return over.signal.aborted || signal.aborted ? null : ENDED;
  } catch (error) {
    if (over.signal.aborted || signal.aborted) return null;
    // Also of what is a bug: the others go on.
    return error instanceof OssLiveError ? error : new OssLiveError('Bug', (error as Error).message);
  } finally {
    over.abort();
    Object.assign(status, settled(status, kept.now()), NOTHING_SENT);
  }
}

/** A source is not expected to end. */
const ENDED = new OssLiveError('SourceEnded', english`The source has ended.`);

function note(event: PushEvent, status: SourceStatus, kept: Kept & { before: SourceStatus }): void {
  const { channelName } = status;
  switch (event.event) {
    case 'connecting':
    case 'live':
      enter(status, kept, event.event);
      break;
    case 'channel':
      if (event.state === 'busy') enter(status, kept, 'waiting', { error: busy(event.remoteAddr) });
      break;
    case 'reconnecting': {
      const until = new Date(kept.now().getTime() + event.delaySeconds * 1000);
      enter(status, kept, 'waiting', { until, error: event.error });
      break;
    }
    case 'missing':
    case 'shortened':
    case 'unrecorded':
    case 'clock':
      kept.onEvent(event, channelName);
      break;
    case 'progress':
    case 'ended': {
      const { before } = kept;
      status.sentSeconds = before.sentSeconds + event.seconds;
      status.bytes = before.bytes + event.bytes;
      status.droppedFrames = before.droppedFrames + event.droppedFrames;
      status.reconnects = before.reconnects + event.reconnects;
      if ('lostSeconds' in event) status.lostSeconds = before.lostSeconds + event.lostSeconds;
      if (event.event === 'ended') break;
      status.bitsPerSecond = event.bitsPerSecond;
      status.framesPerSecond = event.framesPerSecond;
      status.readBitsPerSecond = event.readBitsPerSecond ?? null;
      status.behindSeconds = event.behindSeconds ?? null;
      status.heldSeconds = event.heldSeconds ?? null;
      status.heldBytes = event.heldBytes ?? null;
    }
  }
}

function busy(remoteAddr: string | null): SourceStatus['error'] {
  return {
    code: 'ChannelStillLive',
    message: english`${remoteAddr ?? english`Somebody else`} is pushing to the channel.`,
  };
}

interface Reason {
  until?: Date | null;
  error?: { code: string; message: string } | null;
}

/** Tells a state that is another than before, or has another reason. */
function enter(
  status: SourceStatus,
  { now, onState }: Kept,
  state: SourceState,
  { until = null, error = null }: Reason = {},
): void {
  const { state: before } = status;
  const isNew = state !== before || error?.message !== status.error?.message;
  Object.assign(status, settled(status, now()));
  status.until = until;
  status.error = error === null ? null : { code: error.code, message: error.message };
  status.hasSettled ||= state !== 'starting' && state !== 'connecting';
  if (!isNew) return;
  Object.assign(status, { state, since: now() });
  onState(status, before);
}

/** With what it has been live since it was looked at. */
export function settled(status: SourceStatus, now: Date): SourceStatus {
  if (status.state !== 'live') return { ...status };
  const from = Math.max(status.since.getTime(), status.lastLive?.getTime() ?? 0);
  const liveSeconds = status.liveSeconds + Math.max(0, now.getTime() - from) / 1000;
  return { ...status, liveSeconds, lastLive: now };
}

/** Between two pushes. */
const NOTHING_SENT = {
  ...{ bitsPerSecond: null, framesPerSecond: null, readBitsPerSecond: null },
  ...{ behindSeconds: null, heldSeconds: null, heldBytes: null },
};

const FIRST_DELAY_MS = 10_000;
/** Part of the usual delay, for a source whose process has died. */
const SOONER = 0.1;

function delayMs(failures: number): number {
  return Math.min(CLIENT_LIMITS.relayPause.value, FIRST_DELAY_MS * 2 ** (failures - 1));
}
