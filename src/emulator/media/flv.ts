import { english } from '../../english.js';
import { MediaError } from './media-error.js';

/** One audio, video or data message of a publisher, with its timestamp as received (32 bits, milliseconds). */
export interface MediaMessage {
  type: 'audio' | 'video' | 'data';
  timestampMs: number;
  /** The FLV tag body. */
  payload: Buffer;
}

/** The body of an FLV video tag, as far as H.264 goes. */
export type VideoTag =
  | { kind: 'header'; record: Buffer }
  /** A sequence header without content, as ffmpeg sends it when it does not know it yet: one with content follows. */
  | { kind: 'announced' }
  /** `data` holds length-prefixed NAL units; `compositionMs` is PTS minus DTS. */
  | { kind: 'frame'; isKey: boolean; compositionMs: number; data: Buffer }
  | { kind: 'foreign'; codec: string }
  /** Seek commands, end of sequence, nothing at all. */
  | { kind: 'empty' };

/** The body of an FLV audio tag, as far as AAC goes. */
export type AudioTag =
  | { kind: 'header'; record: Buffer }
  | { kind: 'announced' }
  | { kind: 'frame'; data: Buffer }
  | { kind: 'foreign'; codec: string }
  | { kind: 'empty' };

// Numbers of the FLV specification, version 10.1, annex E.4.2 and E.4.3.
const AVC = 7;
const AAC = 10;
const KEY_FRAME = 1;
const COMMAND_FRAME = 5;
const SEQUENCE_HEADER = 0;
const CODED_DATA = 1;

const VIDEO_CODECS: Readonly<Record<number, string>> = {
  2: 'Sorenson H.263',
  3: 'Screen video',
  4: 'VP6',
  5: 'VP6 with alpha',
  6: 'Screen video 2',
  // Not in the specification: what Chinese CDNs agreed on before enhanced RTMP.
  12: 'HEVC',
};

const AUDIO_CODECS: Readonly<Record<number, string>> = {
  0: 'PCM',
  1: 'ADPCM',
  2: 'MP3',
  3: 'PCM',
  4: 'Nellymoser',
  5: 'Nellymoser',
  6: 'Nellymoser',
  7: 'G.711 A-law',
  8: 'G.711 mu-law',
  11: 'Speex',
  14: 'MP3',
};

// Enhanced RTMP v2: the top bit of a video tag, or sound format 9, says that a FourCC follows.
const ENHANCED_VIDEO = 0x80;
const ENHANCED_AUDIO = 9;

const FOUR_CCS: Readonly<Record<string, string>> = {
  hvc1: 'HEVC',
  av01: 'AV1',
  vp08: 'VP8',
  vp09: 'VP9',
  vvc1: 'VVC',
  Opus: 'Opus',
  fLaC: 'FLAC',
  'ac-3': 'AC-3',
  'ec-3': 'E-AC-3',
  '.mp3': 'MP3',
};

const FILE_HEADER_BYTES = 13;
const TAG_HEADER_BYTES = 11;
const BACK_POINTER_BYTES = 4;
const AUDIO_TAG = 8;

/** The tags of an FLV file with nothing but audio and video, whose times need no more than 24 bits. */
export function readFlv(file: Buffer): MediaMessage[] {
  const messages: MediaMessage[] = [];
  for (let at = FILE_HEADER_BYTES; at < file.length; ) {
    const start = at + TAG_HEADER_BYTES;
    const end = start + file.readUIntBE(at + 1, 3);
    const type = file[at] === AUDIO_TAG ? 'audio' : 'video';
    messages.push({ type, timestampMs: file.readUIntBE(at + 4, 3), payload: file.subarray(start, end) });
    at = end + BACK_POINTER_BYTES;
  }
  return messages;
}

/** Throws MediaError when an H.264 tag is too short for its own fields. */
export function readVideoTag(body: Buffer): VideoTag {
  if (body.length === 0) return { kind: 'empty' };
  const first = body[0]!;
  if ((first & ENHANCED_VIDEO) !== 0) return { kind: 'foreign', codec: fourCcName(body) };
  const frameType = first >> 4;
  if (frameType === COMMAND_FRAME) return { kind: 'empty' };
  const codec = first & 0x0f;
  if (codec !== AVC) return { kind: 'foreign', codec: VIDEO_CODECS[codec] ?? english`video codec ${codec}` };
  if (body.length < 5) throw new MediaError(english`An H.264 tag is cut short.`);
  const packetType = body[1];
  if (packetType === SEQUENCE_HEADER) return header(body.subarray(5));
  if (packetType !== CODED_DATA) return { kind: 'empty' };
  return {
    kind: 'frame',
    isKey: frameType === KEY_FRAME,
    compositionMs: body.readIntBE(2, 3),
    data: body.subarray(5),
  };
}

/** Throws MediaError when an AAC tag is too short for its own fields. */
export function readAudioTag(body: Buffer): AudioTag {
  if (body.length === 0) return { kind: 'empty' };
  const format = body[0]! >> 4;
  if (format === ENHANCED_AUDIO) return { kind: 'foreign', codec: fourCcName(body) };
  if (format !== AAC)
    return { kind: 'foreign', codec: AUDIO_CODECS[format] ?? english`audio codec ${format}` };
  if (body.length < 2) throw new MediaError(english`An AAC tag is cut short.`);
  const data = body.subarray(2);
  if (body[1] === SEQUENCE_HEADER) return header(data);
  return data.length === 0 ? { kind: 'empty' } : { kind: 'frame', data };
}

function header(record: Buffer): { kind: 'header'; record: Buffer } | { kind: 'announced' } {
  return record.length === 0 ? { kind: 'announced' } : { kind: 'header', record };
}

function fourCcName(body: Buffer): string {
  const fourCc = body.toString('latin1', 1, 5);
  return FOUR_CCS[fourCc] ?? `enhanced RTMP (${fourCc.replace(/[^\x20-\x7e]/g, '?')})`;
}
