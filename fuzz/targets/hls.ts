import { readFileSync } from 'node:fs';
import type { MediaMessage } from '../../src/emulator/media/flv.js';
import { createSegmenter } from '../../src/emulator/media/segmenter.js';
import { readPictureFormat } from '../../src/emulator/media/sps.js';
import { createStreamMeter } from '../../src/emulator/media/stream-meter.js';
import { readTag } from '../../src/emulator/media/tag.js';
import { uint } from '../../test/helpers/rtmp-client.js';
import { SegmentCollector } from '../../test/helpers/segment-collector.js';
import { checkTransportStream, clockSteps } from '../../test/helpers/ts-check.js';

// An input is one byte of options, then tags as in FLV files, without the sizes behind them.
const TAG_HEADER = 11;
const FILE_HEADER = 13;
const TYPES: Readonly<Record<number, MediaMessage['type']>> = { 8: 'audio', 9: 'video', 18: 'data' };

// Each kind once and once more at the end, and ten leaps.
const MAX_WARNINGS = 50;

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

function tag(type: number, timestampMs: number, body: string): Buffer {
  const time = [uint(timestampMs % 2 ** 24, 3), uint(Math.floor(timestampMs / 2 ** 24), 1)];
  const bytes = hex(body);
  return Buffer.concat([Buffer.of(type), uint(bytes.length, 3), ...time, Buffer.alloc(3), bytes]);
}

const SPS = '6764000b acd94304ec04400000030040 00000503c50a6580';
const HIGH = `17 00 000000 0164000b ffe1 0018 ${SPS} 01 0005 68ef86f2c0 fdf8f800`;
const BASELINE = '17 00 000000 0142c00a ffe1 0009 6742c00a da0a08d908 01 0004 68ce3c80';
const KEY_FRAME = '17 01 000050 00000004 65888400';
const FRAME = '27 01 ffffb0 00000003 419a24';
const WITH_PARAMETER_SETS = '17 01 000000 00000002 09f0 00000004 6742c00a 00000004 68ce3c80 00000002 6588';
const STEREO = 'af 00 1210';
const SOUND = 'af 01 211004608c1c';

export const tokens: readonly Buffer[] = [
  ...[HIGH, BASELINE, KEY_FRAME, FRAME, WITH_PARAMETER_SETS, '17 02 000000', '57 00', '90 68766331'].map(
    (body) => tag(9, 40, body),
  ),
  // Sampling rates and channels of all kinds: HE-AAC both ways, mono, an explicit rate, more than ADTS has room for.
  ...[
    'af 00',
    STEREO,
    SOUND,
    'af 00 2b920800',
    'af 00 139056e5a54880',
    'af 00 1208',
    'af 00 1780bb8008',
    'af 00 f8f0',
  ].map((body) => tag(8, 40, body)),
  ...[1000, 5000, 9999, 10_001, 61_000, 0x7fff_ffff, 0xffff_fff0].flatMap((timestampMs) => [
    tag(9, timestampMs, KEY_FRAME),
    tag(9, timestampMs, FRAME),
    tag(8, timestampMs, SOUND),
  ]),
  ...[tag(9, 0, ''), tag(8, 0, ''), tag(18, 0, '02'), tag(8, 0, '2f ff')],
];

export function seeds(): Buffer[] {
  const recorded = readFileSync('test/media/ffmpeg-5.1-publish.flv');
  const tags: Buffer[] = [];
  for (let at = FILE_HEADER; at < recorded.length; ) {
    const end = at + TAG_HEADER + recorded.readUIntBE(at + 1, 3);
    tags.push(recorded.subarray(at, end));
    at = end + 4;
  }
  const made = Array.from({ length: 60 }, (_, index) => [
    tag(9, index * 40, index % 12 === 0 ? KEY_FRAME : FRAME),
    tag(8, index * 40 + 5, SOUND),
    tag(8, index * 40 + 28, SOUND),
  ]).flat();
  const both = [tag(9, 0, HIGH), tag(8, 0, STEREO)];
  return [
    Buffer.concat([Buffer.of(0), ...tags]),
    Buffer.concat([Buffer.of(1), ...tags.filter(([type]) => type === 8)]),
    Buffer.concat([Buffer.of(0), ...both, ...made]),
    Buffer.concat([Buffer.of(2), ...both, ...made.slice(0, 40), tag(9, 400, BASELINE), ...made.slice(36)]),
    Buffer.concat([Buffer.of(5), ...both, ...made.filter((_, index) => index % 3 === 0)]),
  ];
}

/** The options, and the tags. */
export function split(bytes: Buffer): Buffer[] {
  const pieces = [bytes.subarray(0, 1)];
  for (let at = 1; at < bytes.length; ) {
    const end = at + 4 <= bytes.length ? at + TAG_HEADER + bytes.readUIntBE(at + 1, 3) : bytes.length;
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}

/** The length of a tag. */
export function repair(piece: Buffer): Buffer {
  if (piece.length < TAG_HEADER) return piece;
  piece.writeUIntBE(piece.length - TAG_HEADER, 1, 3);
  return piece;
}

function messagesOf(tags: readonly Buffer[]): MediaMessage[] {
  return tags.flatMap((bytes) => {
    const type = TYPES[bytes[0] ?? 0];
    if (type === undefined || bytes.length < TAG_HEADER) return [];
    const timestampMs = bytes.readUIntBE(4, 3) + bytes[7]! * 2 ** 24;
    return [{ type, timestampMs, payload: bytes.subarray(TAG_HEADER) }];
  });
}

/** Whatever comes in, what comes out is a valid transport stream, and what is told of it stays short. */
export function fuzz(bytes: Buffer): void {
  const [[options = 0] = [], ...tags] = split(bytes);
  const collector = new SegmentCollector();
  let now = 0;
  const nowMs = () => now;
  const meter = createStreamMeter({ nowMs });
  const warnings: string[] = [];
  const segmenter = createSegmenter({
    fragDurationSeconds: 1 + (options >> 4),
    nowMs,
    output: collector,
    startsWithDiscontinuity: (options & 2) !== 0,
    allowAudioOnly: (options & 1) !== 0,
    onWarning: (text) => warnings.push(text),
  });
  for (const message of messagesOf(tags)) {
    now += 100;
    const tag = readTag(message);
    meter.write(tag);
    segmenter.write(tag);
  }
  segmenter.end();
  if (warnings.length > MAX_WARNINGS) throw new Error(`${warnings.length} warnings`);
  for (const piece of tags) readPictureFormat(piece.subarray(TAG_HEADER));

  const { video, audio } = meter.stat();
  const figures = [...Object.values(video ?? {}), ...Object.values(audio ?? {})];
  if (figures.some((figure) => typeof figure === 'number' && !(Number.isInteger(figure) && figure >= 0)))
    throw new Error(`the measurements are no whole numbers: ${JSON.stringify({ video, audio })}`);
  checkSegments(collector);
}

function checkSegments({ segments, bytes }: SegmentCollector): void {
  if (segments.some(({ durationSeconds }) => !(durationSeconds >= 0 && Number.isFinite(durationSeconds))))
    throw new Error(`durations of ${segments.map(({ durationSeconds }) => durationSeconds)}`);
  const whole = checkTransportStream(bytes);
  for (const [fault] of [
    whole.faults,
    ...segments.map((segment) => checkTransportStream(segment.bytes).faults),
  ])
    if (fault !== undefined) throw new Error(fault);
  const { backwards, maxGapMs } = clockSteps(whole);
  if (backwards > 0 || maxGapMs > 100) throw new Error(`clock: ${backwards} steps back, gap ${maxGapMs} ms`);
}
