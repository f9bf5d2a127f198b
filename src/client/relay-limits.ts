import { type Limit, limit } from '../protocol/limit.js';

const MIB = 1024 * 1024;

/** Of `relay`: its sources, the processes that carry them, and what it keeps of days. A part of `CLIENT_LIMITS`. */
export const RELAY_LIMITS = {
  relayRetry: limit(31_536_000, 'seconds', 'that `relay` connects a source again by itself', 'begun anew'),
  relayPause: limit(
    300_000,
    'milliseconds',
    'between two tries of a source that fails for good',
    'tried again',
  ),
  relayStagger: limit(
    250,
    'milliseconds',
    'from the start of one source of `relay` to the next',
    'the others wait',
  ),
  relayEnd: limit(
    9000,
    'milliseconds',
    'for the streams of `relay` to end, from the signal on',
    'their processes are killed',
  ),
  relayFileLook: limit(
    10_000,
    'milliseconds',
    'for `relay` to look whether its file has changed',
    'told once, and waited for',
  ),
  workerFigures: limit(
    5000,
    'milliseconds',
    'from one sign of life of a worker of `relay` to the next',
    'missed',
  ),
  workerSilence: limit(12, '', 'of them in a row that a worker may miss', 'killed and started again'),
  workerPause: limit(
    60_000,
    'milliseconds',
    'between two starts of a worker that ends at once',
    'tried again',
  ),
  workerMessage: limit(4 * MIB, 'characters', 'of a message to or from a worker', 'the worker is ended'),
  workerUnread: limit(8 * MIB, 'bytes', 'of messages of a worker that nobody has read', 'the worker ends'),
  credentialsNotice: limit(
    3_600_000,
    'milliseconds',
    'before credentials end, for `relay` to tell it',
    'told at once',
  ),
  sourcesExamined: limit(
    30_000,
    'milliseconds',
    'to examine the sources of `relay` for a plan',
    'what the others cost is assumed',
  ),
  dayListDelay: limit(
    240_000,
    'milliseconds',
    'after the end of a day until its list is saved, for its last segments',
    'they are not in it',
  ),
  dayListsBack: limit(31, '', 'days back of which lists that are missing are saved', 'left out'),
  dayListsAtOnce: limit(4, '', 'channels whose lists of days are saved at once', 'the others wait'),
  dayListRetry: limit(3_600_000, 'milliseconds', 'between two tries to save a list of a day', 'tried again'),
} as const satisfies Record<string, Limit>;
