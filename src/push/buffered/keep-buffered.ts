import { OssLiveError } from '../../errors.js';
import { BufferMemory } from '../../publish/index.js';
import { eventError, thousandths } from '../events.js';
import { nothingSent } from '../nothing-sent.js';
import type { Broadcast } from '../on-air.js';
import { createPulse } from '../pulse.js';
import { Carriage } from './carriage.js';
import { carry } from './carrier.js';
import { newReading, type Reading, readInput } from './input.js';
import { Intake } from './intake.js';

const PROGRESS_MS = 500;

/**
 * A push with a buffer: one ffmpeg reads, and what it writes is carried to each channel. Resolves when the input is at
 * its end and all of it is sent, or the push was interrupted; rejects with what cannot be got over.
 */
export async function keepBuffered(onAir: Broadcast): Promise<void> {
  const { bufferSeconds, examined, emit, targets } = onAir;
  const intake = new Intake({
    ...{ bufferSeconds: bufferSeconds ?? 0, waits: examined.recorded },
    memory: onAir.bufferMemory ?? new BufferMemory(),
    onShort: (isShort, heldMs) =>
      emit({ event: 'shortened', over: !isShort, heldSeconds: thousandths(heldMs / 1000) }),
    onLeap: ({ seconds }) => emit({ event: 'leap', seconds: thousandths(seconds) }),
  });
  const carriages = targets.map((target) => new Carriage(onAir, target, intake));
  onAir.carriers = carriages;
  onAir.hearing = {
    follow: () => undefined,
    end: () => Promise.resolve(),
    silent: () => carriages.flatMap(({ hearing }) => hearing.silent()),
  };
  const reading = newReading();
  const stopProgress = tellProgress(onAir, { carriages, intake, reading });
  // Without a channel nobody wants the input.
  const abandoned = new AbortController();
  const signal = AbortSignal.any([onAir.signal, abandoned.signal]);
  let failures = 0;
  try {
    const carried = carriages.map(async (carriage) => {
      try {
        await carry(carriage);
        return null;
      } catch (error) {
        failures++;
        if (failures === carriages.length) abandoned.abort();
        else lose(onAir, carriage, error);
        return error;
      }
    });
    // What was read before it failed is still sent.
    const onMissed = (seconds: number): void => {
      for (const { target, arrival } of carriages)
        if (!onAir.lost.has(target.channelName)) arrival.missed(seconds);
    };
    const failed = await readInput(onAir, { intake, reading, signal, onMissed }).then(() => null, asIs);
    intake.end();
    const errors = await Promise.all(carried);
    if (failures === carriages.length) throw errors.at(-1);
    if (failed !== null) throw failed;
  } finally {
    intake.end();
    stopProgress();
    intake.buffer.close();
  }
  if (intake.first === null && !onAir.signal.aborted) throw nothingSent();
}

function asIs(error: unknown): unknown {
  return error;
}

function lose({ lost, emit }: Broadcast, { target: { channelName } }: Carriage, error: unknown): void {
  if (!(error instanceof OssLiveError)) throw error;
  lost.set(channelName, error);
  emit({ event: 'lost', channelName, error: eventError(error) });
}

interface Parts {
  carriages: readonly Carriage[];
  intake: Intake;
  reading: Reading;
}

/** Brings the figures of the push up to date, and tells them; gives back how to end that. */
function tellProgress(onAir: Broadcast, { carriages, intake, reading }: Parts): () => void {
  const { emit, examined, loop, tally } = onAir;
  const pulse = createPulse(performance.now());
  const readPulse = createPulse(performance.now());
  const count = () => {
    const firstMs = intake.first?.startMs ?? 0;
    const best = carriages.reduce((one, other) => ((other.sentMs ?? 0) > (one.sentMs ?? 0) ? other : one));
    tally.seconds = Math.max(0, (best.sentMs ?? firstMs) - firstMs) / 1000;
    tally.bytes = best.bytes;
    tally.droppedFrames = reading.tally.droppedFrames;
    tally.reconnects = reading.tally.reconnects + sum(carriages, ({ reconnects }) => reconnects);
    tally.gapSeconds = Math.max(...carriages.map(({ gapSeconds }) => gapSeconds));
    tally.lostSeconds = Math.max(...carriages.map(({ lostSeconds }) => lostSeconds));
    return best;
  };
  const timer = setInterval(() => {
    const best = count();
    pulse.feed({ ...tally, speed: null, framesPerSecond: null });
    pulse.tick(performance.now());
    const read = { seconds: intake.latestMs / 1000, bytes: intake.readBytes, droppedFrames: 0 };
    readPulse.feed({ ...read, speed: null, framesPerSecond: null });
    readPulse.tick(performance.now());
    if (best.sentMs === null) return;
    const { seconds, bytes, droppedFrames, reconnects } = tally;
    emit({
      ...{ event: 'progress', seconds, bytes, droppedFrames, reconnects },
      totalSeconds: loop ? null : examined.durationSeconds,
      ...{ bitsPerSecond: pulse.bitsPerSecond(), speed: pulse.speed() },
      framesPerSecond: reading.framesPerSecond || null,
      live: carriages.some(({ isLive }) => isLive),
      behindSeconds: thousandths(Math.max(0, intake.latestMs - best.sentMs) / 1000),
      heldSeconds: thousandths(intake.buffer.heldMs / 1000),
      heldBytes: intake.buffer.bytes,
      readBitsPerSecond: readPulse.bitsPerSecond(),
    });
  }, PROGRESS_MS);
  return () => {
    clearInterval(timer);
    count();
  };
}

function sum(carriages: readonly Carriage[], of: (carriage: Carriage) => number): number {
  return carriages.reduce((total, carriage) => total + of(carriage), 0);
}
