import type { Query, Wire } from '../../protocol/wire.js';
import type { XmlElement } from '../../protocol/xml.js';
import { validateChannelName } from '../validate.js';

/** An input turned into the parts of a request. The client adds address, signature and XML text. */
export interface EncodedRequest {
  channelName?: string;
  playlistName?: string;
  /** Of an object, instead of the two. */
  key?: string;
  /** Values of `wire.parameters`; the fixed ones need no repeating. */
  query?: Query;
  /** Those of the operation itself. */
  headers?: Readonly<Record<string, string>>;
  /** XML, or a text whose Content-Type is among the headers. */
  body?: XmlElement | string;
  /** Sends the Content-MD5 of the body: the service refuses what arrives damaged. */
  isDigested?: true;
}

/** A successful answer, as an operation decodes it. */
export interface OperationResponse {
  httpStatus: number;
  requestId: string | null;
  header(name: string): string | null;
  text: string;
  /** Of an operation that is `streamed`, instead of the text. */
  body: AsyncIterable<Uint8Array>;
  /** The root element of the body. Throws UnreadableAnswerError when it is not the element asked for. */
  xml(rootName: string): XmlElement;
}

/** One OSS operation: what it is called, where it lives on the wire, how it is encoded and decoded. */
export interface Operation<Name extends string, Input, Output> {
  name: Name;
  /** The RAM action that a caller needs. */
  action: string;
  wire: Wire;
  /** The body of a success is handed on as it comes. */
  streamed?: true;
  /** Throws UsageError when the service would refuse the input for its form. */
  encode(input: Input): EncodedRequest;
  decode(response: OperationResponse): Output;
}

/** Keeps the literal name, so that the client can derive a method from it. */
export function defineOperation<Name extends string, Input, Output>(
  operation: Operation<Name, Input, Output>,
): Operation<Name, Input, Output> {
  return operation;
}

/** What an input that only names a channel comes to. */
export function channelAlone({ channelName }: { channelName: string }): EncodedRequest {
  validateChannelName(channelName);
  return { channelName };
}
