import { setTimeout as sleep } from 'node:timers/promises';

/** Timers know no more than 24 days, and nothing of clocks that are put. */
const LONGEST_SLEEP_MS = 60_000;

/**
 * Resolves at a moment of the clock; never for null. What is to last so long, and no longer, says `mostMs`: a clock that
 * is put back makes a pause of seconds one of hours. Rejects when the signal is aborted.
 */
export async function sleepUntil(
  until: Date | null,
  {
    now,
    signal,
    mostMs = Number.POSITIVE_INFINITY,
  }: { now(): Date; signal: AbortSignal; mostMs?: number | undefined },
): Promise<void> {
  const sinceMs = performance.now();
  for (;;) {
    const leftMs = Math.min(
      until === null ? LONGEST_SLEEP_MS : until.getTime() - now().getTime(),
      sinceMs + mostMs - performance.now(),
    );
    if (leftMs <= 0) return;
    await sleep(Math.min(leftMs, LONGEST_SLEEP_MS), undefined, { signal });
  }
}
