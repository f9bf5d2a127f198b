import { resolve } from 'node:path';
import { comesLive, type Source } from '../source.js';
import { teeOutput } from './tee.js';

export interface InputRequest {
  source: Source;
  /** Of each file, in seconds; null where it is not known. */
  durations: readonly (number | null)[];
  /** Seconds after the beginning of the input. */
  position: number;
  loop: boolean;
  /** Of the test pattern: whether this ffmpeg can write the time into it. */
  clock: boolean;
}

export interface FfmpegRequest extends InputRequest {
  /** The publish URLs, signatures included: one for each channel. */
  urls: readonly string[];
  /** How the streams are encoded. */
  encoding: readonly string[];
  /** ffmpeg's output options of the user, which come later and so win. */
  outputOptions: readonly string[];
  /** Without a limit ffmpeg waits for ever for a server that never answers, or stops reading. */
  writeTimeoutSeconds: number;
}

/** What ffmpeg is asked to do: publish the first video and audio stream, in real time. */
export function ffmpegArgs(request: FfmpegRequest): string[] {
  const { encoding, outputOptions } = request;
  return [
    ...['-hide_banner', '-loglevel', 'warning'],
    ...['-nostats', '-progress', 'pipe:1'],
    ...inputArgs(request),
    ...(outputOptions.includes('-map') ? [] : ['-map', '0:v:0', '-map', '0:a:0?']),
    ...encoding,
    ...outputOptions,
    ...outputArgs(request),
  ];
}

function outputArgs({ urls, writeTimeoutSeconds }: FfmpegRequest): string[] {
  const [url = '', ...others] = urls;
  if (others.length > 0) return ['-f', 'tee', teeOutput(urls, writeTimeoutSeconds)];
  // FLV's header cannot be amended on a stream: without the flag ffmpeg warns about it at the end.
  return [
    '-f',
    'flv',
    '-flvflags',
    'no_duration_filesize',
    '-rw_timeout',
    `${writeTimeoutSeconds * 1e6}`,
    url,
  ];
}

/** Whether the input is over at some point, can be held back to real time, looped and gone on with. */
export function isRecorded({ source, durations }: Pick<InputRequest, 'source' | 'durations'>): boolean {
  if (source.kind === 'files') return true;
  return source.kind === 'url' && !comesLive(source) && durations[0] != null;
}

function inputArgs(request: InputRequest): string[] {
  const { source, loop } = request;
  const recorded = isRecorded(request);
  return [
    // Un-paced, a file would be up in a moment and its segments milliseconds apart.
    ...(recorded || source.kind === 'test' ? ['-re'] : []),
    ...(recorded && loop ? ['-stream_loop', '-1'] : []),
    ...placedInput(request),
  ];
}

/** The input from its position on, as fast as it can be read. */
export function placedInput(request: InputRequest): string[] {
  const { position } = request;
  // Rounded up: a millionth before a key frame is the key frame before.
  const seek = ['-ss', (Math.ceil(position * 1e6) / 1e6).toFixed(6)];
  return [...(isRecorded(request) && position > 0 ? seek : []), ...named(request)];
}

function named({ source, durations, clock }: InputRequest): string[] {
  switch (source.kind) {
    case 'files':
      return source.names.length === 1 ? ['-i', ...source.names] : sequence(source, durations);
    case 'url':
      return ['-i', source.url];
    case 'stdin':
      return [...(source.format === null ? [] : ['-f', source.format]), '-i', 'pipe:0'];
    case 'device':
      return ['-f', source.format, '-i', source.name];
    case 'test':
      return ['-f', 'lavfi', '-i', testPattern(clock)];
  }
}

/** With the durations ffmpeg can seek in the whole. */
function sequence(
  { names, folder }: Extract<Source, { kind: 'files' }>,
  durations: readonly (number | null)[],
): string[] {
  const lines = names.flatMap((name, index) => {
    const duration = durations[index] ?? null;
    const path = resolve(folder, name.replace(/^file:/, ''));
    return [`file ${quoted(`file:${path}`)}`, ...(duration === null ? [] : [`duration ${duration}`])];
  });
  const list = ['data:text/plain,ffconcat version 1.0', ...lines, ''].join('\n');
  return ['-protocol_whitelist', 'file,data,crypto', '-f', 'concat', '-safe', '0', '-i', list];
}

function quoted(name: string): string {
  return `'${name.replaceAll("'", "'\\''")}'`;
}

/** Colours in motion and a tone with a beep each second; the local time, where ffmpeg can write. */
function testPattern(clock: boolean): string {
  const time = "drawtext=text='%{localtime}':fontsize=48:fontcolor=white:box=1:x=(w-tw)/2:y=h-2*th";
  const video = ['testsrc2=size=1280x720:rate=25', ...(clock ? [time] : [])].join(',');
  return `${video}[out0];sine=frequency=440:beep_factor=4:sample_rate=44100[out1]`;
}
