import type { Signal } from './ambient.js';
/** Query parameters by decoded name and value. `null` is a parameter without a value, as in `?live`. */
export type Query = Readonly<Record<string, string | null>>;

export type HeaderList = [name: string, value: string][];

export type Body = string | Uint8Array | null;

/** One HTTP request as it goes over the wire; `target` is the encoded path and query. */
export interface HttpRequest {
  method: string;
  /** Scheme, host and port, without a trailing slash. */
  origin: string;
  target: string;
  headers: HeaderList;
  body: Body;
}

export interface HttpResponse {
  status: number;
  headers: HeaderList;
  body: Body | AsyncIterable<Uint8Array>;
}

export interface TransportOptions {
  signal?: Signal;
}

/** Sends one request and resolves with the answer, whatever its status. Rejects only if there is no answer. */
export type Transport = (request: HttpRequest, options?: TransportOptions) => Promise<HttpResponse>;

export interface Credentials {
  accessKeyId: string;
  accessKeySecret: string;
  /** The token of temporary (STS) credentials. */
  securityToken?: string | null;
}

export type SignatureVersion = 'v4' | 'v1';

export type Addressing = 'virtual' | 'path' | 'cname';

/** Where an operation lives on the wire: data only, read by the client, the documentation and the emulator's router. */
export interface Wire {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** What follows the bucket in the path: nothing, `{channel}`, `{channel}/{playlist}` or the key of an object. */
  path: 'bucket' | 'channel' | 'playlist' | 'object';
  /** Parameters that select the operation, with their fixed values. */
  query: Query;
  /** Names of the parameters that carry the input. */
  parameters: readonly string[];
  success: number;
}
