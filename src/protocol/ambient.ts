/**
 * The `AbortSignal` of whoever uses the library: that of Node's types, of the DOM's, or, where a project has neither,
 * as much of it as can be said without them.
 */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Known } }
  ? Known
  : { readonly aborted: boolean };

/** A `Readable` of Node, such as `process.stdin`, told by its shape: the types of the library need none of Node's. */
export interface ReadableInput extends AsyncIterable<unknown> {
  /** False when there is nothing more to read. */
  readonly readable: boolean;
  /** As Node's. */
  pipe(...args: never[]): unknown;
  /** As Node's. */
  destroy(error?: Error): unknown;
}

/** The `Request` of `fetch`, by the same token. */
export type FetchRequest = typeof globalThis extends { Request: { prototype: infer Known } }
  ? Known
  : { method: string; url: string; headers: { get(name: string): string | null } };
/** The `Response` of `fetch`. */
export type FetchResponse = typeof globalThis extends { Response: { prototype: infer Known } }
  ? Known
  : { status: number; headers: { get(name: string): string | null } };
