import { NetworkError, OssLiveError } from '../errors.js';
import type { Grown } from './pulse.js';
import { type RetryPolicy, reconnectDelayMs } from './reconnect.js';

/** One connection to the service, of possibly many. */
export interface Connection {
  /** Counted from 1. */
  attempt: number;
  /** Seconds after the beginning of the input, where a recorded one goes on. */
  position: number;
  /** To be called with what this connection has sent so far. */
  sent(grown: Grown): void;
  /** To be called when the input cannot be taken up at `position` and begins again. */
  restarted(): void;
}

/** What a push has come to, over all its connections. */
export interface Tally {
  /** Of the stream. */
  seconds: number;
  bytes: number;
  droppedFrames: number;
  reconnects: number;
  /** Without a stream between two connections, in all. */
  gapSeconds: number;
}

export interface Reconnect {
  /** Of the attempt to come. */
  attempt: number;
  delayMs: number;
  position: number;
  error: OssLiveError;
}

/** What passes by itself. */
export interface Chance {
  /** Milliseconds of any steady clock. */
  nowMs(): number;
  /** Rejects when the signal is aborted. */
  wait(delayMs: number, signal: AbortSignal): Promise<void>;
  /** From 0 to 1. */
  random(): number;
}

export interface Recording {
  durationSeconds: number | null;
  /** Sent again after a reconnect: the last of it was on its way when the connection broke. */
  overlapSeconds: number;
}

export interface Supervision extends Chance {
  policy: RetryPolicy;
  /** An input that has an end; null for one that comes as it comes. */
  recording: Recording | null;
  /** A recording begins again at its end, a live input is opened again. */
  loop: boolean;
  signal: AbortSignal;
  tally: Tally;
  connect(connection: Connection): Promise<unknown>;
  onReconnect(reconnect: Reconnect): void;
  /** Seconds without a stream, once it is on its way again. */
  onResumed(gapSeconds: number): void;
}

/** A connection that held this long ends an outage. */
const HEALTHY_SECONDS = 10;
/** A recording is not taken up again for less. */
const REST_SECONDS = 0.5;

export function emptyTally(): Tally {
  return { seconds: 0, bytes: 0, droppedFrames: 0, reconnects: 0, gapSeconds: 0 };
}

/**
 * Keeps a push going: connects again after what may pass, each time later, where the input was left. Resolves when
 * the input is at its end or the signal was aborted; rejects with what cannot be got over. `tally` is kept up to date.
 */
export async function supervise(supervision: Supervision): Promise<void> {
  const { policy, recording, loop, signal, tally, nowMs, wait, random } = supervision;
  const keeper = createKeeper(supervision);
  let failures = 0;
  let outageSinceMs = nowMs();
  for (let attempt = 1; ; attempt++) {
    const position = keeper.begin();
    const error = await failureOf(supervision, {
      ...{ attempt, position },
      sent: keeper.sent,
      restarted: keeper.restarted,
    });
    const streamed = keeper.end();
    if (signal.aborted) return;
    if (error === null && (recording !== null || !loop)) return;
    if (streamed >= HEALTHY_SECONDS) failures = 0;
    if (failures === 0) outageSinceMs = nowMs();
    failures++;
    const outage = {
      attempts: failures,
      elapsedMs: nowMs() - outageSinceMs,
      everStreamed: keeper.everSent(),
    };
    const reason = error ?? new NetworkError('InputEnded', 'The input has ended.');
    const delayMs = reconnectDelayMs(reason, outage, policy, random);
    if (delayMs === null) throw reason;
    if (isOver(supervision, keeper.position())) return;
    supervision.onReconnect({ attempt: attempt + 1, delayMs, position: keeper.resumeAt(), error: reason });
    await wait(delayMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    tally.reconnects++;
  }
}

async function failureOf({ connect }: Supervision, connection: Connection): Promise<OssLiveError | null> {
  try {
    await connect(connection);
    return null;
  } catch (error) {
    if (error instanceof OssLiveError) return error;
    throw error;
  }
}

function isOver({ recording, loop }: Supervision, position: number): boolean {
  const duration = recording?.durationSeconds ?? null;
  return !loop && duration !== null && position > duration - REST_SECONDS;
}

/** Adds up what the connections have sent, and knows where in a recording the next has to begin. */
function createKeeper({ recording, loop, tally, onResumed, nowMs }: Supervision) {
  let start = 0;
  let current: Grown = { seconds: 0, bytes: 0, droppedFrames: 0 };
  let lastSentAtMs: number | null = null;

  function position(): number {
    if (recording === null) return 0;
    const { durationSeconds } = recording;
    const at = start + current.seconds;
    return loop && durationSeconds !== null ? at % durationSeconds : at;
  }

  function resumeAt(): number {
    return Math.max(0, position() - overlap());
  }

  function overlap(): number {
    return recording === null ? 0 : Math.min(recording.overlapSeconds, current.seconds);
  }

  return {
    position,
    resumeAt,
    everSent: () => lastSentAtMs !== null,
    begin(): number {
      tally.seconds -= overlap();
      start = resumeAt();
      current = { seconds: 0, bytes: 0, droppedFrames: 0 };
      return start;
    },
    sent(grown: Grown): void {
      if (grown.seconds <= current.seconds) return;
      const now = nowMs();
      if (current.seconds === 0 && lastSentAtMs !== null) {
        const gapSeconds = (now - lastSentAtMs) / 1000;
        tally.gapSeconds += gapSeconds;
        onResumed(gapSeconds);
      }
      lastSentAtMs = now;
      tally.seconds += grown.seconds - current.seconds;
      tally.bytes += grown.bytes - current.bytes;
      tally.droppedFrames += grown.droppedFrames - current.droppedFrames;
      current = { ...grown };
    },
    restarted(): void {
      tally.seconds -= start;
      start = 0;
    },
    /** Seconds of this connection. */
    end: () => current.seconds,
  };
}
