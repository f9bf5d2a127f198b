import type { Client } from '../../client/client.js';
import { endpointOfRegion } from '../../client/endpoint.js';
import type { ClientOptions } from '../../client/options.js';
import { validateChannelName, validateObject } from '../../client/validate.js';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { Signal } from '../../protocol/ambient.js';
import { endpointName } from '../ledger/entry.js';
import { findSessions } from './find-sessions.js';
import type { Session } from './session.js';

/** Whom to ask: a client for the bucket, or what makes one. */
export type SessionsBucket =
  | { client: Client; bucket: string; endpoint?: string | null; now?: ClientOptions['now'] }
  | (ClientOptions & { client?: null });

/** Which sessions are looked for. With all that createClient takes, or a client. */
export type SessionsOptions = SessionsBucket & {
  channelName: string;
  /** Only sessions that reach into the time from `start` to `end`. */
  start?: Date | null;
  end?: Date | null;
  /** Only so many of them, the latest. */
  last?: number | null;
  /** Pushes with less time between them are one session: seconds, above 0; 600 when absent. */
  gapSeconds?: number | null;
  /** The path of a ledger, which `push` and `watch` may have written; it is only read. */
  ledger?: string | null;
  signal?: Signal | null;
};

export const DEFAULT_GAP_SECONDS = 600;

/**
 * What was recorded of a channel, oldest first: pushes less than ten minutes apart are one session. The ledger, the
 * history of the channel (ten pushes) and its state tell of them; where those end, because `start` is before them, more
 * are wanted than they know, or they may not be asked, the names of segments in the bucket do (`knownFrom` is
 * `segments`, and a session that began before `start` may lack what is before it). Pushes of which no segment is stored
 * are none; where the bucket may not be listed all of them count. Throws UsageError for options that are wrong, and
 * ServiceError, such as `NoSuchLiveChannel` for a channel of which nothing is known.
 */
export async function listSessions(options: SessionsOptions): Promise<Session[]> {
  checkAsked(options);
  const { bucket, channelName, start, end, last, gapSeconds, ledger } = options;
  const client = options.client ? options.client : await connect(options);
  const now = options.now?.() ?? new Date();
  const { sessions } = await findSessions(
    {
      ...{ client, bucket, endpoint: endpointOf(options), channelName, ledger: ledger ?? null, now },
      signal: options.signal ?? new AbortController().signal,
    },
    {
      ...{ start: start ?? null, end: end ?? null, last: last ?? null },
      ...{ gapSeconds: gapSeconds ?? DEFAULT_GAP_SECONDS, byNames: true },
    },
  );
  return sessions;
}

/** Throws UsageError for what is wrong in itself. */
export function checkAsked(options: Omit<SessionsOptions, keyof SessionsBucket>): void {
  validateObject(english`The options`, options);
  const { channelName, start, end, last, gapSeconds } = options;
  validateChannelName(channelName);
  if (!((gapSeconds ?? 1) > 0)) throw new UsageError(english`gapSeconds is above 0, not ${gapSeconds}.`);
  if (last != null && !(Number.isSafeInteger(last) && last > 0))
    throw new UsageError(english`last is a whole number above 0, not ${last}.`);
  for (const [name, time] of Object.entries({ start, end }))
    if (time != null && !(time instanceof Date && !Number.isNaN(time.getTime())))
      throw new UsageError(english`${name} is not a time.`);
}

/** Loads the HTTP and XML packages. */
export async function connect(options: ClientOptions): Promise<Client> {
  const { createClient } = await import('../../client/client.js');
  return createClient(options);
}

/** As a ledger names it; null when only the client knows. */
export function endpointOf({ endpoint, ...options }: SessionsBucket): string | null {
  if (endpoint) return endpointName(endpoint);
  return !options.client && options.region ? endpointName(endpointOfRegion(options.region)) : null;
}
