// Segments of any making, joined, muxed, and judged by ffmpeg.
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { mux } from '../../src/recording/mux/mux.js';
import { joinSegments } from '../../src/recording/transport-stream/join.js';
import type { JoinSegment, Piece } from '../../src/recording/transport-stream/joined.js';
import { type CodedFrames, codedFrames } from './media.js';

export interface Cut {
  /** Of the source: seconds. */
  from?: number;
  to?: number;
  /** Options of ffmpeg's HLS muxer, or of its MPEG-TS muxer. */
  options?: readonly string[];
  segmentSeconds?: number;
}

/** Segments of one push, as ffmpeg cuts them: copied, from the key frame at `from`. */
export async function segmentsOf(
  source: string,
  { from = 0, to, options = [], segmentSeconds = 2 }: Cut = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-segments-'));
  const args = ['-v', 'error', ...(from > 0 ? ['-ss', `${from + 0.1}`] : []), '-i', source];
  const length = to === undefined ? [] : ['-t', `${to - from - 0.07}`];
  const hls = ['-f', 'hls', '-hls_time', `${segmentSeconds}`, '-hls_list_size', '0'];
  const names = ['-hls_segment_filename', join(folder, '%04d.ts'), join(folder, 'list.m3u8')];
  await execa('ffmpeg', [...args, ...length, '-c', 'copy', ...hls, ...options, ...names]);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(folder, name));
}

export interface PushOf {
  paths: readonly string[];
  /** When the service began it, in seconds of any clock. */
  at: number;
  segmentSeconds?: number;
  source?: string;
  mediaSeconds?: number;
}

/** Pushes as the service would tell of them. */
export function pushes(...given: readonly PushOf[]): JoinSegment[] {
  return given.flatMap(({ paths, at, segmentSeconds = 2, source = null, mediaSeconds = null }) => {
    const push = { source, mediaSeconds };
    return paths.map((path, index) => ({
      ...{ path, seconds: segmentSeconds, seam: index === 0, push },
      startMs: 1_700_000_000_000 + (at + index * segmentSeconds) * 1000,
    }));
  });
}

export interface Joined {
  pieces: (Omit<Piece, 'bytes'> & { path: string })[];
  frames: CodedFrames[];
}

export async function joined(
  segments: readonly JoinSegment[],
  { format = 'mp4' as 'ts' | 'mp4' | 'mkv', closeGaps = false } = {},
): Promise<Joined> {
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-joined-'));
  const result: Joined = { pieces: [], frames: [] };
  const { signal } = new AbortController();
  for await (const piece of joinSegments({ segments, closeGaps, format, signal })) {
    const path = join(folder, `${result.pieces.length}.${format}`);
    if (format === 'ts') writeFileSync(path, await bytesOf(piece));
    else {
      await mux({
        ...{ ffmpeg: (await execa('which', ['ffmpeg'])).stdout, piece, target: path, format, signal },
        ...{ env: process.env, platform: process.platform, cwd: folder },
        ...{ onExit: () => () => undefined },
      });
    }
    const { bytes: _, ...facts } = piece;
    result.pieces.push({ ...facts, path });
    result.frames.push(await codedFrames(path));
  }
  return result;
}

async function bytesOf(piece: Pick<Piece, 'bytes'>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of piece.bytes) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

export const hashes = (frames: readonly { hash: string }[]): string[] => frames.map(({ hash }) => hash);

/** How far each frame lies from where it was, against the first picture, in milliseconds: the least and the most. */
export function drift(source: CodedFrames, found: CodedFrames): Record<'video' | 'audio', [number, number]> {
  const shifts = (track: 'video' | 'audio'): number[] => {
    const places = new Map(source[track].map(({ hash, pts }) => [hash, pts]));
    return found[track].map(({ hash, pts }) => pts - (places.get(hash) ?? Number.NaN));
  };
  const [video, audio] = [shifts('video'), shifts('audio')];
  const shift = (video[0] ?? audio[0])!;
  const around = (all: number[]): [number, number] => [Math.min(...all) - shift, Math.max(...all) - shift];
  return { video: around(video), audio: around(audio) };
}

export function isMonotonic(frames: readonly { dts: number }[]): boolean {
  return frames.every(({ dts }, index) => index === 0 || dts > frames[index - 1]!.dts);
}

/** What ffmpeg says when it decodes a file. In the file's own ticks: at pictures a second it would round, and complain. */
export async function complaints(path: string): Promise<string> {
  const args = ['-v', 'warning', '-i', path, '-enc_time_base', '-1', '-f', 'null', '-'];
  return (await execa('ffmpeg', args, { reject: false })).stderr;
}
