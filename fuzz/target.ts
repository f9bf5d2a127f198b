/** One thing that takes bytes from strangers, and what a fuzzer has to know about them. */
export interface Target {
  /** Valid inputs to begin with. */
  seeds(): Buffer[];
  /** Cuts an input where its format has seams: the pieces are what gets moved, repeated and replaced. Never throws. */
  split(bytes: Buffer): Buffer[];
  /** Whole pieces that bring something new into any input. */
  readonly tokens: readonly Buffer[];
  /** Sets a piece's own length fields right again, so that a change gets past the first check. */
  repair?(piece: Buffer): Buffer;
  /** Throws, or rejects, when what came out is not what may come out. Equal bytes give equal results. */
  fuzz(bytes: Buffer): void | Promise<void>;
}
