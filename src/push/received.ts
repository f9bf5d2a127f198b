import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../client/client.js';
import { unlessDenied } from '../client/look.js';
import { english } from '../english.js';
import { NetworkError, OssLiveError } from '../errors.js';
import type { Grown, Stall } from './pulse.js';

interface Receiving {
  client: Client;
  channelName: string;
  /** What ffmpeg says it has sent so far. */
  sent(): Grown;
  /** How long it may go on. */
  timeoutSeconds: number;
  onStall(stall: Stall): void;
  /** Aborted when the connection is over. */
  signal: AbortSignal;
}

/** The service's figures are averages of windows of up to ten seconds, the first of which says 0. */
const WINDOW_SECONDS = 10;
const ASK_AGAIN_SECONDS = 5;

/**
 * Watches what the service gets of a live stream: sockets take minutes of a slim one after the other end has stopped
 * reading. Throws NetworkError `Stalled` when that lasts too long; resolves when the service may not be asked.
 */
export async function watchReceived(receiving: Receiving): Promise<void> {
  const { client, channelName, sent, timeoutSeconds, onStall, signal } = receiving;
  const askSeconds = Math.min(ASK_AGAIN_SECONDS, timeoutSeconds);
  let listened = 0;
  let heard = false;
  let silent = 0;
  for (let before = sent().seconds; ; before = sent().seconds) {
    await sleep(askSeconds * 1000, undefined, { signal });
    listened += askSeconds;
    const bytesPerSecond = await bandwidthOf(client, channelName, signal);
    if (bytesPerSecond === 'denied') return;
    heard ||= bytesPerSecond !== null && bytesPerSecond > 0;
    if (bytesPerSecond === null || (!heard && listened < 2 * WINDOW_SECONDS)) continue;
    const isSilent = bytesPerSecond === 0 && sent().seconds > before;
    if (!isSilent && silent > WINDOW_SECONDS) onStall({ kind: 'unreceived', over: true, seconds: silent });
    const wasTold = silent > WINDOW_SECONDS;
    // A window that says 0 has lasted as long as it is.
    silent = isSilent ? (silent === 0 ? WINDOW_SECONDS : silent + askSeconds) : 0;
    if (silent > WINDOW_SECONDS && !wasTold) onStall({ kind: 'unreceived', over: false, seconds: silent });
    if (silent >= WINDOW_SECONDS + timeoutSeconds)
      throw new NetworkError('Stalled', english`The service has received nothing for ${silent}s.`);
  }
}

/** Null when the service does not answer now. */
async function bandwidthOf(
  client: Client,
  channelName: string,
  signal: AbortSignal,
): Promise<number | 'denied' | null> {
  try {
    const stat = await unlessDenied(client.getLiveChannelStat({ channelName }, { signal }));
    if (stat === null) return 'denied';
    return stat.status === 'Live' ? (stat.video?.bandwidth ?? 0) + (stat.audio?.bandwidth ?? 0) : 0;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof OssLiveError) return null;
    throw error;
  }
}
