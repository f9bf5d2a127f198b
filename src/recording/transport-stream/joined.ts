// What joining segments takes and gives.
import type { SegmentFile } from './segment-file.js';

export interface JoinSegment {
  /**
   * A file with all of the segment; null when it is left out. A function is called when the segment is needed, which may
   * be well before its turn: what follows a seam is looked at before what precedes it is written.
   */
  path: string | (() => Promise<SegmentFile | null>);
  /** Told when it has been joined: what is in memory of it is not needed any more. */
  onJoined?(): void;
  /** When the service began it, from its name: Unix milliseconds. */
  startMs: number;
  /** As the playlist says; null when only its name is known. */
  seconds: number | null;
  /** Whether another push, or a break that the service marked, lies before it. */
  seam: boolean;
  /**
   * Null when it is not known. `mediaSeconds` is where the first key frame of *this* segment lies in the source; it is
   * read of segments behind a seam and of the very first, and null there when the beginning of the push is not among them.
   */
  push: { source: string | null; mediaSeconds: number | null } | null;
}

export interface JoinOptions {
  /** In their order. */
  segments: readonly JoinSegment[];
  /** Whether gaps are closed; otherwise they keep their length in time. */
  closeGaps: boolean;
  /**
   * What becomes of it: for ffmpeg, times of a recording that is longer than a day are divided so that they fit into 33
   * bits (see `Piece`), and MP4 holds no gap of more than six hours.
   */
  format: 'ts' | 'mp4' | 'mkv';
  signal: AbortSignal;
  /** Told of each segment whose file is not looked at any more; of the last ones of a push it is not told. */
  onPassed?: (index: number) => void;
}

/** How the beginning of a push was placed behind what was before it. */
export type PlacedBy =
  /** Where its source says. */
  | 'source'
  /** Where the same pictures were before. */
  | 'content'
  /** Its timestamps go on. */
  | 'timestamps'
  /** When the service got it. */
  | 'clock';

export interface Seam {
  /** The first segment behind it, of those that were given. */
  segment: number;
  /** Where it is in the piece, in seconds. */
  atSeconds: number;
  /** Without anything, before it; 0 when the media goes on. */
  gapSeconds: number;
  placedBy: PlacedBy;
}

/** What is known when the last byte of a piece has been given. */
export interface PieceFacts {
  /** From its first to the end of its last unit, gaps included. */
  seconds: number;
  seams: Seam[];
  /** Access units left out because they are there already. */
  repeated: { pictures: number; sounds: number };
  /** Access units left out because they could not be read. */
  damaged: number;
}

/** As much of the recording as one file can hold. */
export interface Piece {
  /** The first of its segments, of those that were given. */
  segment: number;
  /** From the beginning of the first piece. */
  startSeconds: number;
  /** Without anything, between it and the piece before. */
  gapSeconds: number;
  /** Why it does not go on in the file before; null for the first piece. */
  because: 'video' | 'audio' | 'gap' | null;
  tracks: { video: boolean; audio: boolean };
  /** How much later than the first picture the first sound is heard; 0 if not. */
  soundLagSeconds: number;
  /** What times in `bytes` are divided by, so that they fit into 33 bits: 1 unless for ffmpeg and longer than a day. */
  timeScale: number;
  /** The transport stream, whose first picture or sound comes at `FIRST_SECONDS`. Read it to its end, once; each part
   * is only good until the next one is asked for. */
  bytes: AsyncIterable<Uint8Array>;
  /** Filled in as the bytes are read. */
  facts: PieceFacts;
}

/** When a piece begins by its own clock, which has to begin before. */
export const FIRST_SECONDS = 1.4;
