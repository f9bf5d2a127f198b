import type { Body, HeaderList, HttpResponse } from '../../protocol/wire.js';

/** One request as it came in. Without a Host header the origin, if given, says whom it was for. */
export interface IncomingRequest {
  /** `GET`, `PUT`, … */
  method: string;
  /** The encoded path and query. */
  target: string;
  /** In their order, as they were written. */
  headers: HeaderList;
  /** As it came, or as it comes. */
  body?: Body | AsyncIterable<Uint8Array>;
  /** Scheme, host and port, for a request without a `Host` header. */
  origin?: string;
  /** The connection it came on, when there is one. */
  client?: { address: string; reset(): void };
}

export type Handle = (request: IncomingRequest) => Promise<HttpResponse>;

/** The body of a request has broken off. */
export class IncompleteBody extends Error {
  override readonly name = 'IncompleteBody';
}
