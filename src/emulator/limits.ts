import { type Limit, limit } from '../protocol/limit.js';

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * Every queue, map, buffer, loop and wait of the emulator that a peer could fill, in one place; `docs/emulator.md` shows
 * the table. What is on disk is limited by the disk.
 */
export const EMULATOR_LIMITS = {
  // Connections
  connections: limit(8192, '', 'open connections', 'a new one is closed'),
  firstWord: limit(1, 'seconds', 'until a connection counts as silent', 'it joins the silent ones'),
  unheard: limit(4096, '', 'connections younger than that which have said nothing', 'the oldest is closed'),
  silentConnections: limit(256, '', 'silent connections', 'the oldest is closed'),
  silence: limit(10, 'seconds', 'for the first word of a connection, and for the TLS handshake', 'closed'),
  // HTTP
  head: limit(32 * KIB, 'bytes', 'of a request before its body', '431, or 400 RequestHeaderSectionTooLarge'),
  headTime: limit(15, 'seconds', 'for the head of a request', '408'),
  standstill: limit(120, 'seconds', 'without a byte on an HTTP connection', 'closed'),
  pipelined: limit(16, '', 'requests of a connection that wait for their turn', 'no more are read'),
  object: limit(5 * KIB * MIB, 'bytes', 'of an object', '400 EntityTooLarge'),
  configuration: limit(64 * KIB, 'bytes', 'of the settings of a channel', '400 EntityTooLarge'),
  deletion: limit(2 * MIB, 'bytes', 'of a list of keys to delete', '400 EntityTooLarge'),
  controlBody: limit(MIB, 'bytes', 'of a body under `/_emulator/`', '400'),
  closing: limit(5, 'seconds', 'for the bodies of requests after SIGTERM', 'taken for broken off'),
  checksummed: limit(
    32 * MIB,
    'bytes',
    'of an object that is read for its checksum',
    'no checksum in the answer',
  ),
  checksums: limit(4096, '', 'checksums that are remembered', 'the oldest is forgotten'),
  metadata: limit(8 * KIB, 'bytes', 'of `x-oss-meta-*` headers of an object', '400 MetadataTooLarge'),
  bucketSettings: limit(64 * KIB, 'bytes', 'of the settings of a bucket', '400 EntityTooLarge'),
  bucketRules: limit(2 * MIB, 'bytes', 'of the lifecycle or CORS rules of a bucket', '400 EntityTooLarge'),
  buckets: limit(100, '', 'buckets', '400 TooManyBuckets'),
  signedPlaylist: limit(MIB, 'bytes', 'of a playlist whose URLs are signed', '400, EC `0044-00000404`'),
  signedSegments: limit(20_000, '', 'segments in it', '400, EC `0044-00000406`'),
  signedPlaylists: limit(100, '', 'playlists in it', '400, EC `0044-00000407`'),
  hlsToken: limit(100, 'characters', 'of `x-oss-hls-sign-token`', '400, EC `0044-00000401`'),
  readAtOnce: limit(256 * KIB, 'bytes', 'of an object that is held to be sent', 'larger ones are streamed'),
  // RTMP
  publishTime: limit(10, 'seconds', 'from the first byte to `publish`', 'closed'),
  mediaSilence: limit(30, 'seconds', 'without a byte from a publisher', 'the push ends'),
  lastWords: limit(2, 'seconds', 'for a publisher to read why it was refused', 'closed'),
  command: limit(64 * KIB, 'bytes', 'of a command, and of all messages before `publish`', 'closed'),
  message: limit(16 * MIB, 'bytes', 'of a message, and of all unfinished ones', 'the push ends'),
  chunkStreams: limit(64, '', 'chunk streams of a connection', 'closed'),
  roomAhead: limit(8 * KIB, 'bytes', 'of memory for a message that has only begun', 'taken as it comes'),
  notices: limit(
    32,
    '',
    'warnings that wait until a publisher has nothing to say',
    'the others are left out',
  ),
  unreadAnswers: limit(64 * KIB, 'bytes', 'of answers that a client does not read', 'closed'),
  amfDepth: limit(16, '', 'levels of an AMF value', 'closed'),
  turn: limit(
    10,
    'milliseconds',
    'of work for one connection while others wait',
    'the others have their turn',
  ),
  // Media
  nalUnits: limit(10_000, '', 'NAL units of a frame', 'the frame is left out'),
  sequenceHeader: limit(8 * KIB, 'bytes', 'of a video sequence header', 'the header is left out'),
  heldPictures: limit(3000, 'milliseconds', 'of pictures that wait for their sound', 'they go without it'),
  heldPictureBytes: limit(4 * MIB, 'bytes', 'of them', 'they go without it'),
  heldPictureFrames: limit(400, '', 'of them', 'they go without it'),
  heldAudio: limit(3000, 'milliseconds', 'of sound that waits for a picture', 'the oldest is dropped'),
  heldAudioFrames: limit(300, '', 'frames of it', 'the oldest is dropped'),
  toldLeaps: limit(10, '', 'leaps in time of a push that are told of', 'the others are counted at its end'),
  // Storage
  heldBack: limit(256 * KIB, 'bytes', 'of the open segment in memory', 'written'),
  spareBlocks: limit(16, '', 'blocks of that size that are kept to be used again', 'the others are let go'),
  waitingMedia: limit(8 * MIB, 'bytes', 'of a push that wait for the disk', 'the publisher waits'),
  waitingMediaOfAll: limit(64 * MIB, 'bytes', 'of all pushes that wait for the disk', 'the publishers wait'),
  unfinishedSegments: limit(4, '', 'segments of a push that wait for the disk', 'the publisher waits'),
  // Control
  events: limit(1000, '', 'events that are remembered', 'the oldest is forgotten'),
  eventText: limit(2000, 'characters', 'of a text in an event', 'cut'),
  faultStall: limit(60_000, 'milliseconds', 'that a fault rule makes somebody wait', 'it goes on'),
} as const satisfies Record<string, Limit>;
