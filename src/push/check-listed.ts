import { setTimeout as sleep } from 'node:timers/promises';
import { CLIENT_LIMITS } from '../client/limits.js';
import { english } from '../english.js';
import { NetworkError } from '../errors.js';

interface End {
  /** Whether the service has seen the connection end: it lists the last segment some seconds later. */
  isNoticed: boolean;
  /** Seconds of that segment at most. */
  longest: number;
  /** Seconds of what was sent that the service does not list now; 0 as well where that is no sign of a loss. */
  lacking(): Promise<number>;
  signal: AbortSignal;
}

/** An end that is not measured like this is not taken for a loss. */
const END_SECONDS = 2;
const LISTED_MS = CLIENT_LIMITS.endListed.value;
const ASK_AGAIN_MS = 1000;

/**
 * Of a connection over which all was sent: that it has gone into a socket, and that the service has seen the end of the
 * connection, does not say that it has arrived. Throws NetworkError `EndNotStored`.
 */
export async function checkListed({ isNoticed, longest, lacking, signal }: End): Promise<void> {
  const allowed = END_SECONDS + (isNoticed ? longest : 0);
  const deadline = performance.now() + (isNoticed ? LISTED_MS : 0);
  let seconds = await lacking();
  while (seconds >= allowed && performance.now() < deadline) {
    await sleep(ASK_AGAIN_MS, undefined, { signal });
    seconds = await lacking();
  }
  if (seconds < allowed) return;
  const message = english`All of the input was sent, but the service has not got the last ${seconds.toFixed(1)}s.`;
  throw new NetworkError('EndNotStored', message);
}
