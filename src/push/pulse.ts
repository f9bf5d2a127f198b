import type { Progress } from '../ffmpeg/progress.js';

/** How a stream gets on: `silent` sends nothing, `slow` sends less than plays in the same time. */
export type Health = 'well' | 'silent' | 'slow';

/** What changed; `over` when it is well again. */
export interface Stall {
  kind: 'silent' | 'slow' | 'unreceived';
  over: boolean;
  /** Since it began. */
  seconds: number;
}

const SILENT_MS = 5000;
/** Before the first data: the input may have to be found and examined. */
const START_MS = 30_000;
const WINDOW_MS = 10_000;
const SHORTEST_WINDOW_MS = 2000;
const SLOW = 0.9;

/** The highest values of a stream so far: the last block of a broken one may lack some. */
export interface Grown {
  /** Of the stream. */
  seconds: number;
  bytes: number;
  droppedFrames: number;
}

export interface Pulse {
  readonly grown: Grown;
  /** Since the present stall began; 0 while all is well. */
  readonly stalledMs: number;
  readonly health: Health;
  /** Real time is 1, over the last ten seconds; null in the first two. */
  speed(): number | null;
  bitsPerSecond(): number | null;
  feed(progress: Progress): void;
  /** Somebody else makes it wait: that is no silence, and no slowness. */
  postpone(nowMs: number): void;
  /** To be called each second or so; says when a stall begins or ends. Milliseconds of any steady clock. */
  tick(nowMs: number): Stall | null;
}

/**
 * Judges a stream by what it has sent: ffmpeg's own speed is the average from the beginning and hides a stall. Between
 * two pictures of the input, for `pauseSeconds`, there is nothing to be sent.
 */
export function createPulse(startedMs: number, pauseSeconds = 0): Pulse {
  const silentMs = SILENT_MS + pauseSeconds * 1000;
  const windowMs = WINDOW_MS + pauseSeconds * 2000;
  const grown: Grown = { seconds: 0, bytes: 0, droppedFrames: 0 };
  let marks: { atMs: number; seconds: number; bytes: number }[] = [];
  let grownAtMs = startedMs;
  let health: Health = 'well';
  let stalledSinceMs = startedMs;
  let nowMs = startedMs;

  function rate(of: 'seconds' | 'bytes', windowMs: number): number | null {
    const [first] = marks;
    const last = marks.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < windowMs) return null;
    return ((last[of] - first[of]) * 1000) / (last.atMs - first.atMs);
  }

  function isSilent(): boolean {
    const begun = grown.seconds > 0 || grown.bytes > 0;
    return nowMs - grownAtMs >= (begun ? silentMs : START_MS);
  }

  function judged(): Health {
    if (isSilent()) return 'silent';
    const speed = rate('seconds', windowMs);
    // A picture that is on its way has not been counted.
    return speed !== null && speed + (pauseSeconds * 1000) / windowMs < SLOW ? 'slow' : 'well';
  }

  return {
    grown,
    get health() {
      return health;
    },
    get stalledMs() {
      return health === 'well' ? 0 : nowMs - stalledSinceMs;
    },
    speed: () => rate('seconds', SHORTEST_WINDOW_MS),
    bitsPerSecond() {
      const bytes = rate('bytes', SHORTEST_WINDOW_MS);
      return bytes === null || bytes === 0 ? null : Math.round(bytes * 8);
    },
    feed({ seconds, bytes, droppedFrames }) {
      const before = grown.seconds + grown.bytes;
      grown.seconds = Math.max(grown.seconds, seconds ?? 0);
      grown.bytes = Math.max(grown.bytes, bytes ?? 0);
      grown.droppedFrames = Math.max(grown.droppedFrames, droppedFrames ?? 0);
      if (grown.seconds + grown.bytes > before) grownAtMs = nowMs;
    },
    postpone(atMs) {
      grownAtMs = atMs;
      marks = [];
    },
    tick(atMs) {
      nowMs = atMs;
      // What it is to be judged by begins with the first data, and anew after a silence.
      if (grown.seconds === 0 || (health === 'silent' && !isSilent())) marks = [];
      if (grown.seconds > 0) marks.push({ atMs, seconds: grown.seconds, bytes: grown.bytes });
      while ((marks[1]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs - windowMs) marks.shift();
      const [before, now] = [health, judged()];
      if (now === before) return null;
      const seconds = Math.round((atMs - stalledSinceMs) / 1000);
      health = now;
      if (now === 'well') return { kind: before === 'slow' ? 'slow' : 'silent', over: true, seconds };
      if (before === 'well') stalledSinceMs = now === 'silent' ? grownAtMs : atMs - windowMs;
      return { kind: now, over: false, seconds: Math.round((atMs - stalledSinceMs) / 1000) };
    },
  };
}
