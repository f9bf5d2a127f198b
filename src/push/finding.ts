/** Something about the input that its owner should know before it is on air. */
export interface Finding {
  /** A warning spoils the stream for some or all; a note only explains. */
  level: 'warning' | 'note';
  /** Stable, for programs. */
  code:
    | 'video-encoded'
    | 'audio-encoded'
    | 'pixel-format'
    | 'turned'
    | 'key-frames'
    | 'bit-rate'
    | 'audio-dropped'
    | 'no-audio'
    | 'not-examined'
    | 'read-once'
    | 'unknown-length'
    | 'short-buffer';
  /** The input that it is about; null for all of them. */
  input: string | null;
  /** One sentence. */
  message: string;
}
