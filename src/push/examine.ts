import type { Context } from '../cli/context.js';
import { UsageError } from '../errors.js';
import { isRecorded } from './ffmpeg/args.js';
import type { Asked } from './ffmpeg/encoding.js';
import { findFfprobe, probe } from './ffmpeg/ffprobe.js';
import type { Media } from './ffmpeg/media.js';
import { runProgram } from './ffmpeg/run-program.js';
import { type Finding, type Preflight, preflight, unexamined } from './preflight.js';
import { comesLive, type Source } from './source.js';

export interface Examined extends Preflight {
  /** Empty for what cannot be examined. */
  inputs: readonly Media[];
  /** Whether it can be held back to real time, looped and gone on with. */
  recorded: boolean;
  /** Of all inputs together; null for what has no end. */
  durationSeconds: number | null;
}

/** A file may have a key frame a minute, more than which makes no difference. A live input is not kept waiting. */
const FILE_SECONDS = 70;
const URL_SECONDS = 10;
const LIVE_SECONDS = 6;

/** Looks into the inputs, as far as they can be looked into. Throws when they cannot be read, or have no video. */
export async function inspect(
  source: Source,
  { ffmpeg, context, signal }: { ffmpeg: string; context: Context; signal: AbortSignal },
): Promise<Media[]> {
  if (source.kind !== 'files' && source.kind !== 'url') return [];
  const program = await findFfprobe(ffmpeg, context);
  const seconds = comesLive(source) ? LIVE_SECONDS : source.kind === 'files' ? FILE_SECONDS : URL_SECONDS;
  const names = source.kind === 'files' ? source.names : [source.url];
  const { env, platform, cwd } = context;
  const inputs: Media[] = [];
  for (const input of names)
    inputs.push(await probe({ env, platform, cwd, signal, program, input, seconds }));
  return inputs;
}

/** What is to become of the inputs. Throws when nothing can. */
export function examine(source: Source, inputs: readonly Media[], asked: Asked): Examined {
  if (inputs.length === 0) {
    const raw = source.kind === 'device' || source.kind === 'test';
    return { inputs, recorded: false, durationSeconds: null, ...unexamined(asked, { raw }) };
  }
  const durations = inputs.map(({ durationSeconds }) => durationSeconds);
  const recorded = isRecorded({ source, durations });
  const { plan, findings } = preflight(inputs, asked);
  if (!recorded && !comesLive(source)) findings.push(...inputs.map(unknownLength));
  return { inputs, recorded, durationSeconds: total(durations), plan, findings };
}

function unknownLength({ input }: Media): Finding {
  const message = `${input} does not say how long it is: it is sent as fast as it comes, and opened again when the connection breaks.`;
  return { level: 'note', code: 'unknown-length', message };
}

function total(durations: readonly (number | null)[]): number | null {
  return durations.reduce((sum, duration) => (sum === null || duration === null ? null : sum + duration), 0);
}

/** With `--strict` a warning is reason enough not to go on air. */
export function refuseWarnings({ findings }: Preflight): void {
  const [warning, ...more] = findings.filter(({ level }) => level === 'warning');
  if (warning === undefined) return;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  throw new UsageError(`${warning.message}${others}`, {
    code: 'Preflight',
    hint: 'Nothing was sent: without --strict this is only a warning.',
  });
}

/** Whether this ffmpeg can write the time into the test pattern: the filter and a font are needed. */
export async function canDrawText(ffmpeg: string, context: Context): Promise<boolean> {
  const graph = "testsrc2=size=64x64:duration=0.04,drawtext=text='%{localtime}'";
  const args = ['-v', 'quiet', '-f', 'lavfi', '-i', graph, '-f', 'null', '-'];
  const { exitCode } = await runProgram({ ...context, program: ffmpeg, args, timeoutMs: 10_000 });
  return exitCode === 0;
}
