import { setTimeout as sleep } from 'node:timers/promises';

/** Timers know no more than 24 days, and nothing of clocks that are put. */
const LONGEST_SLEEP_MS = 60_000;

/** Resolves at a moment of the clock; never for null. Rejects when the signal is aborted. */
export async function sleepUntil(
  until: Date | null,
  { now, signal }: { now(): Date; signal: AbortSignal },
): Promise<void> {
  for (;;) {
    const leftMs = until === null ? LONGEST_SLEEP_MS : until.getTime() - now().getTime();
    if (leftMs <= 0) return;
    await sleep(Math.min(leftMs, LONGEST_SLEEP_MS), undefined, { signal });
  }
}
