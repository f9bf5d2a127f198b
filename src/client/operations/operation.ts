import type { Query, Wire } from '../../protocol/wire.js';
import type { XmlElement } from '../../protocol/xml.js';

/** An input turned into the parts of a request. The client adds address, signature and XML text. */
export interface EncodedRequest {
  channelName?: string;
  playlistName?: string;
  /** Values of `wire.parameters`; the fixed ones need no repeating. */
  query?: Query;
  body?: XmlElement;
}

/** A successful answer, as an operation decodes it. */
export interface OperationResponse {
  httpStatus: number;
  requestId: string | null;
  header(name: string): string | null;
  text: string;
  /** The root element of the body. Throws UnreadableAnswerError when it is not the element asked for. */
  xml(rootName: string): XmlElement;
}

export interface Flag {
  /** Commander's notation: `--frag-duration <seconds>`; `--param <name=value...>` may be repeated. */
  flags: string;
  help: string;
  choices?: readonly string[];
  /** Inclusive integer range, and the EC that the service answers outside of it. */
  integer?: readonly [min: number, max: number, ec?: string];
  default?: string | number;
}

export interface Argument {
  /** Commander's notation: `[channel]`, `<channel...>`. */
  name: string;
  help: string;
}

export interface Example {
  line: string;
  comment: string;
}

/** A command as data: the program, its help and the generated reference are drawn from it. */
export interface CommandSpec {
  command: string;
  aliases?: readonly string[];
  summary: string;
  /** Paragraphs shown under the summary in the command's own help. */
  details?: readonly string[];
  arguments?: readonly Argument[];
  flags?: readonly Flag[];
  /** What the arguments after `--` are for. Without it they are arguments like the others. */
  passthrough?: string;
  examples: readonly Example[];
}

/** A value that people read more easily in another form: `text` at a terminal, `value` in a pipe. */
export interface ReadableCell {
  value: string | number;
  text: string;
}

export type Cell = string | number | boolean | null | ReadableCell;

/** What a command shows, before anyone decides how: a table with a header, or labelled fields. */
export type View =
  | { kind: 'table'; columns: readonly string[]; rows: readonly (readonly Cell[])[]; empty: string }
  | { kind: 'fields'; fields: readonly (readonly [label: string, value: Cell | readonly string[]])[] }
  | { kind: 'none' };

export interface Face<Input, Output> extends CommandSpec {
  view(output: Output, input: Input): View;
}

/** One OSS operation: what it is called, where it lives on the wire, how it is encoded, decoded and shown. */
export interface Operation<Name extends string, Input, Output> {
  name: Name;
  /** The RAM action that a caller needs. */
  action: string;
  wire: Wire;
  /** Throws UsageError when the service would refuse the input for its form. */
  encode(input: Input): EncodedRequest;
  decode(response: OperationResponse): Output;
  face: Face<Input, Output>;
}

/** Keeps the literal name, so that the client can derive a method from it. */
export function defineOperation<Name extends string, Input, Output>(
  operation: Operation<Name, Input, Output>,
): Operation<Name, Input, Output> {
  return operation;
}
