import { wait } from '../client/retry.js';
import { OssLiveError } from '../errors.js';
import { keepBuffered } from './buffered/keep-buffered.js';
import { connectOnce } from './connection.js';
import { type EndedChannel, eventError, type Happening, thousandths } from './events.js';
import { endsStream } from './ffmpeg/encoding.js';
import { createHearing } from './hearing.js';
import { createLedgerWriter } from './ledger-writer.js';
import { createLosses } from './losses.js';
import type { Broadcast, Carried } from './on-air.js';
import { type PushOptions, settle } from './options.js';
import { makePlans, refuseWarnings } from './plan.js';
import { takeUp } from './resume.js';
import { NOT_ASKED, saveRecording } from './save-recording.js';
import { incomplete, shortfalls } from './shortfall.js';
import { isLive } from './source.js';
import { emptyTally, supervise, type Tally } from './supervisor.js';
import { makeReady, untilStored } from './targets.js';

/** A push from the look at its input to its recording. The last event is `ended`; what ended it is thrown. */
export async function broadcast(
  options: PushOptions,
  emit: (event: Happening) => void,
  signal: AbortSignal,
): Promise<void> {
  const begun: Begun = { tally: emptyTally(), onAir: null, began: new Date(), told: false };
  let error: unknown = null;
  try {
    await keepOnAir(begun, { options, emit, signal });
  } catch (thrown) {
    // Whatever an interruption broke on the way, it was the interruption.
    if (!signal.aborted) error = thrown;
  }
  // Read or not, an open pipe keeps the process running.
  options.stdin?.destroy();
  const { tally, onAir, began } = begun;
  const channels = onAir === null ? [] : await endChannels(onAir, { began, error });
  const missing = onAir === null || error !== null || signal.aborted ? [] : shortfalls(onAir);
  for (const shortfall of missing) emit({ event: 'incomplete', ...shortfall });
  if (missing.length > 0) error = incomplete(missing);
  emit({
    event: 'ended',
    channels,
    since: onAir?.since?.toISOString() ?? null,
    ...tally,
    ...sentAgain(onAir?.carriers ?? []),
    seconds: thousandths(tally.seconds),
    gapSeconds: thousandths(tally.gapSeconds),
    lostSeconds: thousandths(tally.lostSeconds),
    interrupted: signal.aborted,
    error: error instanceof OssLiveError ? eventError(error, wordsIn(options)) : null,
  });
  if (error !== null) throw error;
}

function sentAgain(carriers: Broadcast['carriers']): { sentAgainSeconds?: number } {
  if (carriers.length === 0) return {};
  const seconds = carriers.map(({ sentAgainSeconds }) => sentAgainSeconds);
  return { sentAgainSeconds: thousandths(Math.max(...seconds)) };
}

/** What may stand in a message as it was given, with secrets in it. */
function wordsIn({ inputs, channelNames }: PushOptions): string[] {
  return [inputs, channelNames].flat().filter((word) => typeof word === 'string');
}

/** How far a push has come. */
interface Begun {
  tally: Tally;
  /** Null until input and channels have been found good. */
  onAir: Broadcast | null;
  began: Date;
  /** Whether the look at the input was told. */
  told: boolean;
}

interface Asked {
  options: PushOptions;
  emit(event: Happening): void;
  signal: AbortSignal;
}

/** Resolves when the input is at its end or the push was interrupted. */
function keepOnAir(begun: Begun, asked: Asked): Promise<void> {
  const { emit, signal } = asked;
  if (settle(asked.options).bufferSeconds !== null) return keepInBuffer(begun, asked);
  const words = wordsIn(asked.options);
  return supervise({
    ...{ policy: settle(asked.options), signal, tally: begun.tally },
    ...{ wait, nowMs: () => performance.now(), random: Math.random },
    input() {
      if (begun.onAir === null) return 'once';
      const { examined, source, once, outputOptions } = begun.onAir;
      if (examined.recorded) return 'recording';
      return isLive(source, examined.inputs) && !once && !endsStream(outputOptions) ? 'live' : 'once';
    },
    everLive: () => begun.onAir !== null && begun.onAir.since !== null,
    async connect(connection) {
      begun.onAir ??= await makeBroadcast(begun, asked);
      await connectOnce(begun.onAir, connection);
    },
    takeUp: async (left) => (begun.onAir === null ? null : takeUp(begun.onAir, left)),
    onReconnect({ attempt, delayMs, error }) {
      emit({ event: 'reconnecting', attempt, delaySeconds: delayMs / 1000, error: eventError(error, words) });
    },
    onResumed(gapSeconds) {
      if (begun.onAir !== null) begun.onAir.gapSeconds = gapSeconds;
      emit({ event: 'resumed', gapSeconds: thousandths(gapSeconds) });
    },
  });
}

/** The same with a buffer, whose outages are one by one: what can be tried again by itself is what comes before. */
async function keepInBuffer(begun: Begun, asked: Asked): Promise<void> {
  const { emit, signal } = asked;
  const words = wordsIn(asked.options);
  await supervise({
    ...{ policy: settle(asked.options), signal, tally: emptyTally() },
    ...{ wait, nowMs: () => performance.now(), random: Math.random },
    input: () => 'once',
    everLive: () => false,
    async connect() {
      begun.onAir = await makeBroadcast(begun, asked);
    },
    takeUp: async () => null,
    onReconnect({ attempt, delayMs, error }) {
      emit({ event: 'reconnecting', attempt, delaySeconds: delayMs / 1000, error: eventError(error, words) });
    },
    onResumed: () => undefined,
  });
  if (begun.onAir !== null && !signal.aborted) await keepBuffered(begun.onAir);
}

/** Looks at input and channels, and makes the channels ready. May be called again when it has failed. */
async function makeBroadcast(begun: Begun, { options, emit, signal }: Asked): Promise<Broadcast> {
  const plans = await makePlans(options, signal);
  const { inputs, plan, findings } = plans.examined;
  if (!begun.told) emit({ event: 'preflight', inputs, plan, findings });
  begun.told = true;
  if (plans.strict) refuseWarnings(plans.examined);
  const { clockOffsetMs } = plans.client;
  if (clockOffsetMs !== 0) emit({ event: 'clock', offsetSeconds: clockOffsetMs / 1000 });
  for (const target of plans.targets) await makeReady(target, plans, emit);
  begun.began = plans.now();
  const connected = new Map<string, Date | null>();
  const onAir = {
    ...plans,
    emit,
    tally: begun.tally,
    lost: new Map(),
    since: null,
    connected,
    gapSeconds: null,
    restarted: false,
    carriers: [],
    hearing: createHearing(plans.client),
  };
  return { ...onAir, losses: createLosses(onAir), ledgerWriter: createLedgerWriter(onAir) };
}

interface Ending {
  began: Date;
  /** What ended the push; null when it came to its end or was interrupted. */
  error: unknown;
}

/** Saves what is to be saved, and says of each channel how it went. */
async function endChannels(onAir: Broadcast, { began, error }: Ending): Promise<EndedChannel[]> {
  const channels: EndedChannel[] = [];
  for (const target of onAir.targets) {
    const { channelName, playUrl: url } = target;
    const sent = onAir.tally.seconds > 0 && !onAir.lost.has(channelName);
    if (sent) await untilStored(onAir.client, channelName);
    const saved = sent ? await saveRecording(onAir, target, began) : NOT_ASKED;
    const failure = onAir.lost.get(channelName) ?? saved.error ?? error;
    const carried = onAir.carriers.find((one) => one.target === target);
    channels.push({
      ...{ channelName, playUrl: url, vodUrl: saved.url },
      ...(carried === undefined ? {} : figuresOf(carried)),
      error: failure instanceof OssLiveError ? eventError(failure) : null,
    });
  }
  await onAir.losses.counted();
  return channels;
}

function figuresOf({ sentAgainSeconds, lostSeconds }: Carried): Partial<EndedChannel> {
  return { sentAgainSeconds: thousandths(sentAgainSeconds), lostSeconds: thousandths(lostSeconds) };
}
