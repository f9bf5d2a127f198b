import type { Signal } from './ambient.js';
/** Query parameters by decoded name and value. `null` is a parameter without a value, as in `?live`. */
export type Query = Readonly<Record<string, string | null>>;

/** Header fields, in their order. */
export type HeaderList = [name: string, value: string][];

/** The body of a request or an answer; null for none. */
export type Body = string | Uint8Array | null;

/** One HTTP request as it goes over the wire; `target` is the encoded path and query. */
export interface HttpRequest {
  /** `GET`, `PUT`, … */
  method: string;
  /** Scheme, host and port, without a trailing slash. */
  origin: string;
  /** The encoded path and query. */
  target: string;
  /** In their order. */
  headers: HeaderList;
  /** What is sent after the head. */
  body: Body;
}

/** One HTTP answer. */
export interface HttpResponse {
  /** The HTTP status. */
  status: number;
  /** As they came. */
  headers: HeaderList;
  /** Whole, or as it comes. */
  body: Body | AsyncIterable<Uint8Array>;
}

/** What holds for one exchange. */
export interface TransportOptions {
  /** Ends it when it is aborted. */
  signal?: Signal;
}

/** Sends one request and resolves with the answer, whatever its status. Rejects only if there is no answer. */
export type Transport = (request: HttpRequest, options?: TransportOptions) => Promise<HttpResponse>;

/** An AccessKey. */
export interface Credentials {
  /** Its id, `LTAI…`. */
  accessKeyId: string;
  /** Its secret, which is never sent. */
  accessKeySecret: string;
  /** The token of temporary (STS) credentials. */
  securityToken?: string | null;
}

/** OSS4-HMAC-SHA256, or the older HMAC-SHA1. */
export type SignatureVersion = 'v4' | 'v1';

/** How the bucket is named in a URL: in the host, in the path, or by a domain of its own. */
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
