import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../client/client.js';
import type { LiveStat } from './live-watch.js';
import { statOf } from './targets.js';

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30_000;
/** Sound that has not come by then is not only a moment late. */
const LATE_MS = 5000;

/** Whether the sound that is sent reaches the service, which drops what it cannot use without a word. */
export interface Hearing {
  /** Asks on, now and then, when a channel that has gone live has no sound yet. */
  follow(channelName: string, stat: LiveStat | null): void;
  /** The connection is over. */
  end(): Promise<void>;
  /** Channels of which the service has never reported sound, although it was asked late enough. */
  silent(): string[];
}

export function createHearing(client: Client): Hearing {
  const heard = new Map<string, boolean>();
  let over = new AbortController();
  let following: Promise<void>[] = [];

  async function listen(channelName: string, signal: AbortSignal): Promise<void> {
    const since = performance.now();
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      await sleep(waitMs, undefined, { signal });
      const stat = await statOf(client, channelName, signal).catch(() => null);
      if (stat?.status !== 'Live') continue;
      if (stat.audio !== null) return void heard.set(channelName, true);
      if (performance.now() - since >= LATE_MS) heard.set(channelName, false);
    }
  }

  return {
    follow(channelName, stat) {
      if (stat === null || heard.get(channelName)) return;
      if (stat.audio !== null) heard.set(channelName, true);
      else following.push(listen(channelName, over.signal).catch(() => undefined));
    },
    async end() {
      over.abort();
      await Promise.all(following);
      over = new AbortController();
      following = [];
    },
    silent: () => [...heard].filter(([, has]) => !has).map(([channelName]) => channelName),
  };
}
