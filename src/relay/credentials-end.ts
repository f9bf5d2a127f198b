import { CLIENT_LIMITS } from '../client/limits.js';
import { sleepUntil } from './sleep-until.js';

interface Watching {
  /** When the credentials stop being good; null for never, or where new ones come by themselves. */
  credentialsEnd(): Date | null;
  now(): Date;
  signal: AbortSignal;
  onEnding(expireAt: Date, ended: boolean): void;
}

/** How often it is looked: new ones may have come. */
const LOOK_MS = 60_000;

/** Tells an hour before the credentials end, and when they have ended; each once for the same end. Until the signal. */
export async function watchCredentials({ credentialsEnd, now, signal, onEnding }: Watching): Promise<void> {
  let told: { endMs: number; ended: boolean } | null = null;
  while (!signal.aborted) {
    const end = credentialsEnd();
    const leftMs = end === null ? Number.POSITIVE_INFINITY : end.getTime() - now().getTime();
    if (end !== null && leftMs <= CLIENT_LIMITS.credentialsNotice.value) {
      const ended = leftMs <= 0;
      if (told?.endMs !== end.getTime() || told.ended !== ended) onEnding(end, ended);
      told = { endMs: end.getTime(), ended };
    }
    const waitMs = leftMs > 0 ? Math.min(leftMs, LOOK_MS) : LOOK_MS;
    await sleepUntil(new Date(now().getTime() + waitMs), { now, signal }).catch(() => undefined);
  }
}
