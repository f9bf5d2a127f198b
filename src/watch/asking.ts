import type { Client } from '../client/client.js';
import { listPages } from '../client/list-pages.js';
import {
  ConfigurationError,
  isNoSuchChannel,
  isThrottling,
  NetworkError,
  ServiceError,
  UnreadableAnswerError,
} from '../errors.js';
import type { Observation } from './observe.js';
import { counters, REQUEST_RESULTS, type RequestResult } from './state.js';

/** The answer, or what its failure tells; null when it tells nothing. */
export type Asked<Answer> = { answer: Answer } | { failed: Observation | null };

/** Asks the service, and counts what came of it. */
export class Asking {
  readonly results = counters<RequestResult>(REQUEST_RESULTS);
  readonly #client: Client;
  readonly #signal: AbortSignal;
  readonly #onThrottled: (retryAfterSeconds: number | null) => void;

  constructor(client: Client, signal: AbortSignal, onThrottled: (retryAfterSeconds: number | null) => void) {
    this.#client = client;
    this.#signal = signal;
    this.#onThrottled = onThrottled;
  }

  stat(channelName: string) {
    return this.#ask((signal) => this.#client.getLiveChannelStat({ channelName }, { signal }));
  }

  history(channelName: string) {
    return this.#ask((signal) => this.#client.getLiveChannelHistory({ channelName }, { signal }));
  }

  /** The names of all channels of the bucket. `isVital`: nothing can be watched without them. */
  list(isVital: boolean) {
    return this.#ask((signal) => allNames(this.#client, signal), isVital);
  }

  /** Rejects for bugs, and when the first answer of all shows that nothing can be watched. */
  async #ask<Answer>(
    request: (signal: AbortSignal) => Promise<Answer>,
    isVital = false,
  ): Promise<Asked<Answer>> {
    try {
      const answer = await request(this.#signal);
      this.results.ok++;
      return { answer };
    } catch (error) {
      if (this.#signal.aborted) return { failed: null };
      const failed = failedLook(error);
      const isHopeless = failed?.kind === 'refused' && (isVital || isOfBucket(error));
      if (this.results.ok === 0 && isHopeless) throw error;
      this.results[resultOf(failed)]++;
      if (failed === null) this.#onThrottled(error instanceof ServiceError ? error.retryAfterSeconds : null);
      return { failed };
    }
  }
}

async function allNames(client: Client, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  for await (const { channels } of listPages(client, {}, signal))
    names.push(...channels.flatMap(({ name }) => name ?? []));
  return names;
}

function resultOf(failed: Observation | null): RequestResult {
  if (failed === null) return 'throttled';
  return failed.kind === 'unreachable' ? 'failed' : 'refused';
}

/** What a failed request tells of the channel: null when only that the service wants fewer of them. Throws bugs on. */
export function failedLook(error: unknown): Observation | null {
  if (error instanceof ServiceError) return refusal(error);
  if (error instanceof UnreadableAnswerError && error.httpStatus === 429) return null;
  // Credentials that cannot be renewed now may be renewed later.
  const passing = [NetworkError, UnreadableAnswerError, ConfigurationError];
  if (!(error instanceof Error) || !passing.some((kind) => error instanceof kind)) throw error;
  return { kind: 'unreachable', message: error.message };
}

function refusal(error: ServiceError): Observation | null {
  const { httpStatus, code, message } = error;
  if (isThrottling(error) || httpStatus === 503) return null;
  if (isNoSuchChannel(error)) return { kind: 'absent', message };
  return { kind: httpStatus >= 500 ? 'unreachable' : 'refused', message: `${code}: ${message}` };
}

const NOT_OF_ONE_CHANNEL = [
  ...['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidSecurityToken', 'SecurityTokenExpired'],
  'NoSuchBucket',
];

/** Whether every other request would be refused for the same reason. */
function isOfBucket(error: unknown): boolean {
  return error instanceof ServiceError && NOT_OF_ONE_CHANNEL.includes(error.code);
}
