import type { Readable } from 'node:stream';
import type { Transport } from '../protocol/wire.js';
import type { StartedWorker } from '../relay/index.js';
import type { Surroundings } from '../settings/sources.js';
import type { TableView, View } from './terminal/view.js';

/** A stream that a command writes to; `isTTY` and the size as Node's `WriteStream` has them. */
export interface Sink {
  write(content: string | Uint8Array): boolean;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/** Everything outside that a command may use. Only `main.ts` builds one from the real process. */
export interface Context extends Surroundings {
  stdin: Readable & { isTTY?: boolean };
  stdout: Sink;
  stderr: Sink;
  /** Aborted on SIGINT, SIGTERM and SIGHUP, with an InterruptedError as its reason. */
  signal: AbortSignal;
  /** Takes what must be done when the process ends at once, whatever else is going on; gives back how to call that off. */
  onExit(cleanUp: () => void): () => void;
  /** Starts the program once more, for work that nobody waits for. */
  startDetached(argv: readonly string[]): void;
  /**
   * Starts the program once more, to be talked to; it is told when this one has ended, however that comes. Absent where
   * there is no program of its own to be started.
   */
  startWorker?(argv: readonly string[]): Promise<StartedWorker>;
  /** Takes what is done, once, when the output goes to a disk that is full, which ends other commands; gives back how to call that off. */
  onFullDisk?(listener: () => void): () => void;
  /** `v20.18.1` */
  nodeVersion: string;
  /** Takes what SIGHUP asks for where there is no terminal; gives back how to call that off. */
  onHangup(listener: () => void): () => void;
  /** Given by tests; otherwise the client's own transport is loaded when it is first needed. */
  transport: Transport | null;
}

/** Where results and notes go; knows about `--json`, `-q`, `-v`, terminals, pipes and colour. */
export interface Output {
  /** How results are written: tables at a terminal, tab-separated lines in a pipe, or JSON on request. */
  readonly format: 'terminal' | 'tsv' | 'json';
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Whether stderr is a terminal that can be redrawn. */
  readonly animated: boolean;
  /**
   * The result, on stdout: `--json` prints `document`, otherwise the view is drawn as a table, fields or TSV.
   * Resolves when it is written; what draws tables is loaded only when a table is drawn.
   */
  result(document: unknown, view: View): Promise<void>;
  /** A result that is text by itself (a playlist, a URL), as it is; at a terminal what is not seen is written out. */
  text(text: string): void;
  /** A result that is no text (a picture), as it is. */
  bytes(content: Uint8Array): void;
  /** One NDJSON line on stdout. */
  event(event: Readonly<Record<string, unknown>>): void;
  /** A time in what is written to stderr: local with its offset at a terminal, else UTC. */
  time(time: Date): string;
  /** For people, on stderr; silent with `-q` and with `--json`. */
  note(line: string): void;
  /** On stderr also with `-q`; with `--json` as `{"warning":{"message"}}`. */
  warn(line: string): void;
  /** A table for people, on stderr also with `-q`; nothing with `--json`. */
  tell(view: TableView): Promise<void>;
  /** One line on stderr that replaces the previous one on a terminal; nothing elsewhere. `null` removes it. */
  progress(line: string | null): void;
}
