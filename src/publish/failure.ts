import { english } from '../english.js';
import { NetworkError } from '../errors.js';
import type { Address } from './address.js';
import { UnreadableError } from './unreadable.js';

/** Of the system, in its words. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EPIPE: 'Broken pipe',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ENETDOWN: 'Network is down',
};
const NOT_FOUND = /^(ENOTFOUND|EAI_\w+|ENODATA)$/;

/** Why there is no connection. */
export function notConnected(cause: unknown, { host, port, secure }: Address): NetworkError {
  const [code, reason] = readCause(cause);
  if (NOT_FOUND.test(code))
    return new NetworkError('HostNotFound', english`The host ${host} cannot be resolved.`, { cause });
  const usual = secure ? 443 : 1935;
  return new NetworkError(
    'ConnectionFailed',
    english`No connection to ${host}:${port} for RTMP: ${reason}.`,
    {
      hint: english`A firewall may close the RTMP port (${usual} unless the endpoint names one).`,
      cause,
    },
  );
}

/** Why there was no stream: what listens there does not answer as RTMP servers do. */
export function notRtmp(cause: unknown): NetworkError {
  const [, reason] = readCause(cause);
  return new NetworkError(
    'HandshakeFailed',
    english`The server does not speak RTMP, or does not answer: ${reason}.`,
    {
      hint: english`Is the endpoint one that offers LiveChannel?`,
      cause,
    },
  );
}

/** Why a stream that was on its way is not any more. */
export function connectionLost(cause: unknown): NetworkError {
  const [, reason] = readCause(cause);
  return new NetworkError('ConnectionLost', english`The connection to the server was lost: ${reason}.`, {
    cause,
  });
}

/** The server has closed the connection. */
export const END_OF_FILE = new Error('End of file');

function readCause(cause: unknown): [code: string, reason: string] {
  if (cause instanceof UnreadableError) return ['', english`it sends ${cause.message}`];
  const error = cause instanceof AggregateError ? cause.errors[0] : cause;
  if (!(error instanceof Error)) return ['', english`it failed`];
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return [code, REASONS[code] ?? error.message.replace(/\s+/g, ' ').replace(/[\s.:]+$/, '')];
}
