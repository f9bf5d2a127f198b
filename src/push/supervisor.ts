import { english } from '../english.js';
import { NetworkError, OssLiveError } from '../errors.js';
import type { Grown } from './pulse.js';
import { follow, type RetryPolicy, reconnectDelayMs, type Trouble } from './reconnect.js';
import type { Place } from './take-up.js';

/** One connection to the service, of possibly many. */
export interface Connection {
  /** Counted from 1. */
  attempt: number;
  /** Where a recording is gone on with; null where it begins, and for a live input. */
  takenUp: TakenUp | null;
  /** To be called with what this connection has sent so far. */
  sent(grown: Grown): void;
  /** To be called when the input cannot be taken up there and begins again. */
  restarted(): void;
}

/** The connection that was last on its way. */
export interface Left {
  /** Where in the recording it began; null at its beginning. */
  place: Place | null;
  grown: Grown;
}

export interface TakenUp {
  place: Place;
  /** How much of what was sent is sent again. */
  sentAgain: number;
  /** What the place was found by: what the service has stored, what buffers can hold, or nothing was stored. */
  by: 'stored' | 'buffers' | 'start';
}

/** What a push has come to, over all its connections. */
export interface Tally {
  /** Of the stream. */
  seconds: number;
  /** Sent in all. */
  bytes: number;
  /** Pictures that did not get through. */
  droppedFrames: number;
  /** Connections after the first. */
  reconnects: number;
  /** Without a stream between two connections, in all. */
  gapSeconds: number;
  /** Of a live input: what was not stored between two connections. */
  lostSeconds: number;
}

export interface Reconnect {
  /** Of the attempt to come. */
  attempt: number;
  delayMs: number;
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

export interface Supervision extends Chance {
  policy: RetryPolicy;
  signal: AbortSignal;
  tally: Tally;
  /** What kind of input it is; asked when a connection has ended, as it may not be known before. */
  input(): 'recording' | 'live' | 'once';
  /** Whether the service ever saw the push. */
  everLive(): boolean;
  connect(connection: Connection): Promise<unknown>;
  /** Where a recording is gone on with; null when there is nothing left to be sent. */
  takeUp(left: Left): Promise<TakenUp | null>;
  onReconnect(reconnect: Reconnect): void;
  /** Seconds without a stream, once it is on its way again. */
  onResumed(gapSeconds: number): void;
}

/** A connection that held this long ends an outage. */
const HEALTHY_SECONDS = 10;

export function emptyTally(): Tally {
  return { seconds: 0, bytes: 0, droppedFrames: 0, reconnects: 0, gapSeconds: 0, lostSeconds: 0 };
}

/**
 * Keeps a push going: connects again after what may pass, each time later, where the input was left. Resolves when
 * the input is at its end or the signal was aborted; rejects with what cannot be got over. `tally` is kept up to date.
 */
export async function supervise(supervision: Supervision): Promise<void> {
  const { policy, signal, tally, nowMs, wait, random } = supervision;
  const keeper = createKeeper(supervision);
  let trouble: Trouble | null = null;
  let resumed: Promise<Resumed> = Promise.resolve(null);
  for (let attempt = 1; ; attempt++) {
    const ended = await attemptOnce(supervision, keeper, { attempt, resumed });
    if (signal.aborted) return;
    const input = supervision.input();
    if (ended === OVER || (ended === null && input !== 'live')) return;
    const error = ended ?? new NetworkError('InputEnded', english`The input has ended.`);
    const failure = { error, nowMs: nowMs(), wasHealthy: keeper.seconds() >= HEALTHY_SECONDS };
    trouble = follow(trouble, { ...failure, ...(input === 'recording' ? keeper.stretch() : NOWHERE) });
    const state = {
      ...{ everStreamed: keeper.everSent(), everLive: supervision.everLive() },
      ...{ isLive: input === 'live', nowMs: nowMs() },
    };
    const delayMs = reconnectDelayMs(trouble, state, policy, random);
    if (delayMs === null) throw error;
    supervision.onReconnect({ attempt: attempt + 1, delayMs, error });
    resumed = resume(supervision, keeper);
    // It is looked at after the pause.
    resumed.catch(() => undefined);
    await wait(delayMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    tally.reconnects++;
  }
}

const NOWHERE = { begunAt: null, endedAt: null };
/** Nothing is left to be sent. */
const OVER: unique symbol = Symbol('over');

type Keeper = ReturnType<typeof createKeeper>;

type Resumed = TakenUp | typeof OVER | null;

async function resume({ takeUp }: Supervision, { left }: Keeper): Promise<Resumed> {
  const from = left();
  return from === null ? null : ((await takeUp(from)) ?? OVER);
}

/** What it failed of; null when the input came to its end. */
async function attemptOnce(
  { connect }: Supervision,
  { begin, sent, restarted }: Keeper,
  { attempt, resumed }: { attempt: number; resumed: Promise<Resumed> },
): Promise<OssLiveError | typeof OVER | null> {
  begin(null);
  try {
    const takenUp = await resumed;
    if (takenUp === OVER) return OVER;
    begin(takenUp);
    await connect({ attempt, takenUp, sent, restarted });
    return null;
  } catch (error) {
    if (error instanceof OssLiveError) return error;
    throw error;
  }
}

/** Adds up what the connections have sent, and knows from where in a recording. */
function createKeeper({ input, tally, onResumed, nowMs }: Supervision) {
  let takenUp: TakenUp | null = null;
  let current: Grown = { seconds: 0, bytes: 0, droppedFrames: 0 };
  let last: Left | null = null;
  /** What the tally was when the last connection broke. */
  let reached = 0;
  let lastSentAtMs: number | null = null;

  const begunAt = () => takenUp?.place.picture.pts ?? 0;
  return {
    everSent: () => lastSentAtMs !== null,
    /** Of this connection. */
    seconds: () => current.seconds,
    /** Where in the recording it began and ended. */
    stretch: () => ({ begunAt: begunAt(), endedAt: begunAt() + current.seconds }),
    /** The last connection that has sent something, if its input is a recording. */
    left: () => (last !== null && input() === 'recording' ? last : null),
    begin(from: TakenUp | null): void {
      if (current.seconds > 0) reached = tally.seconds;
      takenUp = from;
      tally.seconds = Math.max(0, reached - (from?.sentAgain ?? 0));
      current = { seconds: 0, bytes: 0, droppedFrames: 0 };
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
      last = { place: takenUp?.place ?? null, grown: current };
    },
    restarted(): void {
      tally.seconds = Math.max(0, tally.seconds - begunAt());
      takenUp = null;
    },
  };
}
