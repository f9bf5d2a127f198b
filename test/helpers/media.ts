// Real media for tests: made once in a run with ffmpeg, judged by ffmpeg and ffprobe.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { inject } from 'vitest';

export interface ClipOptions {
  seconds: number;
  /** `640x360` */
  size?: string;
  /** Frames per second, as ffmpeg takes them: `25`, `30000/1001`. */
  rate?: string;
  /** Frames from key frame to key frame. */
  gop?: number;
  bFrames?: number;
  /** H.264, unless it is left out. */
  video?: null;
  audio?: 'aac' | 'mp3' | null;
  sampleRate?: number;
  channels?: number;
  extra?: readonly string[];
}

const clips = new Map<string, Promise<string>>();

/** The path of an FLV clip, which is nobody's to change. Equal options give the same file. */
export function clip(options: ClipOptions): Promise<string> {
  const args = clipArguments(options);
  const name = createHash('sha256').update(args.join('\0')).digest('hex').slice(0, 16);
  const made = clips.get(name) ?? makeClip(name, args);
  clips.set(name, made);
  return made;
}

/** Test files have processes of their own; two that make the same clip at once are both right. */
async function makeClip(name: string, args: readonly string[]): Promise<string> {
  const folder = join(inject('runFolder'), 'clips');
  const path = join(folder, `${name}.flv`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const unfinished = `${path}.${process.pid}.part`;
  await execa('ffmpeg', ['-v', 'error', '-y', ...args, '-f', 'flv', unfinished]);
  renameSync(unfinished, path);
  return path;
}

function clipArguments(options: ClipOptions): string[] {
  const { seconds, size = '320x180', rate = '25', gop = 50, bFrames = 2, video, audio = 'aac' } = options;
  const { sampleRate = 44_100, channels = 2, extra = [] } = options;
  const inputs: string[] = [];
  const codecs: string[] = [];
  if (video === undefined) {
    inputs.push('-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}`);
    codecs.push('-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p');
    codecs.push('-g', `${gop}`, '-keyint_min', `${gop}`, '-sc_threshold', '0', '-bf', `${bFrames}`);
  }
  if (audio !== null) {
    inputs.push('-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=${sampleRate}`);
    codecs.push('-c:a', audio === 'aac' ? 'aac' : 'libmp3lame', '-ac', `${channels}`, '-b:a', '64k');
  }
  return [...inputs, '-t', `${seconds}`, ...codecs, '-threads', '1', '-fflags', '+bitexact', ...extra];
}

/** One coded frame: what ffmpeg reads back, without parameter sets and delimiters. */
export interface CodedFrame {
  /** Milliseconds. */
  dts: number;
  pts: number;
  hash: string;
}

export interface CodedFrames {
  video: CodedFrame[];
  audio: CodedFrame[];
}

/**
 * The coded frames of a file, hashed by ffmpeg without decoding. SPS, PPS and delimiters are taken out, so that the
 * two containers can be compared; timestamps are those of the file.
 */
export async function codedFrames(path: string, kinds = ['v', 'a']): Promise<CodedFrames> {
  // Both filters leave alone what is so already.
  const videoFilter = 'h264_mp4toannexb,filter_units=remove_types=7|8|9';
  const { stdout } = await execa('ffmpeg', [
    ...['-v', 'error', '-copyts', '-i', path, ...kinds.flatMap((kind) => ['-map', `0:${kind}?`])],
    ...['-c', 'copy', '-copyinkf'],
    ...['-bsf:v', videoFilter, '-bsf:a', 'aac_adtstoasc', '-f', 'framehash', '-'],
  ]);
  const lines = stdout.split('\n');
  const header = (key: string) =>
    new Map(
      lines
        .map((line) => new RegExp(`^#${key} (\\d+): (.*)$`).exec(line))
        .flatMap((match) => (match === null ? [] : [[match[1]!, match[2]!] as const])),
    );
  const mediaTypes = header('media_type');
  const timeBases = header('tb');
  const frames: CodedFrames = { video: [], audio: [] };
  for (const line of lines) {
    if (line.startsWith('#') || line === '') continue;
    // Packets of transport streams have hashes of side data behind column 6.
    const [stream = '', dts, pts, , , hash = ''] = line.split(',').map((column) => column.trim());
    const [numerator, denominator] = timeBases.get(stream)!.split('/').map(Number);
    const ms = (ticks: string | undefined) => (Number(ticks) * 1000 * numerator!) / denominator!;
    frames[mediaTypes.get(stream) as 'video' | 'audio'].push({ dts: ms(dts), pts: ms(pts), hash });
  }
  return frames;
}

/** What ffmpeg complains about when it decodes a whole file; nothing, if all is well. */
export async function decodingErrors(path: string): Promise<string> {
  const { stderr } = await execa('ffmpeg', ['-v', 'warning', '-i', path, '-f', 'null', '-'], {
    reject: false,
  });
  return stderr;
}

/**
 * The same of each of several files. All are decoded by one process, whose beginning is more work than a short file; of
 * which file it complains it does not say, so then each is decoded alone.
 */
export async function decodingErrorsOfEach(paths: readonly string[]): Promise<string[]> {
  const inputs = paths.flatMap((path) => ['-i', path]);
  const outputs = paths.flatMap((_, index) => ['-map', `${index}`, '-f', 'null', '-']);
  const decoding = execa('ffmpeg', ['-v', 'warning', ...inputs, ...outputs], { reject: false });
  const { exitCode, stderr } = await decoding;
  if (exitCode === 0 && stderr === '') return paths.map(() => '');
  return Promise.all(paths.map(decodingErrors));
}

export interface ProbedStream {
  codec_type: string;
  codec_name: string;
  width?: number;
  height?: number;
  sample_rate?: string;
  channels?: number;
  profile?: string;
}

/** The streams of a file as ffprobe sees them. */
export async function probeStreams(path: string): Promise<ProbedStream[]> {
  const { stdout } = await execa('ffprobe', ['-v', 'error', '-print_format', 'json', '-show_streams', path]);
  return (JSON.parse(stdout) as { streams: ProbedStream[] }).streams;
}
