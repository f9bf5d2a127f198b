import { wait } from '../../client/retry.js';
import { argumentsFor, pauseSeconds, shownCommand } from '../command.js';
import { eventError, thousandths } from '../events.js';
import { endsStream } from '../ffmpeg/encoding.js';
import { isSeekFailure } from '../ffmpeg/input-failure.js';
import type { Broadcast } from '../on-air.js';
import { pushStream, STANDS_STILL } from '../push-stream.js';
import { lowestRate, readingOf } from '../resume.js';
import { canReopen, isLive, namesIn } from '../source.js';
import {
  type Connection,
  emptyTally,
  type Left,
  supervise,
  type TakenUp,
  type Tally,
} from '../supervisor.js';
import { firstPlace, placeAfter } from '../take-up.js';
import type { Intake } from './intake.js';

/** How the input gets on, beside what is sent of it. */
export interface Reading {
  tally: Tally;
  framesPerSecond: number | null;
}

/**
 * Has ffmpeg read the input into the intake, again and again when it breaks: no outage of a channel is noticed here.
 * Resolves when it is at its end, or was interrupted. `onMissed`: for so long a live input could not be read.
 */
export function readInput(
  onAir: Broadcast,
  { onMissed, ...parts }: Parts & { onMissed(seconds: number): void },
): Promise<void> {
  const { emit, examined, source, once, outputOptions } = onAir;
  const { reading, signal } = parts;
  const inputs = namesIn(source);
  return supervise({
    ...{ policy: onAir, signal, tally: reading.tally },
    ...{ wait, nowMs: () => performance.now(), random: Math.random },
    input() {
      if (examined.recorded) return 'recording';
      return isLive(source, examined.inputs) && !once && !endsStream(outputOptions) ? 'live' : 'once';
    },
    everLive: () => true,
    connect: (connection) => readOnce(onAir, parts, connection),
    takeUp: (left) => takeUp(onAir, left),
    onReconnect({ attempt, delayMs, error }) {
      const delaySeconds = delayMs / 1000;
      emit({ event: 'reconnecting', attempt, delaySeconds, error: eventError(error, inputs) });
    },
    onResumed(gapSeconds) {
      emit({ event: 'resumed', gapSeconds: thousandths(gapSeconds) });
      // A pipe has kept some of it, a recording all.
      if (!examined.recorded && canReopen(source)) onMissed(gapSeconds);
    },
  });
}

export function newReading(): Reading {
  return { tally: emptyTally(), framesPerSecond: null };
}

interface Parts {
  intake: Intake;
  reading: Reading;
  signal: AbortSignal;
}

async function readOnce(
  onAir: Broadcast,
  { intake, reading, signal }: Parts,
  connection: Connection,
): Promise<void> {
  const { emit, ffmpeg, source, examined } = onAir;
  const { takenUp, attempt } = connection;
  const args = argumentsFor(onAir, null, takenUp?.place.position ?? 0);
  const position = examined.recorded ? thousandths(takenUp?.place.picture.pts ?? 0) : null;
  emit({ event: 'reading', attempt, position, command: shownCommand(ffmpeg, args) });
  let isSought = true;
  const atMs = await placeOnTimeline(onAir, intake, takenUp);
  await pushStream({
    ...{ ...onAir, args, program: ffmpeg, inputs: namesIn(source), hasOutput: true },
    // What is late is kept. A camera that begins anew in one connection stands still for as long as it was there before.
    endsBelow: !examined.recorded && canReopen(source) ? STANDS_STILL : 0,
    hasOptions: onAir.outputOptions.length + onAir.inputOptions.length > 0,
    pauseSeconds: pauseSeconds(examined.inputs),
    stdin: source.kind === 'stdin' ? onAir.stdin : null,
    signal,
    isHeldBack: () => intake.isHeldBack,
    onOutput: (output) => intake.read(output, () => (isSought ? atMs : null)),
    onStall: (stall) => emit({ event: 'stall', of: 'input', ...stall }),
    onProgress(pulse, framesPerSecond) {
      connection.sent(pulse.grown);
      reading.framesPerSecond = framesPerSecond;
    },
    onLine(line) {
      emit({ event: 'ffmpeg', line, lost: 0 });
      if (!isSeekFailure(line)) return;
      isSought = false;
      connection.restarted();
      onAir.restarted = true;
      emit({ event: 'restarted', position: position ?? 0 });
    },
  }).finally(() => {
    reading.framesPerSecond = null;
  });
}

/** Where a recording is read on, when that broke: where the last picture was, or a key frame before it. */
async function takeUp(onAir: Broadcast, { place, grown }: Left): Promise<TakenUp | null> {
  const { examined, loop } = onAir;
  const reading = readingOf(onAir);
  // Of a loop it is not known which round it was in: it begins anew, and what comes follows what was there.
  const begun = place ?? (await firstPlace(reading));
  if (begun === null) return null;
  const found = loop
    ? await firstPlace(reading)
    : await placeAfter(
        {
          ...{ begun, storedSeconds: grown.seconds, encoded: examined.plan.video === 'h264' },
          framesPerSecond: lowestRate(onAir),
        },
        reading,
      );
  const sentAgain = found === null || loop ? 0 : begun.picture.pts + grown.seconds - found.picture.pts;
  return found === null ? null : { place: found, by: 'stored', sentAgain: Math.max(0, sentAgain) };
}

/** Pictures that are copied are the same ones again; of what is encoded anew nothing is. */
async function placeOnTimeline(
  onAir: Broadcast,
  { first: begun }: Intake,
  takenUp: TakenUp | null,
): Promise<number | null> {
  const { examined, loop } = onAir;
  if (takenUp === null || begun === null || loop || examined.plan.video !== 'copy') return null;
  const first = await firstPlace(readingOf(onAir));
  return first === null ? null : begun.startMs + (takenUp.place.picture.dts - first.picture.dts) * 1000;
}
