import { InterruptedError } from '../../errors.js';
import type { PushEvent, PushOptions, PushPlan } from '../../push/index.js';
import { mayReplace } from '../ask.js';
import { defineCommand, type FlagTable, type Invocation } from '../command.js';
import type { Output } from '../context.js';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.js';
import { commandLine } from '../terminal/shell.js';

const flags = {
  to: { value: '<channel...>', help: 'push to this channel; given again, to several at once, encoded once' },
  create: { help: 'create the channel when there is none' },
  enable: { help: 'enable the channel when it is disabled' },
  wait: { help: 'when somebody else is pushing, wait for the end of that' },
  strict: { help: 'do not start when there are warnings about the input (exit 2)' },
  loop: { help: 'start over at the end of the files' },
  once: { help: 'end when a live input ends, instead of opening it again' },
  inputFormat: {
    value: '<name>',
    help: 'what ffmpeg reads the input with: a capture device (v4l2, avfoundation, dshow), or what stdin carries (mpegts)',
  },
  inputOption: {
    value: '<name=value...>',
    help: "an input option of ffmpeg's, such as rtsp_transport=udp; may be repeated",
  },
  probe: {
    negated: true,
    help: 'do not examine the input first: for a source that takes one connection only',
  },
  transcode: {
    value: '<when>',
    help: 'encode the stream that does not fit, both, or none',
    choices: ['auto', 'always', 'never'],
    default: 'auto',
  },
  videoBitrate: { value: '<rate>', help: 'encode the video with this bit rate: 2500k, 2.5M' },
  height: { value: '<pixels>', help: 'encode the video with this height; even', integer: [16, 4320] },
  audio: { value: '<kind>', help: 'aac: encode any other sound; none: send none', choices: ['aac', 'none'] },
  playlistName: { value: '<name>', help: 'the live playlist of this push; {date} and {time} are replaced' },
  vod: {
    value: '<name>',
    help: 'save the recording of this push under this name at its end; {date} and {time} are replaced',
  },
  expires: {
    value: '<duration>',
    help: 'how long each signature lets ffmpeg connect: 3600, 90m (default 1h)',
  },
  retryFor: {
    value: '<duration>',
    help: 'how long to keep trying after the stream broke (default 5m); when given, also before it started: input, channel, connection',
  },
  maxAttempts: { value: '<count>', help: 'how many connections in a row may fail', integer: [1, 1_000_000] },
  stallTimeout: {
    value: '<duration>',
    help: 'reconnect when nothing could be sent for this long (default 10s)',
  },
  liveTimeout: {
    value: '<duration>',
    help: 'how long the service may take to report the channel as live (default 30s)',
  },
  ffmpeg: { value: '<path>', help: 'the ffmpeg to run; else OSS_LIVE_FFMPEG, else the one in PATH' },
  ffmpegLog: { value: '<file>', help: 'add what ffmpeg writes to this file, signatures masked' },
  progress: {
    value: '<interval>',
    help: 'how often to say how it gets on where no line can be redrawn: 60, 5m, none (default 10s; 1s with --json)',
  },
  signToken: { negated: true, help: 'append the STS token to the URL without signing it' },
} as const satisfies FlagTable;

export type PushInvocation = Invocation<typeof flags>;

export const push = defineCommand({
  name: 'push',
  group: 'Streaming',
  summary: 'Push files or a stream to a channel, and keep it on air',
  details: [
    'The input is examined first. H.264 video and AAC audio are copied; what does not fit is encoded. Files are sent at their own speed, several of them one after the other. When a connection breaks, push reconnects with a fresh signature and resumes where a file was left.',
    'Ctrl-C ends the stream cleanly, a second one at once. While ffmpeg runs, other users of the machine can see the signed URL. With --json each event is a line.',
  ],
  arguments: [
    {
      name: '<input...>',
      help: 'files, a URL that ffmpeg can read (rtsp://, srt://, https://), "-" for stdin, or "test"',
    },
    {
      name: '[channel]',
      help: 'the last of several words, unless --channel or --to is given; left out: see oss-live help channel',
    },
  ],
  flags,
  passthrough: 'output options of ffmpeg, e.g. -- -t 60 or -- -c:v h264_nvenc',
  examples: [
    { line: 'oss-live push 1.flv', comment: 'to the channel last created' },
    { line: 'oss-live push test test-channel --create', comment: 'a test pattern with clock and tone' },
    {
      line: 'oss-live push rtsp://10.0.0.7/cam test-channel --retry-for 7d',
      comment: 'relay a camera, and wait for it when it is gone',
    },
    { line: 'oss-live push a.mp4 b.mp4 --channel test-channel --loop', comment: 'files one after the other' },
    {
      line: 'oss-live push 1.flv --to one --to two --vod whole.m3u8',
      comment: 'to two channels, recordings saved',
    },
    { line: 'oss-live push 1.flv --dry-run', comment: 'show the ffmpeg command, signature masked' },
  ],
  async run(invocation) {
    const { namedFfmpeg, progressSeconds, readOptions } = await import('./push-options.js');
    const options = await readOptions(invocation);
    const { inFlags, pushReport } = await import('../terminal/push-report.js');
    const report = pushReport(invocation.output, invocation.context.now, progressSeconds(invocation));
    try {
      return await pushAndTell(invocation, options, report);
    } catch (error) {
      if (await mayReplace(error, invocation.context))
        return pushAndTell(invocation, { ...options, overwrite: true }, report);
      throw inFlags(error, namedFfmpeg(invocation)?.by);
    }
  },
});

async function pushAndTell(
  { context, flags, output }: PushInvocation,
  options: PushOptions,
  report: (event: PushEvent) => Promise<void>,
): Promise<ExitCode | undefined> {
  const library = await import('../../push/index.js');
  if (flags.dryRun) return showCommand(output, await library.planPush(options));
  const { openFfmpegLog } = await import('../terminal/ffmpeg-log.js');
  const log = flags.ffmpegLog === undefined ? null : openFfmpegLog(flags.ffmpegLog, context.cwd);
  let exitCode: ExitCode | undefined;
  try {
    for await (const event of library.push(options)) {
      log?.write(event);
      await report(event);
      if (event.event === 'ended') exitCode = exitCodeAtEnd(event, context.signal);
    }
  } finally {
    log?.close();
    output.progress(null);
  }
  return exitCode;
}

/** A push to several channels of which some failed has an exit code of its own. */
function exitCodeAtEnd(
  { channels }: Extract<PushEvent, { event: 'ended' }>,
  { aborted, reason }: AbortSignal,
): ExitCode | undefined {
  // Before it was on air there is nothing to show but that.
  if (aborted && channels.length === 0) throw reason;
  if (reason instanceof InterruptedError) return exitCodeOf(reason);
  return channels.some(({ error }) => error !== null) ? EXIT.partial : undefined;
}

async function showCommand(output: Output, { command }: PushPlan): Promise<undefined> {
  await output.result({ dryRun: true, command }, { kind: 'none' });
  if (!output.json) output.text(`${commandLine(command)}\n`);
}
