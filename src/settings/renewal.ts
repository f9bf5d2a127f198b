import type { Credentials } from '../protocol/wire.js';
import type { Issued } from './place.js';

/** A command that prints keys without saying how long they live would else run before each request. */
const KEPT_MS = 60_000;

/** The credentials of a role for as long as they are asked for: those at hand for a minute, then those it gives now. */
export function renewed(resolve: () => Promise<Issued>, now: () => Date): () => Promise<Credentials> {
  let kept: Promise<Credentials> | null = null;
  let keptUntil = 0;
  return () => {
    const time = now().getTime();
    if (kept === null || time >= keptUntil) {
      keptUntil = time + KEPT_MS;
      kept = resolve().then(({ credentials }) => credentials);
      kept.catch(() => {
        keptUntil = 0;
      });
    }
    return kept;
  };
}
