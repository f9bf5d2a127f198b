import type { OssLiveError } from '../errors.js';
import type { Signal } from '../protocol/ambient.js';
import type { Addressing, Credentials, SignatureVersion, Transport } from '../protocol/wire.js';
import type { Answer } from './answer.js';
import type { PreparedRequest } from './request.js';
import type { RetryOptions } from './retry.js';

/** Which bucket, whose key, and how it is asked. */
export interface ClientOptions {
  /** `https://oss-cn-hangzhou.aliyuncs.com`; derived from the region when absent. */
  endpoint?: string | null;
  /** The name of the bucket. */
  bucket: string;
  /** `cn-hangzhou`; read from the endpoint when absent and possible. */
  region?: string | null;
  /** One credential, or an async function that is asked before each attempt. */
  credentials: Credentials | (() => Promise<Credentials>);
  /** V4 unless said otherwise. */
  signatureVersion?: SignatureVersion | null;
  /** How the bucket is named in URLs: `virtual` when absent, and always `path` for an IP address. */
  addressing?: Addressing | null;
  /** Sends the requests; undici with keep-alive when absent. The `handle` of an emulator is one. */
  transport?: Transport | null;
  /** The clock; the machine's when absent. */
  now?: (() => Date) | null;
  /** How often a call is tried; three times when absent. */
  retry?: RetryOptions | null;
  /** Told of every attempt after it ended. What it gets holds the signature and the security token: mask them. */
  onAttempt?: ((attempt: Attempt) => void) | null;
}

/** One request that was sent, and what came of it. */
export interface Attempt extends PreparedRequest {
  /** Counted from 1 within a call. */
  attempt: number;
  /** Milliseconds from the first byte sent to the end of the answer. */
  elapsedMs: number;
  /** Null when there was no answer. */
  response: Answer | null;
  /** Null when the attempt succeeded. */
  error: OssLiveError | null;
  /** Milliseconds until the next attempt; null when this was the last one. */
  retryInMs: number | null;
}

/** What holds for one call. */
export interface CallOptions {
  /** Ends the call at once, also while it waits between attempts. */
  signal?: Signal | null;
}
