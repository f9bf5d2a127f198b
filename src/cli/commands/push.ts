import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ExitCode, InterruptedError } from '../../errors.js';
import { findFfmpeg } from '../../push/find-ffmpeg.js';
import { maskLine } from '../../push/mask-line.js';
import { readSource, type Source } from '../../push/source.js';
import { emptyTally, supervise } from '../../push/supervisor.js';
import { wait } from '../../retry.js';
import type { Context, Invocation, RunCommand } from '../context.js';
import { argumentsFor, type Broadcast, connectOnce, type Plans, signTargets } from '../push/broadcast.js';
import { endBroadcast } from '../push/end.js';
import { canDrawText, examine, refuseWarnings } from '../push/examine.js';
import { openFfmpegLog } from '../push/ffmpeg-log.js';
import { type PushOptions, readOptions } from '../push/options.js';
import { createReport } from '../push/report.js';
import { lookAtTarget, makeReady } from '../push/targets.js';
import { readWords } from '../push/words.js';
import { clockTime } from '../push-report.js';
import { commandLine } from '../shell.js';

export const runPush: RunCommand = async (invocation) => {
  const { context, parsed, output } = invocation;
  const options = readOptions(parsed, context.now());
  const words = await readWords(parsed, (word) => isFile(resolve(context.cwd, word)));
  const source = await readSource(words.inputs, { format: options.inputFormat, cwd: context.cwd });
  const ffmpeg = await findFfmpeg(options.ffmpeg, context);
  const channels = words.to ?? [(await invocation.channel(words.channel)).channelName];

  const plans = await planned(invocation, { options, source, ffmpeg, channels });
  if (options.dryRun) return showCommand(invocation, plans);
  const report = createReport(output, context.now);
  const { inputs, plan, findings } = plans.examined;
  report.preflight({ inputs, plan, findings });
  if (options.strict) refuseWarnings(plans.examined);

  const { client, settings, targets } = plans;
  warnOfClock(invocation, client.clockOffsetMs);
  const asking = { client, settings, options, signal: context.signal };
  for (const target of targets) await makeReady(target, asking, output);
  const log = openFfmpegLog(options.ffmpegLog, context);
  const broadcast: Broadcast = {
    ...plans,
    ...{ report, log, tally: emptyTally(), lost: new Map(), since: null },
  };
  const began = plans.now();
  const error = await failureOf(broadcast).finally(log.close);
  output.progress(null);
  const exitCode = await endBroadcast(invocation, broadcast, { began, error });
  return interruption(context.signal) ?? exitCode;
};

interface Beginning {
  options: PushOptions;
  source: Source;
  ffmpeg: string;
  channels: readonly string[];
}

function warnOfClock({ output }: Invocation, offsetMs: number): void {
  if (offsetMs === 0) return;
  const by = clockTime(Math.abs(offsetMs) / 1000);
  output.warn(
    `The clock of this machine is ${by} ${offsetMs > 0 ? 'behind' : 'ahead'}: set it right. The push goes by the clock of the service.`,
  );
}

/** Looks at channels and inputs, and changes nothing. */
async function planned(invocation: Invocation, beginning: Beginning): Promise<Plans> {
  const { context, parsed } = invocation;
  const { options, source, ffmpeg, channels } = beginning;
  const settings = await invocation.settings();
  const client = await invocation.client();
  const asking = { client, settings, options, signal: context.signal };
  const targets = await Promise.all(channels.map((channelName) => lookAtTarget(channelName, asking)));
  const fragDuration = Math.min(...targets.map((target) => target.fragDuration));
  const asked = { ...options.encoding, fragDuration };
  const examined = await examine(source, { ffmpeg, asked, context });
  const clock = source.kind === 'test' && (await canDrawText(ffmpeg, context));
  const outputOptions = parsed.passthrough;
  const now = () => new Date(context.now().getTime() + client.clockOffsetMs);
  const given = { context, client, now, settings, options, source, ffmpeg, outputOptions };
  return { ...given, asked, examined, targets, clock };
}

/** Null when the push ended as it should, or was interrupted. */
async function failureOf(broadcast: Broadcast): Promise<unknown> {
  const { context, options, examined, report, tally } = broadcast;
  const { recorded, durationSeconds } = examined;
  try {
    await supervise({
      ...{ wait, nowMs: () => performance.now(), random: Math.random },
      policy: options.retry,
      recording: recorded ? { durationSeconds } : null,
      loop: options.loop,
      signal: context.signal,
      tally,
      connect: (connection) => connectOnce(broadcast, connection),
      onReconnect({ attempt, delayMs, position, error }) {
        const { code, message } = error;
        const delaySeconds = delayMs / 1000;
        report.reconnecting({
          attempt,
          delaySeconds,
          position: recorded ? position : null,
          error: { code, message },
        });
      },
      onResumed: report.resumed,
    });
    return null;
  } catch (error) {
    return error;
  }
}

async function showCommand({ output }: Invocation, plans: Plans): Promise<undefined> {
  const { urls } = await signTargets(plans);
  const command = [plans.ffmpeg, ...argumentsFor(plans, urls.map(maskLine), 0)].map(maskLine);
  await output.result({ dryRun: true, command }, { kind: 'none' });
  if (!output.json) output.text(`${commandLine(command)}\n`);
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true;
}

function interruption({ reason }: Context['signal']): ExitCode | undefined {
  return reason instanceof InterruptedError ? reason.exitCode : undefined;
}
