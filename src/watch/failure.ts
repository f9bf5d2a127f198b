import {
  ConfigurationError,
  isNoSuchChannel,
  isThrottling,
  NetworkError,
  ServiceError,
  UnreadableAnswerError,
} from '../errors.js';
import type { Observation } from './observe.js';

/** What a failed request tells of the channel: null when only that the service wants fewer of them. Throws bugs on. */
export function failedLook(error: unknown): Observation | null {
  if (error instanceof ServiceError) return refusal(error);
  if (error instanceof UnreadableAnswerError && error.httpStatus === 429) return null;
  // Credentials that cannot be renewed now may be renewed later.
  const passes =
    error instanceof NetworkError ||
    error instanceof UnreadableAnswerError ||
    error instanceof ConfigurationError;
  if (!passes) throw error;
  return { kind: 'unreachable', message: error.message };
}

function refusal(error: ServiceError): Observation | null {
  const { httpStatus, code, message } = error;
  if (isThrottling(error) || httpStatus === 503) return null;
  if (isNoSuchChannel(error)) return { kind: 'absent', message };
  return { kind: httpStatus >= 500 ? 'unreachable' : 'refused', message: `${code}: ${message}` };
}

/** How long the service wants to be left alone; null when it did not say. */
export function retryAfterSeconds(error: unknown): number | null {
  return error instanceof ServiceError ? error.retryAfterSeconds : null;
}

const NOT_OF_ONE_CHANNEL = [
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidSecurityToken',
  'SecurityTokenExpired',
  'NoSuchBucket',
];

/** Whether every other request would be refused for the same reason. */
export function isOfBucket(error: unknown): boolean {
  return error instanceof ServiceError && NOT_OF_ONE_CHANNEL.includes(error.code);
}
