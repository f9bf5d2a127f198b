import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../client/client.js';
import { CLIENT_LIMITS } from '../client/limits.js';
import { listedSegments } from './listed-segments.js';
import type { VodWindow } from './vod-window.js';

/** SDK tests give the service five seconds after a push, and ten. */
const THERE_WITHIN_MS = CLIENT_LIMITS.lastSegment.value;
const ASK_AGAIN_MS = 1000;
/** So often the same: where segments are late, another may follow the one that reaches up to the end. */
const SAME_TIMES = 2;
/** History has whole seconds, and the end of a push is noticed a moment late. */
const LEAST_GAP_MS = 2000;

export interface EndOfPush {
  client: Pick<Client, 'getVodPlaylist'>;
  channelName: string;
  window: VodWindow;
  /** By the clock of the service. */
  endedAt: Date;
  now: Date;
  signal: AbortSignal;
  /** Told once, if there is something to wait for. */
  onWaiting?(): void;
}

/**
 * `old`: the push ended long enough ago for its last segment to be there. `recent`: not so long, but what is listed ends
 * where it did, within two seconds. `came`: it had to be waited for. `missing`: it did not come.
 */
export type LastSegment = 'old' | 'recent' | 'came' | 'missing';

/** Waits for the last segment of a push, as long as it is seen to be missing: until ten seconds after the end at most. */
export async function awaitLastSegment(push: EndOfPush): Promise<LastSegment> {
  const { client, channelName, window, endedAt, now, signal, onWaiting } = push;
  const ageMs = Math.max(0, now.getTime() - endedAt.getTime());
  if (ageMs >= THERE_WITHIN_MS) return 'old';
  const deadline = performance.now() + THERE_WITHIN_MS - ageMs;
  let [count, same] = [-1, 0];
  for (let waited = false; ; waited = true) {
    const listed = await listedSegments(client, { channelName, ...window }, signal);
    if (listed === null) return 'recent';
    const last = listed.at(-1);
    const untilMs = last === undefined ? 0 : last.startMs + last.seconds * 1000;
    const reaches = endedAt.getTime() - untilMs <= LEAST_GAP_MS;
    same = listed.length === count ? same + 1 : 0;
    count = listed.length;
    if (reaches && !waited) return 'recent';
    if (reaches && same === SAME_TIMES) return 'came';
    if (performance.now() >= deadline) return reaches ? 'came' : 'missing';
    if (!waited) onWaiting?.();
    await sleep(ASK_AGAIN_MS, undefined, { signal });
  }
}
