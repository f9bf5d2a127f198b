import type { Credentials } from '../protocol/wire.js';
import type { Issued } from './place.js';

/** A command that prints keys without saying how long they live would else run before each request. */
const KEPT_MS = 60_000;

/** The credentials of a role for as long as they are asked for. */
export interface Renewed {
  /** Those at hand for a minute, then those it gives now. */
  (): Promise<Credentials>;
  /** Has the source itself asked before the next request, since the service refuses those at hand; once a minute. */
  refused(): void;
}

export function renewed(resolve: (isRefused: boolean) => Promise<Issued>, now: () => Date): Renewed {
  let kept: Promise<Credentials> | null = null;
  let keptUntil = 0;
  let isRefused = false;
  let refusedAt = Number.NEGATIVE_INFINITY;

  function renew(): Promise<Credentials> {
    const time = now().getTime();
    if (kept === null || time >= keptUntil) {
      keptUntil = time + KEPT_MS;
      kept = resolve(isRefused).then(({ credentials }) => credentials);
      isRefused = false;
      kept.catch(() => {
        keptUntil = 0;
      });
    }
    return kept;
  }

  function refused(): void {
    const time = now().getTime();
    if (time - refusedAt < KEPT_MS) return;
    refusedAt = time;
    isRefused = true;
    keptUntil = 0;
  }

  return Object.assign(renew, { refused });
}
