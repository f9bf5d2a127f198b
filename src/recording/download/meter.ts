import type { DownloadProgress } from './events.js';

const WINDOW_MS = 5000;
const STEP_MS = 250;

/** Counts what comes in. */
export interface Meter {
  /** Below 0 for what has to be fetched again. */
  add(bytes: number, from: 'bucket' | 'disk'): void;
  segment(): void;
  joined(): void;
  leftOut(bytes: number | null): void;
  encoded(seconds: number): void;
  readonly fetchedBytes: number;
  progress(): DownloadProgress;
}

export function createMeter(
  totalSegments: number,
  totalBytes: number | null,
  nowMs: () => number = () => performance.now(),
): Meter {
  let encodedSeconds: number | null = null;
  let [segments, joined, bytes, fetchedBytes, leftOutBytes] = [0, 0, 0, 0, 0];
  /** How much had come in by when, over the last seconds. */
  const marks: { ms: number; bytes: number }[] = [];

  function rate(): number | null {
    const now = { ms: nowMs(), bytes: fetchedBytes };
    const from = marks.find(({ ms }) => now.ms - ms <= WINDOW_MS) ?? marks.at(-1);
    if (from === undefined || now.ms - from.ms < STEP_MS) return null;
    return ((now.bytes - from.bytes) * 1000) / (now.ms - from.ms);
  }

  return {
    add(count, from) {
      bytes += count;
      if (from !== 'bucket') return;
      const ms = nowMs();
      const last = marks.at(-1);
      if (last === undefined || ms - last.ms >= STEP_MS) {
        marks.push({ ms, bytes: fetchedBytes });
        while (ms - (marks[0]?.ms ?? ms) > WINDOW_MS) marks.shift();
      }
      fetchedBytes += count;
    },
    segment() {
      segments++;
    },
    joined() {
      joined++;
    },
    leftOut(size) {
      leftOutBytes += size ?? 0;
    },
    encoded(seconds) {
      encodedSeconds = seconds;
    },
    get fetchedBytes() {
      return fetchedBytes;
    },
    progress() {
      const bytesPerSecond = rate();
      const total = totalBytes === null ? null : totalBytes - leftOutBytes;
      const left = total === null ? estimatedLeft() : total - bytes;
      const isKnown = bytesPerSecond !== null && bytesPerSecond > 0 && left !== null;
      return {
        ...{ segments, totalSegments, joined, bytes, totalBytes: total },
        bytesPerSecond: bytesPerSecond === null ? null : Math.round(bytesPerSecond),
        secondsLeft: isKnown ? Math.ceil(left / bytesPerSecond) : null,
        encodedSeconds,
      };
    },
  };

  /** Where sizes may not be asked: the others will be like those that are here. */
  function estimatedLeft(): number | null {
    return segments === 0 ? null : Math.max(0, (bytes / segments) * totalSegments - bytes);
  }
}
