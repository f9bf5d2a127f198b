import { CLIENT_LIMITS } from '../../client/limits.js';
import {
  endpointOf,
  type Looking,
  type Recording,
  recordingOf,
  resolveRange,
  stitched,
} from '../../recording/index.js';
import { type Answer, playlist } from '../answer.js';
import type { Around, Request } from '../around.js';
import { Refusal } from '../problem.js';

const LONGEST_MS = CLIENT_LIMITS.playerRange.value * 1000;

/** The list of a range of time: over its seams, with the times at which they are. */
export async function recording(around: Around, request: Request, query: URLSearchParams): Promise<Answer> {
  return playlist(stitched(await recorded(around, request, rangeIn(query))).playlist);
}

/** Unix milliseconds. Throws Refusal. */
export function rangeIn(query: URLSearchParams, longestMs = LONGEST_MS): { start: Date; end: Date } {
  const [start, end] = ['start', 'end'].map((name) => query.get(name) ?? '');
  if (!/^\d{1,14}$/.test(start ?? '') || !/^\d{1,14}$/.test(end ?? '') || Number(start) >= Number(end))
    throw new Refusal('badRequest');
  if (Number(end) - Number(start) > longestMs) throw new Refusal('tooLong');
  return { start: new Date(Number(start)), end: new Date(Number(end)) };
}

export async function recorded(
  around: Around,
  request: Request,
  { start, end }: { start: Date; end: Date },
): Promise<Recording> {
  const looking = lookingFor(around, request);
  const asked = { start, end, last: 1, gapSeconds: SESSION_GAP_SECONDS };
  const { sessions } = await resolveRange(asked, looking);
  return recordingOf({ ...looking, client: around.client, start, end, sessions });
}

/** As `history` has them. */
export const SESSION_GAP_SECONDS = 600;

export function lookingFor({ client, options }: Around, { channelName, signal }: Request): Looking {
  const { bucket, ledger, now } = options;
  return {
    client,
    bucket,
    endpoint: endpointOf({ ...options, client: null }),
    channelName,
    ledger,
    now: now(),
    signal,
  };
}
