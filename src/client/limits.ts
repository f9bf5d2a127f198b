import { type Limit, limit } from '../protocol/limit.js';

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * What a server may send and how long it may take, and what of events and of a stream is held; `docs/reference.md`
 * shows the table.
 */
export const CLIENT_LIMITS = {
  answer: limit(32 * MIB, 'bytes', 'of an answer', 'unreadable, exit 7'),
  errorAnswer: limit(256 * KIB, 'bytes', 'of an answer that is an error', 'unreadable, exit 7'),
  document: limit(4 * MIB, 'bytes', 'of an XML document', 'unreadable, exit 7'),
  exchange: limit(4, '', 'times the read time-out for a whole answer', 'ReadTimeout, tried again'),
  pages: limit(1000, '', 'pages of a list', 'unreadable, exit 7'),
  serverName: limit(200, 'characters', 'of a code, an EC or an id of the server', 'cut'),
  serverSentence: limit(1000, 'characters', 'of a message of the server', 'cut'),
  serverDetail: limit(16 * KIB, 'characters', 'of any other element of an error', 'cut'),
  serverDetails: limit(32, '', 'of those elements', 'the others are left out'),
  backoff: limit(
    20_000,
    'milliseconds',
    'between two attempts, unless the server asks for more',
    'tried again',
  ),
  retryAfter: limit(
    30_000,
    'milliseconds',
    'that a server may ask to be left alone',
    'the call is not repeated',
  ),
  unreadEvents: limit(
    1000,
    '',
    'events of `watch` or `push` that nobody has read',
    'the oldest are dropped, and counted',
  ),
  undelivered: limit(1000, '', 'events that wait for a command or the webhook', 'not handed on, and told'),
  looksAtOnce: limit(16, '', 'channels that are asked about at once', 'the others wait'),
  lastDelivered: limit(10_000, 'milliseconds', 'to hand on the last events', 'left out, and told'),
  leftAlone: limit(300_000, 'milliseconds', 'that `watch` may be told to wait', 'asked again'),
  nearNames: limit(5000, 'milliseconds', 'for the names of channels that may be meant', 'no hint'),
  webhookAttempt: limit(20_000, 'milliseconds', 'for a webhook to answer', 'tried again'),
  webhookRetry: limit(300_000, 'milliseconds', 'that an event is tried again', 'given up, and told'),
  ffmpegLines: limit(
    50,
    '',
    'lines of ffmpeg that are kept to tell why it failed',
    'the oldest is forgotten',
  ),
  stdinHead: limit(2 * MIB, 'bytes', 'of stdin that are looked at', 'ffmpeg gets it'),
  stdinSilence: limit(30_000, 'milliseconds', 'for the first byte on stdin', 'ffmpeg gets what comes'),
  stdinTrickle: limit(3000, 'milliseconds', 'of stdin from then on', 'ffmpeg gets it'),
  inputExamined: limit(30_000, 'milliseconds', 'to examine an input', '`InputUnreachable`'),
  inputPlaced: limit(60_000, 'milliseconds', 'to find where an input is taken up', '`InputUnreachable`'),
  setpriv: limit(5000, 'milliseconds', 'for `setpriv` to answer', 'done without'),
  endNoticed: limit(
    10_000,
    'milliseconds',
    'for the service to notice the end of a push',
    'what is listed by then counts',
  ),
  endShown: limit(5000, 'milliseconds', 'after a push, for the service to show its end', 'done without'),
  lossesCounted: limit(10_000, 'milliseconds', 'to count what a push has lost', 'told as far as counted'),
  recordingSaved: limit(60_000, 'milliseconds', 'to save the recording of a push', 'told, and done without'),
  lastSegment: limit(
    10_000,
    'milliseconds',
    'after a push, for its last segment to be listed',
    'told, and done without',
  ),
  ledgerLine: limit(16 * KIB, 'bytes', 'of a line of a ledger', 'left out'),
  vodWindows: limit(1000, '', 'days of a VOD playlist', 'refused, exit 2'),
  vodWindowsAtOnce: limit(8, '', 'days that are asked about at once', 'the others wait'),
  vodPlaylist: limit(8 * MIB, 'characters', 'of the VOD playlist of a day', 'unreadable, exit 7'),
  recordedSegments: limit(1_000_000, '', 'segments of a VOD playlist', 'refused, exit 2'),
  seamReads: limit(
    500,
    '',
    'segments whose first timestamp is looked at',
    'whether the others go on is not known, and told',
  ),
  firstTimestamp: limit(64 * KIB, 'bytes', 'of each of them', 'the same'),
  ledgerRead: limit(64 * MIB, 'bytes', 'of a ledger that are read, its latest', 'what is older is left out'),
  segmentLooks: limit(
    1000,
    '',
    'requests for names of segments that tell of pushes',
    'what is older is left out',
  ),
  seamSegments: limit(
    64,
    '',
    'segments before a seam that are looked through for what is sent again',
    'what was sent before them is there twice',
  ),
  seamSeconds: limit(120, 'seconds', 'of them', 'the same'),
  accessUnit: limit(16 * MIB, 'bytes', 'of a picture that is looked at where pushes meet', 'not looked at'),
  heldSound: limit(MIB, 'bytes', 'of sound that is put into packets anew', 'written as it is so far'),
  segment: limit(4096 * MIB, 'bytes', 'of a segment that is downloaded', 'unreadable, exit 7'),
  segmentAttempts: limit(50, '', 'times that a download asks for a segment', 'given up, exit 7'),
  encodedPieces: limit(100, '', 'pieces that are encoded into one file', 'refused, exit 2'),
  downloadJobs: limit(64, '', 'segments that are downloaded at once', 'refused, exit 2'),
} as const satisfies Record<string, Limit>;
