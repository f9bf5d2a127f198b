import { english } from '../english.js';
import { CommandError, NetworkError } from '../errors.js';
import { findFfmpeg, findFfprobe, type Surroundings } from '../ffmpeg/find-ffmpeg.js';
import { runProgram } from '../ffmpeg/run-program.js';
import { type Finding, failed, failedBy, notTested, ok, warning } from './finding.js';
import type { Patience } from './patience.js';

/** package.json, "engines". */
const OLDEST_NODE = [20, 18, 1] as const;

export function nodeFinding(version: string): Finding {
  const parts = version.replace(/^v/, '').split('.').map(Number);
  const at = OLDEST_NODE.findIndex((part, index) => parts[index] !== part);
  const isOld = at >= 0 && (parts[at] ?? 0) < (OLDEST_NODE[at] ?? 0);
  if (!isOld) return ok('node', version);
  const message = english`${version} is too old: ${OLDEST_NODE.join('.')} or later is needed`;
  return failed('node', message, 'configuration', { advice: { do: 'newerNode' } });
}

export interface Programs extends Surroundings {
  /** The ffmpeg that is named; null for the one in PATH. */
  ffmpeg: string | null;
}

/** What push and download need of ffmpeg and ffprobe. */
export async function ffmpegFindings(programs: Programs, patience: Patience): Promise<[Finding, Finding]> {
  let path: string;
  try {
    path = await findFfmpeg(programs.ffmpeg, programs);
  } catch (error) {
    return [failedBy('ffmpeg', error), notTested('ffprobe', english`it comes with ffmpeg`)];
  }
  return Promise.all([ffmpegFinding(path, programs, patience), ffprobeFinding(path, programs, patience)]);
}

/** As ffmpeg names them, and what does not work without. */
const PROTOCOLS = { rtmp: english`to push`, rtmps: english`to push over TLS` };
const ENCODERS = { libx264: english`what has to be encoded`, aac: english`sound that has to be` };

async function ffmpegFinding(program: string, around: Surroundings, patience: Patience): Promise<Finding> {
  const ask = (option: string) => answerOf(program, [option], around, patience);
  try {
    const [version, protocols, encoders] = await Promise.all([
      ask('-version'),
      ask('-protocols'),
      ask('-encoders'),
    ]);
    const lacks = [
      ...lacking(PROTOCOLS, (name) => new RegExp(`Output:[^]*\\b${name}$`, 'm').test(protocols)),
      ...lacking(ENCODERS, (name) => new RegExp(`^ [VA]\\S+ ${name} `, 'm').test(encoders)),
    ];
    const told = english`${versionIn(version)} (${program})`;
    if (lacks.length === 0)
      return ok('ffmpeg', english`${told}, with ${[...Object.keys(PROTOCOLS), ...Object.keys(ENCODERS)]}`);
    const cannot = /\brtmp \(/.test(`${lacks[0]}`);
    const message = english`${told} lacks ${lacks}`;
    const details = { advice: { do: 'installFullFfmpeg' } } as const;
    return cannot ? failed('ffmpeg', message, 'ffmpeg', details) : warning('ffmpeg', message, details);
  } catch (error) {
    return failedBy('ffmpeg', error);
  }
}

async function ffprobeFinding(ffmpeg: string, around: Surroundings, patience: Patience): Promise<Finding> {
  try {
    const program = await findFfprobe(ffmpeg, around);
    return ok(
      'ffprobe',
      english`${versionIn(await answerOf(program, ['-version'], around, patience))} (${program})`,
    );
  } catch (error) {
    return failedBy('ffprobe', error);
  }
}

function lacking(wanted: Readonly<Record<string, string>>, has: (name: string) => boolean): string[] {
  return Object.entries(wanted)
    .filter(([name]) => !has(name))
    .map(([name, use]) => english`${name} (${use})`);
}

async function answerOf(
  program: string,
  args: readonly string[],
  around: Surroundings,
  { within, signal }: Patience,
): Promise<string> {
  const timeoutMs = 10_000;
  const run = runProgram({ ...around, program, args: ['-hide_banner', ...args], timeoutMs, signal });
  try {
    return (await within(program, run)).stdout;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    throw new CommandError('FfmpegHangs', error.message, 'ffmpeg', {
      hint: english`This machine may be busy with something else: try again.`,
      cause: error,
    });
  }
}

function versionIn(text: string): string {
  return /^ff\w+ version (\S+)/m.exec(text)?.[1] ?? english`an unknown version`;
}
