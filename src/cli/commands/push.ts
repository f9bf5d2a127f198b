import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { wait } from '../../client/retry.js';
import { InterruptedError } from '../../errors.js';
import {
  argumentsFor,
  type Broadcast,
  connectOnce,
  type Plans,
  shownCommand,
  signTargets,
} from '../../push/broadcast.js';
import { endBroadcast } from '../../push/end.js';
import { refuseWarnings } from '../../push/examine.js';
import { findFfmpeg } from '../../push/ffmpeg/find-ffmpeg.js';
import { plan } from '../../push/plan.js';
import { overlapSeconds } from '../../push/reconnect.js';
import { readSource } from '../../push/source.js';
import { emptyTally, supervise } from '../../push/supervisor.js';
import { makeReady } from '../../push/targets.js';
import type { Invocation, RunCommand } from '../command.js';
import type { Context } from '../context.js';
import { type ExitCode, exitCodeOf } from '../exit-codes.js';
import { openFfmpegLog } from '../terminal/ffmpeg-log.js';
import { clockTime } from '../terminal/progress-report.js';
import { createReport } from '../terminal/push-report.js';
import { commandLine } from '../terminal/shell.js';
import { readOptions } from './push-options.js';
import { readWords } from './push-words.js';

export const runPush: RunCommand = async (invocation) => {
  const { context, parsed, output } = invocation;
  const options = readOptions(parsed, context.now());
  const words = await readWords(parsed, (word) => isFile(resolve(context.cwd, word)));
  const source = await readSource(words.inputs, { format: options.inputFormat, cwd: context.cwd });
  const ffmpeg = await findFfmpeg(options.ffmpeg, context);
  const channels = async () => words.to ?? [(await invocation.channel(words.channel)).channelName];
  const plans = await plan(invocation, { options, source, ffmpeg, channels });
  if (options.dryRun) return showCommand(invocation, plans);
  const report = createReport(output, context.now);
  report.preflight(plans.examined);
  if (options.strict) refuseWarnings(plans.examined);

  const log = openFfmpegLog(options.ffmpegLog, context);
  warnOfClock(invocation, plans.client.clockOffsetMs);
  for (const target of plans.targets) await makeReady(target, plans, output);
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

function warnOfClock({ output }: Invocation, offsetMs: number): void {
  if (offsetMs === 0) return;
  const by = clockTime(Math.abs(offsetMs) / 1000);
  output.warn(
    `The clock of this machine is ${by} ${offsetMs > 0 ? 'behind' : 'ahead'}: set it right. The push goes by the clock of the service.`,
  );
}

/** Null when the push ended as it should, or was interrupted. */
async function failureOf(broadcast: Broadcast): Promise<unknown> {
  const { context, options, examined, report, tally } = broadcast;
  const { inputs, recorded, durationSeconds } = examined;
  try {
    await supervise({
      ...{ wait, nowMs: () => performance.now(), random: Math.random },
      policy: options.retry,
      recording: recorded ? { durationSeconds, overlapSeconds: overlapSeconds(inputs) } : null,
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
  const command = shownCommand(plans, argumentsFor(plans, urls, 0));
  await output.result({ dryRun: true, command }, { kind: 'none' });
  if (!output.json) output.text(`${commandLine(command)}\n`);
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true;
}

function interruption({ reason }: Context['signal']): ExitCode | undefined {
  return reason instanceof InterruptedError ? exitCodeOf(reason) : undefined;
}
