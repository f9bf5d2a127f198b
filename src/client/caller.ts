import { english } from '../english.js';
import { NetworkError, OssLiveError, ServiceError, UsageError } from '../errors.js';
import { timeIn } from '../protocol/time.js';
import type { HttpRequest, HttpResponse, Transport } from '../protocol/wire.js';
import { type Answer, errorOf, headerOf, openAnswer, operationResponse, readAnswer } from './answer.js';
import { currentCredentials } from './credentials.js';
import { locate } from './endpoint.js';
import type { Operation } from './operations/operation.js';
import type { ClientOptions } from './options.js';
import { redact } from './redact.js';
import { type PreparedRequest, prepareRequest } from './request.js';
import { abortable, checkRetry, interruption, parseRetryAfter, retryDelayMs, wait } from './retry.js';
import { differenceIn } from './sign/compare-signed.js';
import { validateObject } from './validate.js';

type AnyOperation = Operation<string, object, unknown>;

/** What one exchange came to: a result or an error. */
type Outcome =
  | { response: Answer | null; error: OssLiveError }
  | { response: Answer; error: null; result: unknown };

/** Sends the calls of one client: signs, repeats, and corrects the clock. */
export class Caller {
  readonly #options: ClientOptions;
  readonly #location: ReturnType<typeof locate>;
  #transport: Transport | null;
  /** Added to the clock once the service has called it skewed. */
  #clockOffsetMs = 0;

  constructor(options: ClientOptions) {
    validateObject(english`The options`, options);
    checkRetry(options.retry ?? {});
    this.#options = options;
    this.#location = locate(options);
    if (this.#location.bucket === null) throw new UsageError(english`The client needs a bucket.`);
    this.#transport = options.transport ?? null;
  }

  get clockOffsetMs(): number {
    return this.#clockOffsetMs;
  }

  async call(operation: AnyOperation, input: object, signal?: AbortSignal | null): Promise<unknown> {
    let corrections = 0;
    for (let attempt = 1; ; attempt++) {
      if (signal?.aborted) throw interruption(signal);
      const prepared = await this.prepare(operation, input, signal);
      const startedAt = performance.now();
      const outcome = await this.#exchange(operation, input, prepared, signal);
      const elapsedMs = performance.now() - startedAt;
      const corrected = corrections === 0 && this.#correctClock(outcome);
      if (corrected) corrections++;
      const retryInMs = corrected ? 0 : this.#retryInMs(outcome, attempt - corrections);
      const { response, error } = outcome;
      this.#options.onAttempt?.({ attempt, elapsedMs, response, error, retryInMs, ...prepared });
      if (outcome.error === null) return outcome.result;
      if (retryInMs === null) throw outcome.error;
      await wait(retryInMs, signal);
    }
  }

  async prepare(
    operation: AnyOperation,
    input: object,
    signal?: AbortSignal | null,
  ): Promise<PreparedRequest> {
    const { credentials } = this.#options;
    return prepareRequest(operation, input, {
      location: this.#location,
      credentials:
        typeof credentials === 'function'
          ? await abortable(currentCredentials(credentials), signal)
          : credentials,
      signTime: this.#now(),
      signatureVersion: this.#options.signatureVersion ?? 'v4',
    });
  }

  async #exchange(
    operation: AnyOperation,
    input: { channelName?: string },
    prepared: PreparedRequest,
    signal: AbortSignal | null | undefined,
  ): Promise<Outcome> {
    const { request } = prepared;
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
      const error = masked(errorOf(response, asked, this.#now()), request);
      if (error instanceof ServiceError) error.difference = differenceIn(prepared, error);
      return { response, error };
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

/** A server may repeat what it was sent, a transport quote it; and messages travel far, in events and logs. */
function masked(error: OssLiveError, { headers }: HttpRequest): OssLiveError {
  const secrets = [headerOf(headers, 'x-oss-security-token')];
  error.message = redact(error.message, secrets);
  error.hint = error.hint && redact(error.hint, secrets);
  return error;
}

function asOssLiveError(error: unknown): OssLiveError {
  if (error instanceof OssLiveError) return error;
  return new NetworkError('TransportFailed', english`The request could not be sent: ${messageOf(error)}`, {
    cause: error,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
