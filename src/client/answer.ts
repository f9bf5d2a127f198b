import { english } from '../english.js';
import { OssLiveError, ServiceError, UnreadableAnswerError } from '../errors.js';
import type { HeaderList, HttpResponse } from '../protocol/wire.js';
import { textOf, type XmlElement } from '../protocol/xml.js';
import { hintFor } from './hints.js';
import { CLIENT_LIMITS } from './limits.js';
import type { OperationResponse } from './operations/operation.js';
import { interruption, parseRetryAfter } from './retry.js';
import { cut, LONGEST_SERVER_TEXT, MOST_DETAILS, serverLine } from './server-text.js';
import { parseXml } from './xml-document.js';

/** A response with its body read. */
export interface Answer {
  /** The HTTP status. */
  status: number;
  /** As they came, in their order. */
  headers: HeaderList;
  /** The body; empty when it is streamed. */
  text: string;
}

/** A success of an operation that is `streamed`: its body is still to be read. */
export interface OpenAnswer extends Answer {
  body: AsyncIterable<Uint8Array>;
}

/** Far above any playlist of one day; keeps a server that never stops from filling the memory. */
const LARGEST_BODY_BYTES = CLIENT_LIMITS.answer.value;
/** Of an error; that of the service has some hundred bytes, and what should have been signed. */
const LARGEST_ERROR_BYTES = CLIENT_LIMITS.errorAnswer.value;

const utf8 = new TextDecoder();

const NOT_OSS_HINT = english`Is the endpoint an OSS endpoint? A proxy or a login page on the way may have answered instead.`;

/** Throws UnreadableAnswerError when the body breaks off or does not end. */
export async function readAnswer(response: HttpResponse): Promise<Answer> {
  const { status, headers, body } = response;
  if (body === null || typeof body === 'string') return { status, headers, text: body ?? '' };
  if (body instanceof Uint8Array) return { status, headers, text: utf8.decode(body) };
  const details = detailsOf(response);
  const largest = status >= 200 && status < 300 ? LARGEST_BODY_BYTES : LARGEST_ERROR_BYTES;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > largest) break;
    }
  } catch (cause) {
    throw brokeOff(cause, bytes, details);
  }
  if (bytes > largest) {
    const message = english`The answer is larger than ${largest === LARGEST_BODY_BYTES ? '32 MiB' : '256 KiB'}.`;
    throw new UnreadableAnswerError(message, { ...details, hint: NOT_OSS_HINT });
  }
  return { status, headers, text: utf8.decode(Buffer.concat(chunks)) };
}

/**
 * Reads a failure, and leaves the body of a success to whoever wants it. That body throws UnreadableAnswerError when it
 * breaks off, and InterruptedError when the signal is aborted.
 */
export async function openAnswer(
  response: HttpResponse,
  signal: AbortSignal | null | undefined,
): Promise<Answer | OpenAnswer> {
  const { status, headers, body } = response;
  if (status < 200 || status > 299) return readAnswer(response);
  return { status, headers, text: '', body: bodyChunks(body, signal, detailsOf(response)) };
}

async function* bodyChunks(
  body: HttpResponse['body'],
  signal: AbortSignal | null | undefined,
  details: AnswerDetails,
): AsyncIterable<Uint8Array> {
  if (body === null) return;
  const whole = typeof body === 'string' ? Buffer.from(body) : body;
  let bytes = 0;
  try {
    for await (const chunk of whole instanceof Uint8Array ? [whole] : whole) {
      bytes += chunk.length;
      yield chunk;
      if (signal?.aborted) throw interruption(signal);
    }
  } catch (cause) {
    throw signal?.aborted ? interruption(signal) : brokeOff(cause, bytes, details);
  }
}

interface AnswerDetails {
  httpStatus: number;
  requestId: string | null;
}

function detailsOf({ status, headers }: HttpResponse): AnswerDetails {
  return { httpStatus: status, requestId: nameIn(headers, 'x-oss-request-id') };
}

function brokeOff(cause: unknown, bytes: number, details: AnswerDetails): OssLiveError {
  if (cause instanceof OssLiveError) return cause;
  const message = english`The answer broke off after ${bytes} bytes (${(cause as Error).message}).`;
  return new UnreadableAnswerError(message, { ...details, cause, hint: english`Try again.` });
}

export function headerOf(headers: HeaderList, name: string): string | null {
  return headers.find(([headerName]) => headerName.toLowerCase() === name)?.[1] ?? null;
}

function nameIn(headers: HeaderList, name: string): string | null {
  const text = headerOf(headers, name);
  return text === null ? null : serverLine(text, LONGEST_SERVER_TEXT.name);
}

function lineIn(root: XmlElement | null, element: string, longest: number): string | null {
  const text = textOf(root, element);
  return text === null ? null : serverLine(text, longest);
}

/** What a decoder gets of a successful answer. */
export function operationResponse(answer: Answer | OpenAnswer): OperationResponse {
  const { status, headers, text } = answer;
  const requestId = nameIn(headers, 'x-oss-request-id');
  return {
    httpStatus: status,
    requestId,
    header: (name) => headerOf(headers, name.toLowerCase()),
    text,
    body: 'body' in answer ? answer.body : nothing(),
    xml(rootName) {
      const details = { httpStatus: status, requestId, hint: NOT_OSS_HINT };
      const root = documentIn(text);
      if (root instanceof SyntaxError) {
        const message = english`The answer is not the XML asked for: ${root.message}.`;
        throw new UnreadableAnswerError(message, { ...details, cause: root });
      }
      if (root[0] !== rootName) {
        const name = serverLine(root[0], LONGEST_SERVER_TEXT.name);
        throw new UnreadableAnswerError(english`The answer is <${name}>, not <${rootName}>.`, details);
      }
      return root;
    },
  };
}

async function* nothing(): AsyncIterable<Uint8Array> {}

/** What a request was for. */
export interface Asked {
  /** The RAM action that it needs. */
  action: string;
  bucket: string | null;
  channelName: string | null;
}

/** The error that an unsuccessful answer stands for. `now` is what a Retry-After that is a date counts from. */
export function errorOf({ status, headers, text }: Answer, asked: Asked, now: Date): OssLiveError {
  const found = documentIn(text === '' ? textOfErrorHeader(headers) : text);
  const root = !(found instanceof SyntaxError) && found[0] === 'Error' ? found : null;
  const name = (element: string) => lineIn(root, element, LONGEST_SERVER_TEXT.name);
  const sentence = (element: string) => lineIn(root, element, LONGEST_SERVER_TEXT.sentence);
  const requestId = name('RequestId') ?? nameIn(headers, 'x-oss-request-id');
  if (root === null && ((text !== '' && status < 500) || status < 400)) {
    const message = english`The server answered ${status} with something that is not an OSS error.`;
    return new UnreadableAnswerError(message, { httpStatus: status, requestId, hint: NOT_OSS_HINT });
  }
  const code = name('Code') ?? `Http${status}`;
  const ec = name('EC') ?? nameIn(headers, 'x-oss-ec');
  const retryAfterMs = parseRetryAfter(headerOf(headers, 'retry-after'), now);
  const { action, bucket, channelName } = asked;
  const extra = extraTexts(root);
  const silent = status >= 500 ? english`Try again in a moment.` : NOT_OSS_HINT;
  return new ServiceError({
    code,
    message: sentence('Message') ?? english`The server answered ${status} without saying why.`,
    httpStatus: status,
    ec,
    requestId,
    hostId: name('HostId'),
    recommendDoc: sentence('RecommendDoc'),
    retryAfterSeconds: retryAfterMs === null ? null : retryAfterMs / 1000,
    ...{ bucket, channelName },
    hint: elsewhere(extra) ?? hintFor(code, ec, action) ?? (root === null ? silent : null),
    extra,
  });
}

const KNOWN_ELEMENTS = new Set(['Code', 'Message', 'RequestId', 'HostId', 'EC', 'RecommendDoc']);

/** A bucket of another region is AccessDenied too, with the right endpoint. OSS documentation, "HTTP status code 403". */
function elsewhere({ Endpoint: endpoint }: Record<string, string>): string | null {
  if (endpoint === undefined) return null;
  const shown = serverLine(endpoint, LONGEST_SERVER_TEXT.name);
  return english`The bucket is in another region: use the endpoint ${shown}.`;
}

function extraTexts(root: XmlElement | null): Record<string, string> {
  const content = root?.[1] ?? '';
  if (typeof content === 'string') return {};
  const texts = content.flatMap(([name, text]) =>
    typeof text === 'string' && !KNOWN_ELEMENTS.has(name)
      ? [[serverLine(name, LONGEST_SERVER_TEXT.name), cut(text, LONGEST_SERVER_TEXT.detail)] as const]
      : [],
  );
  return Object.fromEntries(texts.slice(0, MOST_DETAILS));
}

/** Answers that must not have a body carry the error document here, in base64. */
function textOfErrorHeader(headers: HeaderList): string {
  return Buffer.from(headerOf(headers, 'x-oss-err') ?? '', 'base64').toString('utf8');
}

function documentIn(text: string): XmlElement | SyntaxError {
  try {
    return parseXml(text);
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}
