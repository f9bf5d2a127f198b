import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { adtsFrame, checkFrame, readAacConfig } from '../../../src/emulator/media/aac.js';
import { readAudioTag, readVideoTag } from '../../../src/emulator/media/flv.js';
import { annexB, inForceFrom, readAvcConfig, sameSequence } from '../../../src/emulator/media/h264.js';
import { MediaError } from '../../../src/emulator/media/media-error.js';
import { readPictureFormat } from '../../../src/emulator/media/sps.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { clip } from '../../helpers/media.js';
import { push, scratchFile } from '../../helpers/segmenting.js';
import { checkTransportStream } from '../../helpers/ts-check.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('FLV tags', () => {
  test.each([
    ['nothing at all', '', { kind: 'empty' }],
    ['an H.264 header', '17 00 000000 0164001f', { kind: 'header', record: hex('0164001f') }],
    [
      'a key frame, shown 80 ms after decoding',
      '17 01 000050 aabb',
      { kind: 'frame', isKey: true, compositionMs: 80, data: hex('aabb') },
    ],
    [
      'an inter frame, shown 40 ms before decoding',
      '27 01 ffffd8 aa',
      { kind: 'frame', isKey: false, compositionMs: -40, data: hex('aa') },
    ],
    ['the end of an H.264 sequence', '17 02 000000', { kind: 'empty' }],
    ['a seek command', '57 00', { kind: 'empty' }],
    ['enhanced HEVC', '90 68766331', { kind: 'foreign', codec: 'HEVC' }],
    ['enhanced AV1', '91 61763031', { kind: 'foreign', codec: 'AV1' }],
    ['enhanced RTMP cut short', '90 00', { kind: 'foreign', codec: 'enhanced RTMP (?)' }],
    ['VP6', '14 00', { kind: 'foreign', codec: 'VP6' }],
  ])('video: %s', (_, body, expected) => {
    expect(readVideoTag(hex(body))).toEqual(expected);
  });

  test.each([
    ['nothing at all', '', { kind: 'empty' }],
    ['an AAC header', 'af 00 1210', { kind: 'header', record: hex('1210') }],
    ['an AAC frame', 'af 01 2110', { kind: 'frame', data: hex('2110') }],
    ['an AAC frame without data', 'af 01', { kind: 'empty' }],
    ['MP3', '2f ff', { kind: 'foreign', codec: 'MP3' }],
    ['G.711', '72 ff', { kind: 'foreign', codec: 'G.711 A-law' }],
    ['enhanced Opus', '90 4f707573', { kind: 'foreign', codec: 'Opus' }],
  ])('audio: %s', (_, body, expected) => {
    expect(readAudioTag(hex(body))).toEqual(expected);
  });

  test('an H.264 or AAC tag that is cut inside its own header is an error', () => {
    for (const body of ['17', '1700', '17010000']) expect(() => readVideoTag(hex(body))).toThrow(MediaError);
    expect(() => readAudioTag(hex('af'))).toThrow(MediaError);
  });
});

describe('AudioSpecificConfig', () => {
  // Object type, frequency index, channels, rate of the core.
  test.each<[name: string, record: string, expected: number[]]>([
    ['LC 44.1 kHz stereo', '1210', [2, 4, 2, 44_100]],
    ['LC 48 kHz mono', '1188', [2, 3, 1, 48_000]],
    ['LC 48 kHz 7.1', '11b8', [2, 3, 7, 48_000]],
    ['LC 22.05 kHz stereo', '1390', [2, 7, 2, 22_050]],
    ['LC that depends on a core coder', '12120000', [2, 4, 2, 44_100]],
    ['a rate written out that has an index', '1780562210', [2, 4, 2, 44_100]],
    ['HE-AAC, hierarchical', '2b920800', [2, 7, 2, 22_050]],
    ['HE-AAC, hierarchical, rate written out', '2b978056220800', [2, 7, 2, 22_050]],
    ['HE-AAC v2, hierarchical', 'eb8a0800', [2, 7, 1, 22_050]],
    ['HE-AAC, backward compatible', '139056e5a0', [2, 7, 2, 22_050]],
    ['backward compatible, replication switched off', '139056e500', [2, 7, 2, 22_050]],
  ])('%s', (_, record, expected) => {
    const config = readAacConfig(hex(record))!;
    const { objectType, frequencyIndex, channelConfiguration, coreSampleRate } = config;
    expect([objectType, frequencyIndex, channelConfiguration, coreSampleRate]).toEqual(expected);
  });

  test.each([
    ['nothing', ''],
    ['one byte', '12'],
    ['a rate without an index', '178055f010'],
    ['a rate that is cut short', '178056'],
    ['channels in a program config element', '1200'],
    ['960 samples a frame', '1214'],
    ['ELD', 'f8e85000'],
    ['a reserved frequency index', '1690'],
  ])('says null where ADTS has no room: %s', (_, record) => {
    expect(readAacConfig(hex(record))).toBeNull();
  });

  test('a frame too long for ADTS is an error', () => {
    const config = readAacConfig(hex('1210'))!;
    expect(adtsFrame(Buffer.alloc(8184), config).length).toBe(8191);
    expect(() => checkFrame(Buffer.alloc(8184))).not.toThrow();
    expect(() => checkFrame(Buffer.alloc(8185))).toThrow(MediaError);
  });

  test('ADTS is the same, byte by byte, as what ffmpeg writes', async () => {
    const source = await clip({ seconds: 5, sampleRate: 48_000 });
    const path = scratchFile('aac');
    await execa('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-i',
      source,
      '-map',
      '0:a',
      '-c',
      'copy',
      '-f',
      'adts',
      path,
    ]);
    const { pes } = checkTransportStream(push(readFlvFile(source)).collector.bytes);
    const stored = Buffer.concat(pes.filter(({ pid }) => pid === 0x101).map(({ payload }) => payload));
    expect(stored.equals(readFileSync(path))).toBe(true);
  });
});

describe('AVCDecoderConfigurationRecord', () => {
  const record = hex('01 4d001e ff e1 0003 674d00 01 0002 68ee');

  test('lists the parameter sets', () => {
    expect(readAvcConfig(record)).toEqual({
      lengthSize: 4,
      sps: [hex('674d00')],
      pps: [hex('68ee')],
    });
  });

  test('may go on behind the picture parameter sets', () => {
    expect(readAvcConfig(Buffer.concat([record, hex('fdf8f800')])).pps).toEqual([hex('68ee')]);
  });

  test('is an error wherever it is cut', () => {
    for (let length = 0; length < record.length; length++)
      expect(() => readAvcConfig(record.subarray(0, length))).toThrow(MediaError);
  });

  test.each([
    ['another version', '00 4d001e ff e1 0003 674d00 01 0002 68ee'],
    ['no SPS', '01 4d001e ff e0 01 0002 68ee'],
    ['no PPS', '01 4d001e ff e1 0003 674d00 00'],
    ['an empty SPS', '01 4d001e ff e1 0000 01 0002 68ee'],
    ['an SPS longer than the record', '01 4d001e ff e1 ffff 674d00'],
  ])('is an error with %s', (_, broken) => {
    expect(() => readAvcConfig(hex(broken))).toThrow(MediaError);
  });
});

describe('Annex B', () => {
  const config = { lengthSize: 4, sps: [hex('6742')], pps: [hex('68ce')] };
  const START = '00000001';
  const DELIMITER = `${START} 09f0`;
  const PARAMETERS = `${START} 6742 ${START} 68ce`;

  const accessUnit = (...args: Parameters<typeof annexB>): Buffer => Buffer.concat(annexB(...args)!);

  test.each([
    ['an inter frame', '00000002 4101', false, `${DELIMITER} ${START} 4101`],
    ['a key frame', '00000002 6588', true, `${DELIMITER} ${PARAMETERS} ${START} 6588`],
    [
      'a key frame with its own parameter sets',
      '00000002 6743 00000002 68cf 00000002 6588',
      true,
      `${DELIMITER} ${START} 6743 ${START} 68cf ${START} 6588`,
    ],
    [
      'a frame that has a delimiter already',
      '00000002 0910 00000002 0605 00000002 4101',
      false,
      `${DELIMITER} ${START} 0605 ${START} 4101`,
    ],
    ['a frame with an empty NAL unit', '00000000 00000002 4101', false, `${DELIMITER} ${START} 4101`],
  ])('%s', (_, frame, withParameterSets, expected) => {
    expect(accessUnit(hex(frame), config, { withParameterSets })).toEqual(hex(expected));
  });

  test.each([
    [1, '02 4101'],
    [2, '0002 4101'],
    [3, '000002 4101'],
  ])('lengths of %d bytes', (lengthSize, frame) => {
    const short = { ...config, lengthSize };
    expect(accessUnit(hex(frame), short, { withParameterSets: false })).toEqual(
      hex(`${DELIMITER} ${START} 4101`),
    );
  });

  test('is null for a frame without NAL units', () => {
    for (const frame of ['', '00000000', '00000002 0910'])
      expect(annexB(hex(frame), config, { withParameterSets: true })).toBeNull();
  });

  test.each(['000000', '00000003 4101', 'ffffffff 41', '00000002 4101 00'])(
    'is an error when cut short: %s',
    (frame) => {
      expect(() => annexB(hex(frame), config, { withParameterSets: false })).toThrow(MediaError);
    },
  );
});

describe('the parameter sets in force from a key frame on', () => {
  const config = { lengthSize: 4, sps: [hex('6742')], pps: [hex('68ce')] };
  const inForce = (keyFrame: string) => inForceFrom(hex(keyFrame), config);

  test.each([
    ['it brings none', '00000002 6588', '6742', '68ce'],
    ['it brings both', '00000002 6743 00000002 68cf 00000002 6588', '6743', '68cf'],
    ['it brings an SPS alone', '00000002 6743 00000002 6588', '6742', '68ce'],
    ['it brings a PPS alone', '00000002 68cf 00000002 6588', '6742', '68ce'],
  ])('%s', (_, keyFrame, sps, pps) => {
    expect(inForce(keyFrame)).toEqual({ lengthSize: 4, sps: [hex(sps)], pps: [hex(pps)] });
  });

  test('it brings more than would be written with every key frame', () => {
    const large = `00002001 68${'00'.repeat(8192)}`;
    expect(inForce(`00000002 6743 ${large} 00000002 6588`)).toEqual(config);
  });

  test('another SPS is another sequence, another PPS is not', () => {
    expect(sameSequence(config, { ...config, pps: [hex('68cf')] })).toBe(true);
    expect(sameSequence(config, { ...config, sps: [hex('6743')] })).toBe(false);
    expect(sameSequence(config, { ...config, sps: [hex('6742'), hex('6743')] })).toBe(false);
    expect(sameSequence(config, null)).toBe(false);
  });
});

describe('sequence parameter sets', () => {
  // Written by hand and confirmed with ffmpeg's trace_headers: High, scaling lists, picture order count of type 1.
  const FULL = hex('6764001ead845ffff1ffffffffffffffff51a7220b13a10000030001000003003c84');

  test('with scaling lists and an order count of type 1', () => {
    expect(readPictureFormat(FULL)).toEqual({ width: 176, height: 144, interlaced: false, frameRate: 30 });
  });

  test.each([
    [
      'with everything the VUI can say before the timing',
      ['overscan=show', 'videoformat=pal', 'colorprim=bt470bg', 'chromaloc=2', 'sar=113/97'],
      { width: 322, height: 184, interlaced: false, frameRate: 25 },
    ],
    ['interlaced', ['tff=1'], { width: 322, height: 184, interlaced: true, frameRate: 25 }],
  ])('of x264, %s', async (_, options, expected) => {
    const source = await clip({ seconds: 0.4, size: '322x184', extra: ['-x264opts', options.join(':')] });
    const tag = readFlvFile(source).find(({ type }) => type === 'video')!;
    expect(readPictureFormat(readAvcConfig(tag.payload.subarray(5)).sps[0]!)).toEqual(expected);
  });

  test('are null when they are cut before the picture size', () => {
    for (let length = 0; length < 22; length++)
      expect(readPictureFormat(FULL.subarray(0, length))).toBeNull();
  });

  test.each([
    ['a side of 0 pixels', '6742001ed98dffffffff'],
    ['all zeros', '670000000000000000000000'],
    ['all ones', '67ffffffffffffffffffffff'],
  ])('are null when they are impossible: %s', (_, sps) => {
    expect(readPictureFormat(hex(sps))).toBeNull();
  });
});
