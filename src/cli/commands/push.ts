import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../client.js';
import { CommandError, EXIT, type ExitCode, InterruptedError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { unixSeconds } from '../../protocol/time.js';
import { ffmpegArgs } from '../../push/ffmpeg-args.js';
import { findFfmpeg } from '../../push/find-ffmpeg.js';
import { checkedInput } from '../../push/input.js';
import { maskLine } from '../../push/mask-line.js';
import { type PushOutcome, pushStream } from '../../push/push-stream.js';
import { signRtmpUrl } from '../../sign/rtmp-url.js';
import type { Invocation, RunCommand } from '../context.js';
import { lookAt } from '../look.js';
import { playUrl } from '../play-url.js';
import { clockTime, progressReport } from '../push-report.js';
import { commandLine } from '../shell.js';

/** The signature is checked when ffmpeg connects, which is at once. */
const URL_SECONDS = 3600;

export const runPush: RunCommand = async (invocation) => {
  const { context, parsed, output } = invocation;
  const { flags } = parsed;
  const [named = '', channelArgument] = parsed.arguments;
  const input = await checkedInput(named, context.cwd);
  const program = await findFfmpeg(typeof flags.ffmpeg === 'string' ? flags.ffmpeg : null, context);
  const { channelName } = await invocation.channel(channelArgument);
  const playlistName = await channelPlaylist(invocation, channelName);
  const settings = await invocation.settings();
  const { url } = signRtmpUrl({
    ...settings,
    channelName,
    params: { playlistName },
    expires: unixSeconds(context.now()) + URL_SECONDS,
    signToken: flags.signToken !== false,
  });
  const args = ffmpegArgs({ input, url, outputOptions: parsed.passthrough });
  if (flags.dryRun === true) return showCommand(invocation, [program, ...args]);

  const facts = {
    channelName,
    input: maskLine(named),
    playUrl: playUrl(settings, channelName, playlistName ?? limits.playlistName.default),
  };
  if (output.json) output.event({ event: 'start', ...facts });
  output.note(`Pushing ${facts.input} to channel ${channelName}; Ctrl-C ends it.`);
  output.note(`Play URL: ${facts.playUrl}`);
  const { env, platform, cwd, signal } = context;
  const outcome = await pushStream({
    ...{ program, args, env, platform, cwd, input, signal },
    hasOptions: parsed.passthrough.length > 0,
    onProgress: progressReport(output, context.now),
    onLine: (line) => output.verbose && output.note(`ffmpeg: ${line}`),
  }).finally(() => output.progress(null));
  if (!signal.aborted) await untilStored(await invocation.client(), channelName, signal);
  await showEnd(invocation, facts, outcome, signal.aborted);
  return interruption(signal);
};

/** The playlist that the channel writes; null when its settings may not be read. */
async function channelPlaylist(invocation: Invocation, channelName: string): Promise<string | null> {
  const look = await lookAt(await invocation.client(), channelName, invocation.context.signal);
  if (look.kind === 'absent') throw look.error;
  if (look.kind === 'denied') return null;
  if (look.info.status === 'disabled') {
    throw new CommandError('LiveChannelDisabled', `Channel ${channelName} is disabled.`, EXIT.conflict, {
      hint: `Enable it first: ${commandLine(['oss-live', 'enable', channelName])}`,
    });
  }
  return look.info.target?.playlistName ?? null;
}

async function showCommand({ output }: Invocation, words: readonly string[]): Promise<undefined> {
  const masked = words.map(maskLine);
  await output.result({ dryRun: true, command: masked }, { kind: 'none' });
  if (!output.json) output.text(`${commandLine(masked)}\n`);
}

/** So that the command after this one finds the whole push: the service notices its end a moment later. */
async function untilStored(client: Client, channelName: string, signal: AbortSignal): Promise<void> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(5000)]);
  try {
    while ((await client.getLiveChannelStat({ channelName }, { signal: patience })).status === 'Live') {
      await sleep(200, undefined, { signal: patience });
    }
  } catch {
    // The stream was sent; whether that can be asked makes no difference.
  }
}

interface PushFacts {
  channelName: string;
  input: string;
  playUrl: string;
}

async function showEnd(
  { output }: Invocation,
  facts: PushFacts,
  outcome: PushOutcome,
  interrupted: boolean,
): Promise<void> {
  const { channelName, playUrl: url } = facts;
  const vod = commandLine(['oss-live', 'vod', channelName, '--start', '--end']);
  if (output.json) {
    output.event({ event: 'end', ...facts, ...outcome, interrupted });
    return;
  }
  await output.result(null, {
    kind: 'fields',
    fields: [
      ['Pushed', { value: outcome.seconds, text: clockTime(outcome.seconds) }],
      ['Size', { value: outcome.bytes, text: `${(outcome.bytes / 1e6).toFixed(2)} MB` }],
      ['Dropped frames', outcome.droppedFrames],
      ['Play URL', url],
      ['VOD playlist', vod],
    ],
  });
}

function interruption(signal: AbortSignal): ExitCode | undefined {
  return signal.reason instanceof InterruptedError ? signal.reason.exitCode : undefined;
}
