import { setTimeout as sleep } from 'node:timers/promises';
import { CLIENT_LIMITS } from '../client/limits.js';
import { OssLiveError } from '../errors.js';
import { storedOf } from '../recording/index.js';
import { thousandths } from './events.js';
import type { Broadcast, LiveConnection, Losses } from './on-air.js';
import { storedOnce } from './resume.js';

const ASK_AGAIN_MS = 2000;
/** At the end of a push, for what is not counted by then. */
const LAST_LOOK_MS = CLIENT_LIMITS.lossesCounted.value;

/** The service's own clock and lengths count: sockets swallow more than what is missing between two connections. */
export function createLosses(broadcast: Omit<Broadcast, 'losses' | 'ledgerWriter'>): Losses {
  const { client, now, tally, emit } = broadcast;
  const last = new AbortController();
  /** When the service first saw the last connection of which something is stored. */
  let before: Date | null = null;
  let chain = Promise.resolve();

  function tell(seconds: number, by: 'stored' | 'sent'): void {
    tally.lostSeconds += seconds;
    emit({ event: 'missing', seconds: thousandths(seconds), by });
  }

  async function count(connection: LiveConnection): Promise<void> {
    const { channelName, connectedTime, gapSeconds, ended } = connection;
    if (connectedTime === null) return tellGap(gapSeconds);
    const asking = { client, channelName, connectedTime, signal: last.signal };
    let over = false;
    ended.then(() => {
      over = true;
    });
    let stored = await storedOf(asking, now());
    while (stored !== null && stored.segments === 0 && !over) {
      await sleep(ASK_AGAIN_MS, undefined, { signal: last.signal });
      stored = await storedOf(asking, now());
    }
    if (stored === null) return tellGap(gapSeconds);
    if (stored.segments === 0)
      stored = await storedOnce({ client, now, signal: last.signal }, channelName, connectedTime);
    if (stored?.since == null) return;
    // By now the last segment of the one before is listed too.
    const earlier = before && (await storedOf({ ...asking, connectedTime: before }, now(), connectedTime));
    if (earlier?.since != null)
      tell(
        Math.max(0, (stored.since.getTime() - earlier.since.getTime()) / 1000 - earlier.seconds),
        'stored',
      );
    before = connectedTime;
    await ended;
  }

  function tellGap(gapSeconds: number | null): void {
    if (gapSeconds !== null) tell(gapSeconds, 'sent');
  }

  return {
    follow(connection) {
      chain = chain
        .then(() => count(connection))
        .catch((error: unknown) => {
          // A service that cannot be asked now leaves it uncounted; the push goes on.
          if (!(error instanceof OssLiveError) && !last.signal.aborted) throw error;
        });
      chain.catch(() => undefined);
    },
    async counted() {
      const timer = setTimeout(() => last.abort(), LAST_LOOK_MS);
      await chain.finally(() => clearTimeout(timer));
    },
  };
}
