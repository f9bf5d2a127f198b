import { isNoSuchChannel, ServiceError } from '../errors.js';
import type { Client } from './client.js';
import type { LiveChannelConfiguration } from './operations/get-live-channel-info.js';

/** What a look at a channel came to; looking needs a permission of its own, which may be missing. */
export type Look =
  | { kind: 'found'; info: LiveChannelConfiguration }
  | { kind: 'absent'; error: ServiceError }
  | { kind: 'denied'; error: ServiceError };

/** Throws when the answer says nothing about the channel: wrong keys, no such bucket, no network. */
export async function lookAt(client: Client, channelName: string, signal: AbortSignal): Promise<Look> {
  try {
    return { kind: 'found', info: await client.getLiveChannelInfo({ channelName }, { signal }) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (isNoSuchChannel(error)) return { kind: 'absent', error };
    if (isDenied(error)) return { kind: 'denied', error };
    throw error;
  }
}

/** The answer, or null when the permission to ask is missing. */
export async function unlessDenied<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ServiceError && isDenied(error)) return null;
    throw error;
  }
}

/** A missing permission, as opposed to credentials that are wrong, expired or absent, or a bucket that is elsewhere. */
export function isDenied({ httpStatus, code, ec, extra }: ServiceError): boolean {
  if (httpStatus !== 403 || code !== 'AccessDenied' || extra.Endpoint !== undefined) return false;
  return ec === null || !ec.startsWith('0002-');
}
