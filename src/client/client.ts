import { ConfigurationError, NetworkError, OssLiveError, ServiceError, UsageError } from '../errors.js';
import { timeIn } from '../protocol/time.js';
import type {
  Addressing,
  Credentials,
  HttpRequest,
  HttpResponse,
  SignatureVersion,
  Transport,
} from '../protocol/wire.js';
import { type Answer, errorOf, headerOf, openAnswer, operationResponse, readAnswer } from './answer.js';
import { locate } from './endpoint.js';
import { type GetObjectInput, type GetObjectResult, getObject } from './objects/get-object.js';
import { type HeadObjectInput, type HeadObjectResult, headObject } from './objects/head-object.js';
import { type ListObjectsInput, type ListObjectsResult, listObjects } from './objects/list-objects.js';
import { type PutObjectInput, type PutObjectResult, putObject } from './objects/put-object.js';
import { type OperationName, operations } from './operations/index.js';
import type { Operation } from './operations/operation.js';
import { redact } from './redact.js';
import { type PreparedRequest, prepareRequest } from './request.js';
import { abortable, checkRetry, parseRetryAfter, type RetryOptions, retryDelayMs, wait } from './retry.js';
import { validateObject } from './validate.js';

export interface ClientOptions {
  /** `https://oss-cn-hangzhou.aliyuncs.com`; derived from the region when absent. */
  endpoint?: string | null;
  bucket: string;
  /** `cn-hangzhou`; read from the endpoint when absent and possible. */
  region?: string | null;
  /** One credential, or an async function that is asked before each attempt. */
  credentials: Credentials | (() => Promise<Credentials>);
  /** V4 unless said otherwise. */
  signatureVersion?: SignatureVersion | null;
  addressing?: Addressing | null;
  /** Sends the requests; undici with keep-alive when absent. The `handle` of an emulator is one. */
  transport?: Transport | null;
  /** The clock; the machine's when absent. */
  now?: (() => Date) | null;
  retry?: RetryOptions | null;
  /** Told of every attempt after it ended. What it gets holds the signature and the security token: mask them. */
  onAttempt?: ((attempt: Attempt) => void) | null;
}

/** One request that was sent, and what came of it. */
export interface Attempt extends PreparedRequest {
  /** Counted from 1 within a call. */
  attempt: number;
  elapsedMs: number;
  /** Null when there was no answer. */
  response: Answer | null;
  /** Null when the attempt succeeded. */
  error: OssLiveError | null;
  /** Milliseconds until the next attempt; null when this was the last one. */
  retryInMs: number | null;
}

export interface CallOptions {
  /** Ends the call at once, also while it waits between attempts. */
  signal?: AbortSignal | null;
}

type ListedOperation = (typeof operations)[number];

type InputOf<O extends ListedOperation> = Parameters<O['encode']>[0];

type Method<Input, Output> =
  Record<string, never> extends Input
    ? (input?: Input | null, options?: CallOptions | null) => Promise<Output>
    : (input: Input, options?: CallOptions | null) => Promise<Output>;

/** A method for each operation: `putLiveChannel`, `listLiveChannel`, … */
export type OperationMethods = {
  [O in ListedOperation as Uncapitalize<O['name']>]: Method<InputOf<O>, ReturnType<O['decode']>>;
};

export interface Client extends OperationMethods {
  /** Milliseconds by which the clock is behind the service's; 0 until the service has called it skewed. */
  readonly clockOffsetMs: number;
  /** Looks for an object; rejects with ServiceError (404) when there is none. */
  headObject(input: HeadObjectInput, options?: CallOptions | null): Promise<HeadObjectResult>;
  /** One page of the objects, in byte order of their keys. */
  listObjects(input?: ListObjectsInput | null, options?: CallOptions | null): Promise<ListObjectsResult>;
  /** Resolves when the answer begins; its body is streamed, and the signal ends that too. */
  getObject(input: GetObjectInput, options?: CallOptions | null): Promise<GetObjectResult>;
  /** Stores a text. */
  putObject(input: PutObjectInput, options?: CallOptions | null): Promise<PutObjectResult>;
  /** Builds and signs a request without sending it. */
  prepare<Name extends OperationName>(
    operation: Name,
    input: InputOf<Extract<ListedOperation, { name: Name }>>,
  ): Promise<PreparedRequest>;
}

/** Not of a live channel, so no part of the list that commands and documentation are made from. */
const objectOperations = [headObject, listObjects, getObject, putObject] as const;

type AnyOperation = Operation<OperationName | (typeof objectOperations)[number]['name'], object, unknown>;

/**
 * A client for the live channels of one bucket. Its methods reject with UsageError before anything is sent when
 * the input is wrong, with ServiceError for what the service refuses, with NetworkError or UnreadableAnswerError
 * when there is no usable answer, and with InterruptedError when the signal is aborted. Every operation leaves the
 * same state when it is repeated, so connection errors, time-outs, 5xx and 429 are tried again. A clock that the
 * service calls skewed is corrected for the life of the client.
 */
export function createClient(options: ClientOptions): Client {
  const caller = new Caller(options);
  const methods = [...operations, ...objectOperations].map((operation: AnyOperation) => [
    operation.name.charAt(0).toLowerCase() + operation.name.slice(1),
    (input?: object | null, options?: CallOptions | null) =>
      caller.call(operation, input ?? {}, options?.signal),
  ]);
  return {
    ...Object.fromEntries(methods),
    get clockOffsetMs() {
      return caller.clockOffsetMs;
    },
    prepare: async (name: OperationName, input?: object | null) => {
      const operation: AnyOperation | undefined = operations.find((listed) => listed.name === name);
      if (operation === undefined) throw new UsageError(`There is no operation ${JSON.stringify(name)}.`);
      return caller.prepare(operation, input ?? {});
    },
  } as Client;
}

/** What one exchange came to: a result or an error. */
type Outcome =
  | { response: Answer | null; error: OssLiveError }
  | { response: Answer; error: null; result: unknown };

class Caller {
  readonly #options: ClientOptions;
  readonly #location: ReturnType<typeof locate>;
  #transport: Transport | null;
  /** Added to the clock once the service has called it skewed. */
  #clockOffsetMs = 0;

  constructor(options: ClientOptions) {
    validateObject('The options', options);
    checkRetry(options.retry ?? {});
    this.#options = options;
    this.#location = locate(options);
    if (this.#location.bucket === null) throw new UsageError('The client needs a bucket.');
    this.#transport = options.transport ?? null;
  }

  get clockOffsetMs(): number {
    return this.#clockOffsetMs;
  }

  async call(operation: AnyOperation, input: object, signal?: AbortSignal | null): Promise<unknown> {
    let corrections = 0;
    for (let attempt = 1; ; attempt++) {
      const prepared = await abortable(this.prepare(operation, input), signal);
      const startedAt = performance.now();
      const outcome = await this.#exchange(operation, input, prepared, signal);
      const elapsedMs = performance.now() - startedAt;
      const corrected = corrections === 0 && this.#correctClock(outcome);
      if (corrected) corrections++;
      const retryInMs = corrected ? 0 : this.#retryInMs(outcome, attempt - corrections);
      const { response, error } = outcome;
      this.#options.onAttempt?.({ ...prepared, attempt, elapsedMs, response, error, retryInMs });
      if (outcome.error === null) return outcome.result;
      if (retryInMs === null) throw outcome.error;
      await wait(retryInMs, signal);
    }
  }

  async prepare(operation: AnyOperation, input: object): Promise<PreparedRequest> {
    return prepareRequest(operation, input, {
      location: this.#location,
      credentials: await currentCredentials(this.#options.credentials),
      signTime: this.#now(),
      signatureVersion: this.#options.signatureVersion ?? 'v4',
    });
  }

  async #exchange(
    operation: AnyOperation,
    input: { channelName?: string },
    { request }: PreparedRequest,
    signal: AbortSignal | null | undefined,
  ): Promise<Outcome> {
    let response: Answer;
    try {
      const transport = await this.#openTransport();
      const sent = transport(request, signal ? { signal } : {});
      const read = operation.streamed ? (sent: HttpResponse) => openAnswer(sent, signal) : readAnswer;
      response = await abortable(sent.then(read), signal);
    } catch (error) {
      return { response: null, error: masked(asOssLiveError(error), request) };
    }
    if (response.status < 200 || response.status > 299) {
      const { bucket } = this.#location;
      const asked = { action: operation.action, bucket, channelName: input.channelName ?? null };
      return { response, error: masked(errorOf(response, asked, this.#now()), request) };
    }
    try {
      return { response, error: null, result: operation.decode(operationResponse(response)) };
    } catch (error) {
      if (error instanceof OssLiveError) return { response, error: masked(error, request) };
      throw error;
    }
  }

  /** undici is only loaded by a client that was given no transport, and then when it first sends. */
  async #openTransport(): Promise<Transport> {
    const transport = this.#transport ?? (await import('./transport.js')).createTransport();
    this.#transport = transport;
    return transport;
  }

  #now(): Date {
    const now = this.#options.now?.() ?? new Date();
    return new Date(now.getTime() + this.#clockOffsetMs);
  }

  #correctClock({ response, error }: Outcome): boolean {
    if (!(error instanceof ServiceError) || response === null) return false;
    if (error.code !== 'RequestTimeTooSkewed' && error.ec !== '0002-00000504') return false;
    const serverTime = timeIn(error.extra.ServerTime ?? headerOf(response.headers, 'date') ?? '');
    if (serverTime === null) return false;
    this.#clockOffsetMs += serverTime.getTime() - this.#now().getTime();
    return true;
  }

  #retryInMs({ response, error }: Outcome, attempt: number): number | null {
    if (!error?.retryable) return null;
    const retryAfter = response === null ? null : headerOf(response.headers, 'retry-after');
    return retryDelayMs(attempt, parseRetryAfter(retryAfter, this.#now()), this.#options.retry ?? {});
  }
}

/** Those given, or those that the function gives now. */
export async function currentCredentials(credentials: ClientOptions['credentials']): Promise<Credentials> {
  if (typeof credentials !== 'function') return credentials;
  try {
    return await credentials();
  } catch (cause) {
    if (cause instanceof OssLiveError) throw cause;
    throw new ConfigurationError(`The credentials could not be obtained: ${messageOf(cause)}`, { cause });
  }
}

/** A server may repeat what it was sent, a transport quote it; and messages travel far, in events and logs. */
function masked(error: OssLiveError, { headers }: HttpRequest): OssLiveError {
  const secrets = [headerOf(headers, 'x-oss-security-token')];
  error.message = redact(error.message, secrets);
  error.hint = error.hint && redact(error.hint, secrets);
  return error;
}

function asOssLiveError(error: unknown): OssLiveError {
  if (error instanceof OssLiveError) return error;
  return new NetworkError('TransportFailed', `The request could not be sent: ${messageOf(error)}`, {
    cause: error,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
