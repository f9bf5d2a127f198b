const DAY_MS = 86_400_000;
/** Clocks of the world differ so much from UTC. */
const [LATEST_ZONE_MS, EARLIEST_ZONE_MS] = [12 * 3_600_000, 14 * 3_600_000];

/** `replay-2024-03-05.m3u8`, as `vod-save --split day` names the list of a day. */
const NAME = /-(\d{4}-\d{2}-\d{2})\.m3u8$/;

/** Whether a list is named after a day and names nothing but segments that began on it, by some clock of the world. */
export function isListOfDay(
  key: string,
  { earliestMs, latestMs, others }: { earliestMs: number; latestMs: number; others: readonly string[] },
): boolean {
  const startMs = Date.parse(`${NAME.exec(key)?.[1]}T00:00:00Z`);
  if (others.length > 0 || Number.isNaN(startMs)) return false;
  return earliestMs >= startMs - EARLIEST_ZONE_MS && latestMs < startMs + DAY_MS + LATEST_ZONE_MS;
}
