/** Placeholder shape until the operations land: a typed method per operation. */
export type Client = Record<string, never>;
