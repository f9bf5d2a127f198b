import { CLIENT_LIMITS } from '../client/limits.js';
import { english } from '../english.js';
import { InterruptedError, OssLiveError } from '../errors.js';
import type { SourceStatus } from './events.js';
import { followPush, type Tell } from './follow-push.js';
import { dayAt, hoursAt } from './hours.js';
import { knownError } from './known-error.js';
import type { RelaySource } from './options.js';
import type { Pushing } from './pushing.js';
import { sleepUntil } from './sleep-until.js';
import { enter, NOTHING_SENT, settled } from './source-status.js';

export interface Keeping extends Tell {
  /** Pushes to a channel, in this process or in another one. */
  push: Pushing['push'];
  /** Until when others have their turn to start. */
  turn(signal: AbortSignal): Promise<void>;
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
  // `end()` tells it; until then it is no reason to end the process, and all others.
  ended.catch(() => undefined);
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
  const { signal, now } = kept;
  kept.onState(status, null);
  let failures = 0;
  for (;;) {
    signal.throwIfAborted();
    const wasLive = status.lastLive;
    const error = await keepPart(source, status, kept).catch((error: unknown) => {
      signal.throwIfAborted();
      return knownError(error);
    });
    if (signal.aborted) return;
    if (error === null) continue;
    failures = status.lastLive === wasLive ? failures + 1 : 1;
    // With its process nothing is known to be wrong with it.
    const isInnocent = error.code === 'WorkerEnded';
    const mostMs = delayMs(failures) * (isInnocent ? SOONER : 1);
    const until = new Date(now().getTime() + mostMs);
    enter(status, kept, isInnocent ? 'waiting' : 'failed', { until, error });
    await sleepUntil(until, { now, signal, mostMs });
  }
}

/** A part of its time, off or with one push. Resolves with why there is no hope of that; null at its end. */
async function keepPart(source: RelaySource, status: SourceStatus, kept: Kept): Promise<OssLiveError | null> {
  const { isOn, until, playlistName } = partAt(source, kept.now());
  if (!isOn) {
    enter(status, kept, 'off', { until });
    await sleepUntil(until, kept);
    return null;
  }
  // What failed and is tried again has not changed until it comes further.
  if (status.state !== 'failed') enter(status, kept, 'starting');
  await kept.turn(kept.signal);
  return stream(source, status, { ...kept, playlistName, until });
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
  try {
    const options = {
      ...how,
      ...{ inputs: [input], channelNames: [channelName], playlistName, wait: true },
      retryForSeconds: CLIENT_LIMITS.relayRetry.value,
    };
    const events = kept.push(channelName, options, AbortSignal.any([signal, over.signal]));
    const note = followPush(status, kept);
    for await (const event of events) note(event);
    return over.signal.aborted || signal.aborted ? null : ENDED;
  } catch (error) {
    if (over.signal.aborted || signal.aborted) return null;
    return knownError(error);
  } finally {
    over.abort();
    Object.assign(status, settled(status, kept.now()), NOTHING_SENT);
  }
}

/** A source is not expected to end. */
const ENDED = new OssLiveError('SourceEnded', english`The source has ended.`);

const FIRST_DELAY_MS = 10_000;
/** Part of the usual delay, for a source whose process has died. */
const SOONER = 0.1;

function delayMs(failures: number): number {
  return Math.min(CLIENT_LIMITS.relayPause.value, FIRST_DELAY_MS * 2 ** (failures - 1));
}
