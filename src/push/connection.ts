import { once } from 'node:events';
import { english } from '../english.js';
import { CommandError, type OssLiveError, UsageError } from '../errors.js';
import { keepLine } from '../ffmpeg/process.js';
import { isoSeconds, timeIn } from '../protocol/time.js';
import { argumentsFor, pauseSeconds, shownCommand, signTargets } from './command.js';
import { eventError, type PushProgress, thousandths } from './events.js';
import { ffmpegFailure } from './ffmpeg/failure.js';
import { isSeekFailure } from './ffmpeg/input-failure.js';
import { failedOutput } from './ffmpeg/tee.js';
import { watchLive } from './live-watch.js';
import { nothingSent } from './nothing-sent.js';
import type { Broadcast } from './on-air.js';
import type { Grown, Pulse } from './pulse.js';
import { pushStream } from './push-stream.js';
import { checkEnd } from './resume.js';
import { canReopen, namesIn } from './source.js';
import type { Connection } from './supervisor.js';
import { explained, lookAtTarget, type Target } from './targets.js';

const LONG_LOOK_MS = 2000;

/** One connection to the service, from the signature to the end of the stream. */
export async function connectOnce(broadcast: Broadcast, connection: Connection): Promise<void> {
  const { client, targets, emit, source, examined, signal, ffmpeg } = broadcast;
  const [only, ...others] = targets;
  const target = only !== undefined && others.length === 0 ? only : null;
  // The service may close the connection of a channel without a word about what became of it.
  if (connection.attempt > 1 && target !== null) await lookAgain(broadcast, target.channelName);
  const { urls, expires } = await signTargets(broadcast);
  const { takenUp } = connection;
  const args = argumentsFor(broadcast, urls, takenUp?.place.position ?? 0);
  emit({
    event: 'connecting',
    attempt: connection.attempt,
    channels: targets.map(({ channelName }) => channelName),
    expires: isoSeconds(expires),
    position: examined.recorded ? thousandths(takenUp?.place.picture.pts ?? 0) : null,
    by: takenUp?.by ?? null,
    command: shownCommand(ffmpeg, args),
  });
  const missed = takenUp?.place.missed;
  if (missed !== undefined) tellRestart(broadcast, missed);
  broadcast.lost.clear();

  const earlier = broadcast.connected;
  const connected = new Map<string, Date | null>();
  const over = new AbortController();
  const recorded = broadcast.ledgerWriter.connection({ targets, takenUp, afterSeconds: null });
  let grown: Grown;
  const watch = watchLive({
    ...{ targets, client, emit, timeoutSeconds: broadcast.liveTimeoutSeconds },
    stallTimeoutSeconds: broadcast.stallTimeoutSeconds,
    earlier: (channelName) => earlier.get(channelName) ?? null,
    onLive(live, stat) {
      const { channelName } = live;
      recorded.live(live, stat);
      broadcast.hearing.follow(channelName, stat);
      const connectedTime = timeIn(stat?.connectedTime ?? '');
      connected.set(channelName, connectedTime);
      if (connectedTime !== null) broadcast.since ??= connectedTime;
      if (examined.recorded || channelName !== only?.channelName) return;
      const { gapSeconds } = broadcast;
      const ended = once(over.signal, 'abort').then(() => undefined);
      broadcast.losses.follow({ channelName, connectedTime, gapSeconds, ended });
    },
    onLost: (lost, error) => lose(broadcast, lost, error),
  });
  try {
    grown = await pushStream({
      ...{ ...broadcast, args, program: ffmpeg, inputs: namesIn(source) },
      hasOptions: broadcast.outputOptions.length + broadcast.inputOptions.length > 0,
      pauseSeconds: pauseSeconds(examined.inputs),
      stdin: source.kind === 'stdin' ? broadcast.stdin : null,
      // A stream that is only late gets on time by a new connection, which drops what is late.
      endsBelow: !examined.recorded && canReopen(source) ? 1 : 0,
      signal: AbortSignal.any([signal, watch.failed]),
      onStall: (stall) => emit({ event: 'stall', ...stall }),
      onProgress(pulse, framesPerSecond) {
        connection.sent(pulse.grown);
        recorded.sent(pulse.grown.seconds);
        // Of a connection that sent nothing there is nothing to be asked.
        if (pulse.grown.seconds > 0) broadcast.connected = connected;
        watch.sent(pulse.grown);
        const progress = progressOf(broadcast, pulse, { framesPerSecond, live: watch.isLive() });
        emit({ event: 'progress', ...progress });
      },
      onLine: lineReader(broadcast, connection, {
        isStreaming: () => broadcast.connected === connected,
        onRestarted: recorded.restarted,
      }),
    });
  } catch (error) {
    if (source.kind === 'stdin' && connection.attempt > 1) throw notJoined(error);
    if (target === null || signal.aborted) throw error;
    throw await explained(error, { client, channelName: target.channelName, signal });
  } finally {
    const written = recorded.end();
    await watch.end();
    await written;
    await broadcast.hearing.end();
    over.abort();
  }
  watch.failed.throwIfAborted();
  if (signal.aborted || (broadcast.loop && examined.recorded)) return;
  if (broadcast.tally.seconds === 0) throw nothingSent();
  if (examined.recorded && watch.isLive())
    await checkEnd(broadcast, { place: takenUp?.place ?? null, grown });
  if (!watch.isLive()) emit({ event: 'unconfirmed' });
}

/** With an attempt or two the service may take half a minute to answer, or not to. */
async function lookAgain(broadcast: Broadcast, channelName: string): Promise<void> {
  const nobody = { remoteAddr: null, connectedTime: null };
  const long = setTimeout(
    () => broadcast.emit({ event: 'channel', channelName, state: 'looking', ...nobody }),
    LONG_LOOK_MS,
  );
  try {
    await lookAtTarget(channelName, { ...broadcast, create: false, enable: false, vod: null });
  } finally {
    clearTimeout(long);
  }
}

function tellRestart(broadcast: Broadcast, seconds: number): void {
  broadcast.restarted = true;
  broadcast.emit({ event: 'restarted', position: thousandths(seconds) });
}

/** Passes on what ffmpeg says, and finds out where it begins and which of several channels it has given up. */
function lineReader(
  broadcast: Broadcast,
  { takenUp, restarted }: Connection,
  { isStreaming, onRestarted }: { isStreaming(): boolean; onRestarted(): void },
): (line: string) => void {
  const { targets, emit } = broadcast;
  const lines: string[] = [];
  return (line) => {
    emit({ event: 'ffmpeg', line, lost: 0 });
    if (isSeekFailure(line)) {
      restarted();
      onRestarted();
      tellRestart(broadcast, takenUp?.place.picture.pts ?? 0);
    }
    if (targets.length === 1) return;
    keepLine(lines, line);
    const target = targets[failedOutput(line) ?? -1];
    if (target === undefined) return;
    const end = { exitCode: 1, signal: null, stopped: false, lines: lines.splice(0) };
    const error = ffmpegFailure(end, { inputs: [], hasOptions: false, streaming: isStreaming() });
    if (error !== null) lose(broadcast, target, error);
  };
}

function lose({ lost, emit }: Broadcast, { channelName }: Target, error: OssLiveError): void {
  if (lost.has(channelName)) return;
  lost.set(channelName, error);
  emit({ event: 'lost', channelName, error: eventError(error) });
}

function progressOf(
  { tally, examined, loop }: Broadcast,
  pulse: Pulse,
  { framesPerSecond, live }: { framesPerSecond: number | null; live: boolean },
): PushProgress {
  const { seconds, bytes, droppedFrames, reconnects } = tally;
  return {
    seconds,
    totalSeconds: loop ? null : examined.durationSeconds,
    bytes,
    bitsPerSecond: pulse.bitsPerSecond(),
    // ffmpeg 7 counts no frames when it copies.
    framesPerSecond: framesPerSecond || null,
    speed: pulse.speed(),
    droppedFrames,
    reconnects,
    live,
  };
}

/** What a second reader of stdin cannot make sense of is not a bad input, but the rest of one. */
function notJoined(error: unknown): unknown {
  if (!(error instanceof UsageError)) return error;
  const message = english`The connection broke, and what is left on stdin cannot be taken up in the middle.`;
  return new CommandError('InputNotJoined', message, 'network', {
    hint: english`Start both programs again; MPEG-TS (-f mpegts) can be taken up anywhere.`,
    cause: error,
  });
}
