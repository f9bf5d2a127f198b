import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine } from '../cli/terminal/shell.js';
import type { Client } from '../client/client.js';
import { CommandError, NetworkError, OssLiveError } from '../errors.js';
import { statOf } from './targets.js';

export type LiveStat = NonNullable<Awaited<ReturnType<typeof statOf>>>;

interface LiveCheck {
  client: Client;
  channelName: string;
  timeoutSeconds: number;
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
  const { client, channelName, timeoutSeconds, isSending, signal } = check;
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
      // Before ffmpeg sends, it is an earlier connection whose end the service has not noticed.
      if (stat.status === 'Live' && stat.video !== null && isSending()) return stat;
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

function notLive({ channelName, timeoutSeconds, isSending }: LiveCheck, last: LiveStat | null): CommandError {
  const stat = `${commandLine(['oss-live', 'stat', channelName])} shows what it gets.`;
  const [step, hint] = !isSending()
    ? ['ffmpeg has not begun to send', 'Is the input slow to begin, or the server slow to accept the stream?']
    : last?.status !== 'Live'
      ? [
          `ffmpeg sends, but the service calls the channel ${last?.status ?? 'unknown'}`,
          `Does RTMP go to the same place as HTTP? ${stat}`,
        ]
      : ['the channel is live, but the service sees no video', `Is it H.264? ${stat}`];
  return new CommandError(
    'NotLive',
    `Channel ${channelName} did not go live within ${timeoutSeconds} s: ${step}.`,
    'waitedTooLong',
    { hint },
  );
}
