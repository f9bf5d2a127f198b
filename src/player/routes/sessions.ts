import { CLIENT_LIMITS } from '../../client/limits.js';
import { findSessions, type Session } from '../../recording/index.js';
import { type Answer, json } from '../answer.js';
import type { Around, Request } from '../around.js';
import type { ShownSession } from '../shapes.js';
import { lookingFor, rangeIn, SESSION_GAP_SECONDS } from './recording.js';

const MOST = CLIENT_LIMITS.playerSessions.value;

/**
 * What is known to be recorded, by ledger, history and state; with a range of time by the names of segments too, which
 * are many requests.
 */
export async function sessions(around: Around, request: Request, query: URLSearchParams): Promise<Answer> {
  const range = query.has('start') ? rangeIn(query) : { start: null, end: null };
  const byNames = range.start !== null;
  const wanted = { ...range, last: MOST, gapSeconds: SESSION_GAP_SECONDS, byNames };
  const found = await findSessions(lookingFor(around, request), wanted);
  return json({ sessions: found.sessions.slice(-MOST).map(documentOf) });
}

function documentOf({ start, end, running, pushes }: Session): ShownSession {
  return {
    ...{ start: start.getTime(), end: end.getTime(), running },
    pushes: pushes.map((push) => ({ start: push.start.getTime(), end: push.end.getTime() })),
  };
}
