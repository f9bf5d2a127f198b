import type { PushOptions } from '../cli/commands/push-options.js';
import type { Context } from '../cli/context.js';
import type { FfmpegLog } from '../cli/terminal/ffmpeg-log.js';
import { eventError, type PushReport } from '../cli/terminal/push-report.js';
import { isoSeconds } from '../cli/times.js';
import type { Client } from '../client/client.js';
import { signRtmpUrl } from '../client/sign/rtmp-url.js';
import { type OssLiveError, UsageError } from '../errors.js';
import { unixSeconds } from '../protocol/time.js';
import type { Credentials } from '../protocol/wire.js';
import type { Settings } from '../settings/settings.js';
import type { PushProgress } from './events.js';
import type { Examined } from './examine.js';
import { ffmpegArgs } from './ffmpeg/args.js';
import { type Asked, encodingOptions } from './ffmpeg/encoding.js';
import { ffmpegFailure } from './ffmpeg/failure.js';
import { isSeekFailure } from './ffmpeg/input-failure.js';
import { maskLine } from './ffmpeg/mask-line.js';
import { failedOutput } from './ffmpeg/tee.js';
import { watchLive } from './live-watch.js';
import type { Pulse } from './pulse.js';
import { pushStream } from './push-stream.js';
import { explained, notJoined } from './refusal.js';
import { namesIn, type Source } from './source.js';
import type { Connection, Tally } from './supervisor.js';
import { lookAtTarget, type Target } from './targets.js';

/** What is settled before the first connection. */
export interface Plans {
  context: Context;
  /** The context's. */
  signal: AbortSignal;
  client: Client;
  /** The service's clock, which judges signatures; as far as it is known. */
  now(): Date;
  settings: Settings;
  options: PushOptions;
  source: Source;
  asked: Asked;
  examined: Examined;
  targets: readonly Target[];
  /** The path of ffmpeg. */
  ffmpeg: string;
  /** ffmpeg's output options of the user. */
  outputOptions: readonly string[];
  /** Whether the test pattern shows the time. */
  clock: boolean;
}

/** A push at work. */
export interface Broadcast extends Plans {
  report: PushReport;
  log: FfmpegLog;
  tally: Tally;
  /** Channels that failed while others went on, in the present connection. */
  lost: Map<string, OssLiveError>;
  /** When the service first saw the push; null until then. */
  since: Date | null;
}

/** One connection to the service, from the signature to the end of the stream. */
export async function connectOnce(broadcast: Broadcast, connection: Connection): Promise<void> {
  const { context, client, options, targets, report, log, source, examined } = broadcast;
  if (connection.attempt > 1) await lookAgain(broadcast);
  const { urls, expires } = await signTargets(broadcast);
  const args = argumentsFor(broadcast, urls, connection.position);
  report.connecting({
    attempt: connection.attempt,
    channels: targets.map(({ channelName }) => channelName),
    expires: isoSeconds(expires),
    position: examined.recorded ? connection.position : null,
  });
  log.begin(shownCommand(broadcast, args));
  broadcast.lost.clear();

  const watch = watchLive({
    ...{ targets, client, report, timeoutSeconds: options.liveTimeoutSeconds },
    onLive(stat) {
      if (stat?.connectedTime != null) broadcast.since ??= new Date(stat.connectedTime);
    },
    onLost: (target, error) => lose(broadcast, target, error),
  });
  const { env, platform, cwd, stdin, signal, onExit } = context;
  try {
    await pushStream({
      ...{ env, platform, cwd, onExit, args, program: broadcast.ffmpeg, inputs: namesIn(source) },
      hasOptions: broadcast.outputOptions.length > 0,
      stdin: source.kind === 'stdin' ? stdin : null,
      stallTimeoutSeconds: options.stallTimeoutSeconds,
      // A stream that is only late gets on time by a new connection, which drops what is late.
      endsSlow: !examined.recorded && (source.kind === 'url' || source.kind === 'device'),
      signal: AbortSignal.any([signal, watch.failed]),
      onStall: report.stall,
      onProgress(pulse, framesPerSecond) {
        connection.sent(pulse.grown);
        if (pulse.grown.seconds > 0) watch.sending();
        report.progress(progressOf(broadcast, pulse, { framesPerSecond, live: watch.isLive() }));
      },
      onLine: lineReader(broadcast, connection),
    });
  } catch (error) {
    if (source.kind === 'stdin' && connection.attempt > 1) throw notJoined(error);
    const [target] = targets;
    if (target === undefined || targets.length > 1 || signal.aborted) throw error;
    throw await explained(error, { client, channelName: target.channelName, signal });
  } finally {
    await watch.end();
  }
  watch.failed.throwIfAborted();
  if (signal.aborted || options.loop) return;
  if (broadcast.tally.seconds === 0) throw nothingSent();
  if (!watch.isLive()) report.unconfirmed();
}

/** ffmpeg calls it a success. */
function nothingSent(): UsageError {
  return new UsageError('ffmpeg came to the end of the input and has sent nothing of it.', {
    code: 'NothingSent',
    hint: 'Add -v to see what it says about the input.',
  });
}

/** ffmpeg's arguments for one connection. */
export function argumentsFor(plans: Plans, urls: readonly string[], position: number): string[] {
  const { source, examined, asked, outputOptions, clock, options } = plans;
  return ffmpegArgs({
    ...{ source, position, urls, outputOptions, clock, loop: options.loop },
    durations: examined.inputs.map(({ durationSeconds }) => durationSeconds),
    encoding: encodingOptions(examined.plan, asked),
    // The supervisor is the first to notice, and says it better.
    writeTimeoutSeconds: options.stallTimeoutSeconds + 2,
  });
}

/** The command line of ffmpeg as it may be shown. */
export function shownCommand({ ffmpeg }: Plans, args: readonly string[]): string[] {
  return [ffmpeg, ...args].map((word) => maskLine(word, args));
}

/** A fresh signature for each channel; it ends no later than the security token that it is made with. */
export async function signTargets(plans: Plans): Promise<{ urls: string[]; expires: Date }> {
  const { settings, options, targets } = plans;
  const credentials: Credentials = (await settings.renewCredentials?.()) ?? settings.credentials;
  const now = unixSeconds(plans.now());
  const tokenEnd = settings.credentialsExpireAt === null ? 0 : unixSeconds(settings.credentialsExpireAt);
  const asked = now + options.expiresSeconds;
  const expires = tokenEnd > now ? Math.min(asked, tokenEnd) : asked;
  const { signToken } = options;
  const urls = targets.map(({ channelName, playlistName }) => {
    const params = { playlistName };
    return signRtmpUrl({ ...settings, credentials, channelName, params, expires, signToken }).url;
  });
  return { urls, expires: new Date(expires * 1000) };
}

/** The service may close the connection of a channel without a word about what became of it. */
async function lookAgain({ targets, client, settings, options, signal }: Broadcast): Promise<void> {
  const [target, ...others] = targets;
  if (target === undefined || others.length > 0) return;
  const asLeft = { ...options, create: false, enable: false };
  await lookAtTarget(target.channelName, { client, settings, options: asLeft, signal });
}

/** Logs what ffmpeg says, and finds out where it begins and which of several channels it has given up. */
function lineReader(broadcast: Broadcast, { position, restarted }: Connection): (line: string) => void {
  const { targets, log, report } = broadcast;
  const lines: string[] = [];
  return (line) => {
    log.line(line);
    report.ffmpeg(line);
    if (isSeekFailure(line)) {
      restarted();
      report.restarted({ position });
    }
    if (targets.length === 1) return;
    lines.push(line);
    const target = targets[failedOutput(line) ?? -1];
    if (target === undefined) return;
    const end = { exitCode: 1, signal: null, stopped: false, lines: lines.splice(0) };
    const error = ffmpegFailure(end, { inputs: [], hasOptions: false, streaming: true });
    if (error !== null) lose(broadcast, target, error);
  };
}

function lose({ lost, report }: Broadcast, { channelName }: Target, error: OssLiveError): void {
  if (lost.has(channelName)) return;
  lost.set(channelName, error);
  report.lost({ channelName, error: eventError(error) });
}

function progressOf(
  { tally, examined, options }: Broadcast,
  pulse: Pulse,
  { framesPerSecond, live }: { framesPerSecond: number | null; live: boolean },
): PushProgress {
  const { seconds, bytes, droppedFrames, reconnects } = tally;
  return {
    seconds,
    totalSeconds: options.loop ? null : examined.durationSeconds,
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
