import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../client/client.js';
import { english } from '../english.js';
import { CommandError, NetworkError, OssLiveError } from '../errors.js';
import type { Happening } from './events.js';
import type { Grown } from './pulse.js';
import { watchReceived } from './received.js';
import { statOf, type Target } from './targets.js';

export type LiveStat = NonNullable<Awaited<ReturnType<typeof statOf>>>;

interface Watching {
  targets: readonly Target[];
  client: Client;
  emit(event: Happening): void;
  timeoutSeconds: number;
  /** How long the service may get nothing of what ffmpeg sends. */
  stallTimeoutSeconds: number;
  /** When the service first saw the connection before, which it may still call live. */
  earlier(channelName: string): Date | null;
  onLive(target: Target, stat: LiveStat | null): void;
  /** A channel that does not go live while others may. */
  onLost(target: Target, error: OssLiveError): void;
}

/** What the service says about the channels while a connection lasts. */
export interface LiveWatch {
  /** Aborted, with the error, when the connection is of no use. */
  readonly failed: AbortSignal;
  isLive(): boolean;
  /** To be told what ffmpeg has sent so far. */
  sent(grown: Grown): void;
  end(): Promise<void>;
}

export function watchLive(watching: Watching): LiveWatch {
  const { targets, client, emit, timeoutSeconds, stallTimeoutSeconds, earlier, onLive, onLost } = watching;
  const startedAt = performance.now();
  const over = new AbortController();
  const failed = new AbortController();
  let live = false;
  let sent: Grown = { seconds: 0, bytes: 0, droppedFrames: 0 };

  async function follow(target: Target): Promise<void> {
    const { channelName, playUrl } = target;
    try {
      const stat = await untilLive({
        ...{ client, channelName, timeoutSeconds, earlier: earlier(channelName) },
        ...{ isSending: () => sent.seconds > 0, signal: over.signal },
      });
      live = true;
      onLive(target, stat);
      const afterSeconds = Math.round((performance.now() - startedAt) / 100) / 10;
      emit({ event: 'live', channelName, playUrl, afterSeconds, ...facts(stat) });
      if (stat === null) return;
      await watchReceived({
        ...{ client, channelName, timeoutSeconds: stallTimeoutSeconds, signal: over.signal },
        sent: () => sent,
        onStall: (stall) => emit({ event: 'stall', ...stall }),
      });
    } catch (error) {
      if (over.signal.aborted) return;
      const ofOne = error instanceof CommandError || error instanceof NetworkError;
      if (targets.length > 1 && ofOne) onLost(target, error);
      else failed.abort(error);
    }
  }

  const followed = Promise.all(targets.map(follow));
  return {
    failed: failed.signal,
    isLive: () => live,
    sent(grown) {
      sent = grown;
    },
    async end() {
      over.abort();
      await followed;
    },
  };
}

function facts(stat: LiveStat | null) {
  const { connectedTime = null, remoteAddr = null, video = null, audio = null } = stat ?? {};
  return { connectedTime, remoteAddr, video, audio };
}

interface LiveCheck {
  client: Client;
  channelName: string;
  timeoutSeconds: number;
  /** When the service first saw the connection before. */
  earlier: Date | null;
  /** Whether ffmpeg has begun to send. */
  isSending(): boolean;
  /** Aborted when the connection is over. */
  signal: AbortSignal;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2000;

/**
 * Asks until the service reports the channel as Live, with video. Null when it cannot be asked: the key may not, or
 * it does not answer. Throws CommandError `NotLive` (exit 11) that says how far it got.
 */
export async function untilLive(check: LiveCheck): Promise<LiveStat | null> {
  const { client, channelName, timeoutSeconds, signal } = check;
  const deadline = performance.now() + timeoutSeconds * 1000;
  let last: LiveStat | null = null;
  let unanswered = false;
  for (
    let waitMs = FIRST_WAIT_MS;
    performance.now() < deadline;
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
  ) {
    try {
      const stat = await statOf(client, channelName, signal);
      if (stat === null) return null;
      unanswered = false;
      last = stat;
      if (stat.status === 'Live' && stat.video !== null && isOurs(stat, check)) return stat;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof NetworkError) && !(error instanceof OssLiveError && error.retryable))
        throw error;
      unanswered = true;
    }
    await sleep(waitMs, undefined, { signal });
  }
  if (unanswered) return null;
  throw notLive(check, last);
}

/** The service may still call an earlier connection live, whose end it has not noticed. */
function isOurs({ connectedTime }: LiveStat, { earlier, isSending }: LiveCheck): boolean {
  const isEarlier = earlier !== null && connectedTime !== null && new Date(connectedTime) <= earlier;
  return isSending() && !isEarlier;
}

function notLive({ channelName, timeoutSeconds, isSending }: LiveCheck, last: LiveStat | null): CommandError {
  const sending = isSending();
  const [step, hint] = !sending
    ? [
        english`ffmpeg has not begun to send`,
        english`Is the input slow to start, or the server slow to accept the stream?`,
      ]
    : last?.status !== 'Live'
      ? [
          english`ffmpeg sends, but the service calls the channel ${last?.status ?? 'unknown'}`,
          english`Does RTMP go to the same place as HTTP?`,
        ]
      : [english`the channel is live, but the service sees no video`, english`Is it H.264?`];
  const message = english`Channel ${channelName} did not go live within ${timeoutSeconds}s: ${step}.`;
  const advice = sending ? ({ do: 'lookAtStream', question: hint, channelName } as const) : null;
  return new CommandError('NotLive', message, 'waitedTooLong', { hint, advice });
}
