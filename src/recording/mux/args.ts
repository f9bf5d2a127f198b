import type { Piece } from '../transport-stream/joined.js';

export type MuxFormat = 'mp4' | 'mkv';

export interface Muxing {
  piece: Pick<Piece, 'timeScale' | 'tracks' | 'soundLagSeconds'>;
  /** The path of the file. */
  target: string;
  format: MuxFormat;
}

export const MUXER = { mp4: 'mp4', mkv: 'matroska' } as const;

/** ffmpeg looks at five seconds and five megabytes; sound that begins later would be left out, or end it. */
const USUAL_SECONDS = 5;
const MOST_BYTES_PER_SECOND = 4e6;

function lookFor({ soundLagSeconds }: Muxing['piece']): string[] {
  if (soundLagSeconds < USUAL_SECONDS / 2) return [];
  const seconds = Math.ceil(USUAL_SECONDS + soundLagSeconds);
  return ['-analyzeduration', `${seconds * 1e6}`, '-probesize', `${seconds * MOST_BYTES_PER_SECOND}`];
}

/** ffmpeg's arguments for a piece on its stdin. */
export function muxArgs({ piece, target, format }: Muxing): string[] {
  return [
    ...['-hide_banner', '-loglevel', 'warning', '-nostats', '-progress', 'pipe:1', '-y'],
    // Otherwise ffmpeg takes a gap of more than ten seconds for a fault of the clock, and closes it.
    ...['-copyts', '-start_at_zero'],
    ...(piece.timeScale === 1 ? [] : ['-itsscale', `${piece.timeScale}`]),
    ...[...lookFor(piece), '-f', 'mpegts', '-i', 'pipe:0'],
    ...(piece.tracks.video ? ['-map', '0:v:0'] : []),
    ...(piece.tracks.audio ? ['-map', '0:a:0', '-bsf:a', 'aac_adtstoasc'] : []),
    ...['-c', 'copy', ...(format === 'mp4' ? ['-movflags', '+faststart'] : [])],
    ...['-f', MUXER[format], `file:${target}`],
  ];
}
