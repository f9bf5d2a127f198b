import { english } from '../english.js';
import { NetworkError } from '../errors.js';

interface Timeouts {
  connectTimeoutSeconds?: number | null;
  readTimeoutSeconds?: number | null;
}

/** What a failure of undici, Node or OpenSSL means to somebody who wanted an answer from `url`. */
export function networkError(cause: unknown, url: URL, timeouts: Timeouts = {}): NetworkError {
  const error = innermost(cause);
  // undici's parser errors have a name, but not always a code.
  const label = codeOf(error) ?? error.name;
  const kind = KINDS.find(({ codes }) => codes.test(label)) ?? UNKNOWN;
  return new NetworkError(kind.code, kind.message(url, timeouts, error), { hint: kind.hint, cause });
}

/** An answer that has begun and does not come to its end. */
export function tooSlow(url: URL, seconds: number): NetworkError {
  const message = english`The answer of ${url.host} was not complete within ${seconds}s.`;
  return new NetworkError('ReadTimeout', message, {
    hint: english`Try again, or allow more time for the answer.`,
  });
}

interface Kind {
  code: string;
  /** Codes of the causes, as undici, Node and OpenSSL name them. */
  codes: RegExp;
  message(url: URL, timeouts: Timeouts, error: Error): string;
  hint: string;
}

const UNKNOWN: Kind = {
  code: 'NetworkFailed',
  codes: /^/,
  message: (url, _timeouts, error) => english`The request to ${url.host} failed: ${reasonOf(error)}.`,
  hint: english`Try again.`,
};

const KINDS: readonly Kind[] = [
  {
    code: 'ConnectionRefused',
    codes: /^ECONNREFUSED$/,
    message: (url) => english`Nothing listens at ${url.host}: the connection was refused.`,
    hint: english`Check the endpoint and its port, and that the server runs.`,
  },
  {
    code: 'DnsNotFound',
    codes: /^(ENOTFOUND|EAI_AGAIN|EAI_NONAME|ENODATA)$/,
    message: (url) => english`There is no address for the host name ${url.hostname}.`,
    hint: english`Check the endpoint, the region and the bucket name for typing mistakes, and the network.`,
  },
  {
    code: 'ConnectTimeout',
    codes: /^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/,
    message: (url, { connectTimeoutSeconds }) =>
      english`No connection to ${url.host} within ${connectTimeoutSeconds ?? 10}s.`,
    hint: english`Check the network, firewalls and proxies; an -internal endpoint is only reachable inside Alibaba Cloud.`,
  },
  {
    code: 'ReadTimeout',
    codes: /^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/,
    message: (url, { readTimeoutSeconds }) =>
      english`No answer from ${url.host} within ${readTimeoutSeconds ?? 30}s.`,
    hint: english`Try again, or allow more time for the answer.`,
  },
  {
    code: 'Unreachable',
    codes: /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/,
    message: (url) => english`There is no route to ${url.host}.`,
    hint: english`Check the network of this machine.`,
  },
  {
    code: 'ConnectionReset',
    codes: /^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET)$/,
    message: (url) => english`${url.host} closed the connection before it answered.`,
    hint: english`Try again; when it stays, something on the way refuses this traffic.`,
  },
  {
    code: 'TlsFailed',
    codes: /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME_MISMATCH)/,
    message: (url, _timeouts, error) => english`No secure connection to ${url.host}: ${reasonOf(error)}.`,
    hint: english`Check that the endpoint speaks https there; a proxy that opens TLS needs its certificate in NODE_EXTRA_CA_CERTS.`,
  },
  {
    code: 'ProxyRefused',
    codes: /^(PROXY_FAILED|UND_ERR_ABORTED)$/,
    message: (url, _timeouts, error) =>
      english`The proxy made no connection to ${url.host}: ${proxyReasonOf(error)}.`,
    hint: english`Check the address of the proxy (HTTPS_PROXY), or name the endpoint in NO_PROXY when it is reached without a proxy.`,
  },
  {
    code: 'NotHttp',
    codes: /^(HPE_|HTTPParserError$)/,
    message: (url) => english`What answers at ${url.host} does not speak HTTP.`,
    hint: english`Check the endpoint and its port.`,
  },
];

/** A host with several addresses fails with an AggregateError that holds a failure for each. */
function innermost(cause: unknown): Error {
  if (cause instanceof AggregateError && cause.errors.length > 0) return innermost(cause.errors[0]);
  if (!(cause instanceof Error)) return new Error(String(cause));
  return codeOf(cause) === null && cause.cause instanceof Error ? innermost(cause.cause) : cause;
}

function codeOf(error: Error): string | null {
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : null;
}

/** undici's message has the status in it. */
function proxyReasonOf(error: Error): string {
  const [, status] = /^Proxy response \((\d+)\)/.exec(error.message) ?? [];
  if (status === undefined) return reasonOf(error);
  if (status === '407' || status === '401')
    return english`it wants a user and password that it knows (${status})`;
  return english`it answered ${status}`;
}

/**
 * OpenSSL's message is a line of its error queue, with the reason somewhere in it; Node gives that by itself too. That
 * of BoringSSL, in the binaries, is a name.
 */
function reasonOf(error: Error): string {
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
  const words = /^[A-Z\d_]+$/.test(reason) ? reason.toLowerCase().replaceAll('_', ' ') : reason;
  return words.replace(/\s+/g, ' ').replace(/[\s.:]+$/, '');
}
