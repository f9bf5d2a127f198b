import { InterruptedError } from '../../errors.js';
import type { PushEvent, PushOptions, PushPlan } from '../../push/index.js';
import { mayReplace } from '../ask.js';
import { defineCommand } from '../command.js';
import type { Output } from '../context.js';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.js';
import { namedFfmpeg } from '../ffmpeg-flag.js';
import { say } from '../say.js';
import { commandLine } from '../terminal/shell.js';
import { type PushInvocation, progressSeconds, pushFlags, readOptions } from './push-options.js';

export const push = defineCommand({
  name: 'push',
  group: 'Streaming',
  summary: 'Push files or a stream to a channel, and keep it on air',
  details: [
    'The input is examined first. H.264 video and AAC audio are copied; what does not fit is encoded. Files are sent at their own speed, several of them one after the other. When a connection breaks, push reconnects with a fresh signature and resumes where a file was left.',
    'With --buffer what ffmpeg makes is published by this program itself, which keeps the last of it, and sends again what an outage has swallowed: of a live source nothing is lost either, and no signature stands in the list of processes.',
    'Ctrl-C ends the stream cleanly, a second one at once. Without --buffer other users of the machine can see the signed URL while ffmpeg runs. With --json each event is a line.',
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
  flags: pushFlags,
  events: 'docs/push-events.schema.json',
  passthrough: 'output options of ffmpeg, e.g. -- -t 60 or -- -c:v h264_nvenc',
  examples: [
    { line: 'oss-live push 1.flv', comment: 'to the channel last created' },
    { line: 'oss-live push test test-channel --create', comment: 'a test pattern with clock and tone' },
    {
      line: 'oss-live push rtsp://10.0.0.7/cam test-channel --retry-for 7d',
      comment: 'relay a camera, and wait for it when it is gone',
    },
    {
      line: 'oss-live push rtsp://10.0.0.7/cam test-channel --buffer 60s --retry-for 7d',
      comment: 'the same, and lose nothing in an outage of 40 seconds',
    },
    { line: 'oss-live push a.mp4 b.mp4 --channel test-channel --loop', comment: 'files one after the other' },
    {
      line: 'oss-live push 1.flv --to one --to two --vod whole.m3u8',
      comment: 'to two channels, recordings saved',
    },
    { line: 'oss-live push 1.flv --dry-run', comment: 'show the ffmpeg command, signature masked' },
  ],
  async run(invocation) {
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

async function showCommand(output: Output, { command, publishUrls }: PushPlan): Promise<undefined> {
  const buffered = publishUrls.length === 0 ? {} : { publishUrls };
  await output.result({ dryRun: true, command, ...buffered }, { kind: 'none' });
  if (output.json) return;
  output.text(`${commandLine(command)}\n`);
  for (const url of publishUrls) output.note(say`What it writes is published by this program to ${url}`);
}
