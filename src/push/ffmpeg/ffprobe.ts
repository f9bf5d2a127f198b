import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { english } from '../../english.js';
import { NetworkError, UsageError } from '../../errors.js';
import type { Surroundings } from '../../ffmpeg/find-ffmpeg.js';
import { runProgram } from '../../ffmpeg/run-program.js';
import { inputError, noVideo } from './input-failure.js';
import { shownInput } from './mask-line.js';
import { type Media, readMedia } from './media.js';

/** A source that is slow to begin; what is looked at itself adds to it. */
const PATIENCE_MS = CLIENT_LIMITS.inputExamined.value;

interface Probe extends Surroundings {
  /** The path of ffprobe. */
  program: string;
  input: string;
  /** ffmpeg's input options. */
  options: readonly string[];
  /** What comes on its stdin, for an input that is `pipe:0`. */
  stdin?: Uint8Array;
  /** How much of it is read to find key frames. */
  seconds: number;
  signal: AbortSignal;
}

/** Examines an input. Throws UsageError when it is no media, NetworkError when it cannot be reached. */
export async function probe(asked: Probe): Promise<Media> {
  const { input, seconds } = asked;
  const again = asked.stdin !== undefined || (await isFile(input, asked.cwd));
  const report = await reportOf(asked, [
    ...['-show_data_hash', 'crc32', '-show_streams', '-show_format'],
    ...(again ? [] : ['-show_data']),
    ...['-show_entries', 'packet=stream_index,pts_time,dts_time,size,flags'],
    ...['-read_intervals', `%+${seconds}`],
  ]);
  if (again && report.streams?.some(({ codec_name }) => codec_name === 'aac')) {
    // ffprobe writes all media as text with it, a second for 10 MB, and throws them away.
    const { streams = [] } = await reportOf(asked, ['-show_data', '-show_entries', 'stream=index,extradata']);
    for (const { index, extradata } of streams) {
      const stream = report.streams.find((one) => one.index === index);
      if (stream !== undefined && extradata !== undefined) stream.extradata = extradata;
    }
  }
  const media = readMedia(shownInput(input), report);
  if (media.video === null) throw noVideo(input);
  return media;
}

/** What can be read twice, with or without ffmpeg's name for its protocol. */
async function isFile(input: string, cwd: string): Promise<boolean> {
  const found = await stat(resolve(cwd, input.replace(/^file:/, ''))).catch(() => null);
  return found?.isFile() ?? false;
}

async function reportOf(
  { input, options, seconds, stdin, ...run }: Probe,
  shown: readonly string[],
): Promise<ProbeReport> {
  const args = [
    ...['-v', 'error', '-print_format', 'json=compact=1', '-show_error', ...shown],
    ...[...understood(options), '-i', input],
  ];
  const timeoutMs = PATIENCE_MS + seconds * 1000;
  const { stdout, stderr, timedOut } = await runProgram({
    ...{ ...run, args, timeoutMs },
    ...(stdin === undefined ? {} : { input: stdin }),
  });
  run.signal.throwIfAborted();
  if (timedOut) {
    const message = english`${shownInput(input)} sends nothing: waited ${timeoutMs / 1000}s.`;
    throw new NetworkError('InputUnreachable', message);
  }
  const report = parsed(stdout);
  const reason = report?.error?.string;
  if (report !== null && reason === undefined) return report;
  const [, option] = /for option '(\w+)'|Error setting option (\w+)/.exec(stderr)?.filter(Boolean) ?? [];
  if (option !== undefined && options.includes(`-${option}`))
    throw new UsageError(
      english`ffmpeg does not take the input option ${option} with this value, or at all.`,
    );
  throw inputError(input, reason ?? stderr.trim().split('\n').at(-1) ?? english`ffprobe failed`, stderr);
}

/** Of ffmpeg alone, not of what reads the input: ffprobe refuses them. */
const FFMPEG_ONLY =
  /^-(re|readrate\S*|ss|sseof|t|to|itsoffset|itsscale|stream_loop|thread_queue_size|hwaccel\S*|autorotate|noautorotate)$/;
const WITHOUT_VALUE = /^-(re|noautorotate)$/;

function understood(options: readonly string[]): string[] {
  return options.filter((word, index) => {
    const name = options[index - 1] ?? '';
    return !FFMPEG_ONLY.test(word) && !(FFMPEG_ONLY.test(name) && !WITHOUT_VALUE.test(name));
  });
}

type ProbeReport = Parameters<typeof readMedia>[1] & { error?: { string?: string } };

function parsed(text: string): ProbeReport | null {
  try {
    return JSON.parse(text) as ProbeReport;
  } catch {
    return null;
  }
}
