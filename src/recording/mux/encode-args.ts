import type { MuxFormat } from './args.js';

/** A file of which one with others is to be made. */
export interface EncodedPiece {
  path: string;
  seconds: number;
  /** Null without a picture. */
  video: { width: number; height: number; frameRate: string } | null;
  /** Null without sound. */
  audio: { sampleRate: number } | null;
}

export type EncodedFormat = MuxFormat | 'ts';

const MUXER = { mp4: 'mp4', mkv: 'matroska', ts: 'mpegts' } as const;
const AS_THE_EYE_SEES_IT = ['-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p'];

/**
 * ffmpeg's arguments for one file of several that differ in kind. Pictures get the size and the rate of the first ones,
 * sound the rate of the first; what is missing of a piece is black or silent.
 */
export function encodeArgs(pieces: readonly EncodedPiece[], target: string, format: EncodedFormat): string[] {
  const video = pieces.find((piece) => piece.video !== null)?.video ?? null;
  const audio = pieces.find((piece) => piece.audio !== null)?.audio ?? null;
  const inputs: string[] = [];
  const filters: string[] = [];
  const joined: string[] = [];
  let inputCount = 0;
  const input = (...args: string[]): number => {
    inputs.push(...args);
    return inputCount++;
  };
  pieces.forEach((piece, index) => {
    const file = input('-i', `file:${piece.path}`);
    if (video !== null) {
      const { width, height, frameRate } = video;
      const black = [
        '-f',
        'lavfi',
        '-t',
        `${piece.seconds}`,
        '-i',
        `color=s=${width}x${height}:r=${frameRate}`,
      ];
      const from = piece.video === null ? `${input(...black)}:v:0` : `${file}:v:0`;
      const size = `${width}:${height}`;
      filters.push(
        `[${from}]scale=${size}:force_original_aspect_ratio=decrease,pad=${size}:-1:-1,setsar=1,fps=${frameRate}:start_time=0,format=yuv420p[v${index}]`,
      );
      joined.push(`[v${index}]`);
    }
    if (audio !== null) {
      const { sampleRate } = audio;
      const silence = ['-f', 'lavfi', '-t', `${piece.seconds}`, '-i', `anullsrc=r=${sampleRate}:cl=stereo`];
      const from = piece.audio === null ? `${input(...silence)}:a:0` : `${file}:a:0`;
      filters.push(
        `[${from}]aresample=${sampleRate}:async=1:first_pts=0,aformat=channel_layouts=stereo[a${index}]`,
      );
      joined.push(`[a${index}]`);
    }
  });
  const [v, a] = [video === null ? 0 : 1, audio === null ? 0 : 1];
  filters.push(`${joined.join('')}concat=n=${pieces.length}:v=${v}:a=${a}${v ? '[v]' : ''}${a ? '[a]' : ''}`);
  return [
    ...['-hide_banner', '-loglevel', 'warning', '-nostats', '-progress', 'pipe:1', '-y'],
    ...inputs,
    ...['-filter_complex', filters.join(';')],
    ...(v ? ['-map', '[v]', '-c:v', 'libx264', ...AS_THE_EYE_SEES_IT] : []),
    ...(a ? ['-map', '[a]', '-c:a', 'aac', '-b:a', '160k'] : []),
    ...(format === 'mp4' ? ['-movflags', '+faststart'] : []),
    ...['-f', MUXER[format], `file:${target}`],
  ];
}
