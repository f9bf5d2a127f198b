/** Says whether it is time again for what is due every so often. */
export function createPace(intervalMs: number, now: () => Date): () => boolean {
  let sinceMs = now().getTime();
  return () => {
    const nowMs = now().getTime();
    // A clock that was put back: what is due every second would be silent for an hour.
    sinceMs = Math.min(sinceMs, nowMs);
    if (nowMs - sinceMs < intervalMs) return false;
    sinceMs = nowMs;
    return true;
  };
}
