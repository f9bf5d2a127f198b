import { expect, test } from 'vitest';
import type { MediaMessage } from '../../../src/emulator/media/flv.js';
import { readTag } from '../../../src/emulator/media/tag.js';
import { hex } from '../../helpers/bytes.js';

const SPS = '6764000aacd94478';
const PPS = '68ebe3cb';
const AVC_RECORD = `0164000affe10008${SPS}010004${PPS}`;

const message = (type: MediaMessage['type'], body: string): MediaMessage => ({
  ...{ type, timestampMs: 40, payload: hex(body) },
});

test.each<[what: string, type: MediaMessage['type'], body: string, read: object]>([
  [
    'an H.264 header',
    'video',
    `1700000000${AVC_RECORD}`,
    {
      kind: 'header',
      config: { lengthSize: 4, sps: [hex(SPS)], pps: [hex(PPS)] },
    },
  ],
  [
    'a picture',
    'video',
    '270100002800000000',
    { kind: 'frame', isKey: false, compositionMs: 40, data: hex('00000000') },
  ],
  [
    'an AAC header',
    'audio',
    'af001210',
    {
      ...{ kind: 'header', record: hex('1210') },
      config: {
        ...{ objectType: 2, frequencyIndex: 4, channelConfiguration: 2 },
        coreSampleRate: 44_100,
      },
    },
  ],
  [
    'an AAC header that ADTS has no room for',
    'audio',
    'af00f800',
    { kind: 'header', record: hex('f800'), config: null },
  ],
  ['an AAC header that is still to come', 'audio', 'af00', { kind: 'announced' }],
  ['an H.264 header that is still to come', 'video', '1700000000', { kind: 'announced' }],
  ['sound', 'audio', 'af0121', { kind: 'frame', data: hex('21') }],
  [
    'a broken H.264 header',
    'video',
    '17000000000164',
    { kind: 'damaged', reason: 'The H.264 sequence header is broken.' },
  ],
  [
    'a picture without its fields',
    'video',
    '2701',
    { kind: 'damaged', reason: 'An H.264 tag is cut short.' },
  ],
  ['half a tag of sound', 'audio', 'af', { kind: 'damaged', reason: 'An AAC tag is cut short.' }],
  [
    'sound that ADTS has no room for',
    'audio',
    `af01${'00'.repeat(8185)}`,
    { kind: 'damaged', reason: 'An AAC frame is impossibly long.' },
  ],
  ['sound that OSS does not take', 'audio', '2fff', { kind: 'foreign', codec: 'MP3' }],
  ['metadata', 'data', '0200', {}],
])('%s is read once, with its headers', (_, type, body, read) => {
  expect(readTag(message(type, body))).toEqual({
    ...{ track: type, timestampMs: 40, bytes: body.length / 2 },
    ...read,
  });
});
