import { describe, expect, test } from 'vitest';
import { describeMedia } from '../../src/cli/terminal/describe-media.js';
import { findFfprobe, findProgram } from '../../src/ffmpeg/find-ffmpeg.js';
import {
  type Asked,
  choosesCodec,
  encodingOptions,
  filtersFor,
  type Plan,
} from '../../src/push/ffmpeg/encoding.js';
import { probe } from '../../src/push/ffmpeg/ffprobe.js';
import { type AudioFacts, type Media, readMedia, type VideoFacts } from '../../src/push/ffmpeg/media.js';
import { type Preflight, preflight, unexamined } from '../../src/push/preflight.js';
import { clip } from '../helpers/media.js';
import { mediaFacts } from '../helpers/media-facts.js';

const ASKED: Asked = {
  ...{ transcode: 'auto', videoBitrate: null, height: null, audio: null },
  ...{ fragDuration: 5, ownVideo: false, ownAudio: false, loop: false },
};

function media(
  video: Partial<VideoFacts> = {},
  audio: Partial<AudioFacts> | null = {},
  input = '1.mp4',
): Media {
  return mediaFacts(video, audio, { input });
}

/** `video audio: code` of the findings, or what was thrown. */
function verdict(inputs: Media[], asked: Partial<Asked>): string {
  try {
    return inShort(preflight(inputs, { ...ASKED, ...asked }));
  } catch (error) {
    return (error as Error).message;
  }
}

function inShort({ plan, joined, findings }: Preflight): string {
  const found = findings.map(({ level, code }) => ` ${level}:${code}`).join('');
  return `${plan.video} ${plan.audio}${joined ? ' joined' : ''}${found}`;
}

describe('what is copied and what is encoded', () => {
  const hevc = media({ codec: 'hevc' });
  const deep = media({ pixelFormat: 'yuv420p10le' });
  const mp3 = media({}, { codec: 'mp3' });
  const opus = media({}, { codec: 'opus' });
  const mute = media({}, null);
  const sparse = media({ keyFrameSeconds: 9.6 });
  const other = media({ parameters: 'v2' }, { parameters: 'a2' }, '2.mp4');
  const turned = media({ rotation: 90 });
  const untimed = media({ timed: false });
  const odd = media({}, { adts: false });
  const second = media({}, {}, '2.mp4');
  const at = (index: number, id: string | null = `0x${index + 1}`) => ({
    track: { index, id, first: true, seconds: null },
  });
  const swapped = media(at(1), at(0));
  const nameless = media(at(1, null), at(0, null));
  const fast = { ...media(), bitsPerSecond: 120e6 };
  const large = media({ width: 1920, height: 1080, parameters: 'v2' });
  test.each<[string, Media[], Partial<Asked>, string]>([
    ['H.264 and AAC', [media()], {}, 'copy copy'],
    ['the same, always', [media()], { transcode: 'always' }, 'h264 aac'],
    ['full range is no other format', [media({ pixelFormat: 'yuvj420p' })], {}, 'copy copy'],
    ['HEVC', [hevc], {}, 'h264 copy note:video-encoded'],
    ['HEVC, never', [hevc], { transcode: 'never' }, '1.mp4 has hevc video, which cannot be sent as it is.'],
    ['ten bits', [deep], {}, 'h264 copy note:video-encoded'],
    ['ten bits, never', [deep], { transcode: 'never' }, 'copy copy warning:pixel-format'],
    ['MP3', [mp3], {}, 'copy aac note:audio-encoded'],
    ['MP3, never', [mp3], { transcode: 'never' }, 'copy copy warning:audio-dropped'],
    ['Opus, never', [opus], { transcode: 'never' }, '1.mp4 has opus audio, which cannot be sent as it is.'],
    ['Opus, only the sound', [opus], { transcode: 'never', audio: 'aac' }, 'copy aac note:audio-encoded'],
    ['Opus, left out', [opus], { audio: 'none' }, 'copy none'],
    ['no sound', [mute], {}, 'copy copy warning:no-audio'],
    ['no sound, meant', [mute], { audio: 'none' }, 'copy none'],
    ['few key frames', [sparse], {}, 'copy copy warning:key-frames'],
    ['few key frames, encoded', [sparse], { transcode: 'always' }, 'h264 aac'],
    ['few key frames for long segments', [sparse], { fragDuration: 10 }, 'copy copy'],
    ['120 Mbit/s', [fast], {}, 'copy copy warning:bit-rate'],
    ['120 Mbit/s, encoded', [fast], { transcode: 'always' }, 'h264 aac'],
    ['100 Mbit/s', [{ ...fast, bitsPerSecond: 100e6 }], {}, 'copy copy'],
    ['another height', [media()], { height: 360 }, 'h264 copy'],
    ['another bit rate', [media()], { videoBitrate: '1M' }, 'h264 copy'],
    ['the user knows how', [hevc], { ownVideo: true, ownAudio: true }, 'custom custom'],
    ['two alike', [media(), media({}, {}, '2.mp4')], {}, 'copy copy'],
    ['two that differ', [media(), other], {}, 'h264 aac note:video-encoded note:audio-encoded'],
    ['a phone held upright', [turned], {}, 'h264 copy note:video-encoded'],
    ['a phone held upright, never', [turned], { transcode: 'never' }, 'copy copy warning:turned'],
    ['no times', [untimed], {}, 'h264 copy note:video-encoded'],
    [
      'no times, never',
      [untimed],
      { transcode: 'never' },
      '1.mp4 does not say when its pictures are to be shown, which cannot be sent as it is.',
    ],
    ['AAC that ADTS cannot carry', [odd], {}, 'copy aac note:audio-encoded'],
    ['AAC that ADTS cannot carry, never', [odd], { transcode: 'never' }, 'copy copy warning:audio-dropped'],
    [
      'sound that nothing decodes',
      [media({}, { codec: 'unknown' })],
      {},
      'ffmpeg does not know what the audio of 1.mp4 is, and cannot decode it.',
    ],
    [
      'sound that nothing decodes, left out',
      [media({}, { codec: 'unknown' })],
      { audio: 'none' },
      'copy none',
    ],
    ['streams in another order', [media(), swapped], {}, 'copy copy'],
    [
      'streams in another order, and no numbers to name them by',
      [media(), nameless],
      {},
      'h264 aac joined note:video-encoded note:audio-encoded',
    ],
    ['one is mute', [mute, second], {}, 'h264 aac joined note:video-encoded note:audio-encoded'],
    ['one is mute, and so are all', [mute, second], { audio: 'none' }, 'copy none'],
    [
      'one is mute, never',
      [mute, second],
      { transcode: 'never' },
      '1.mp4 has no sound, unlike 2.mp4: such files cannot be sent as they are.',
    ],
    [
      'one is mute, again and again',
      [mute, second],
      { loop: true },
      '1.mp4 has no sound, unlike 2.mp4: such files cannot be sent again and again.',
    ],
    [
      'one is mute, and the user knows how',
      [second, mute],
      { ownVideo: true },
      "1.mp4 has no sound, unlike 2.mp4: such files cannot be sent with ffmpeg's own options.",
    ],
    ['one is turned', [media(), turned], {}, 'h264 aac joined note:video-encoded note:audio-encoded'],
    ['one is HEVC', [media(), hevc], {}, 'h264 aac joined note:video-encoded note:audio-encoded'],
    ['one is larger', [media(), large], {}, 'h264 aac joined note:video-encoded note:audio-encoded'],
    ['one is larger, again and again', [media(), large], { loop: true }, 'h264 copy note:video-encoded'],
    [
      'two that differ, never',
      [media(), other],
      { transcode: 'never' },
      'The video of 2.mp4 is not like that of 1.mp4, which cannot be sent as it is.',
    ],
  ])('%s', (_, inputs, asked, expected) => {
    expect(verdict(inputs, asked)).toBe(expected);
  });

  test.each<[string, Partial<Asked>, boolean, string]>([
    ['stdin', {}, false, 'copy copy note:not-examined'],
    ['stdin, always', { transcode: 'always' }, false, 'h264 aac'],
    ['stdin without sound', { audio: 'none' }, false, 'copy none note:not-examined'],
    ['a camera', {}, true, 'h264 aac'],
    ['a camera that delivers H.264', { transcode: 'never' }, true, 'copy copy note:not-examined'],
    ['a camera, encoded by other means', { ownVideo: true }, true, 'custom aac'],
  ])('unseen: %s', (_, asked, raw, expected) => {
    expect(inShort(unexamined({ ...ASKED, ...asked }, { raw, byChoice: false }))).toBe(expected);
  });

  test('a stream without a key frame for more than a minute is worse than long segments', () => {
    const { findings } = preflight([media({ keyFrameSeconds: 65 })], ASKED);
    expect(findings.map(({ message }) => message)).toEqual([
      '1.mp4 has no key frame for 65s: the service cuts segments that do not begin with a picture.',
    ]);
  });
});

describe("ffmpeg's options", () => {
  const x264 = '-c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p';
  const aac = '-c:a aac -b:a 128k -ar 44100 -ac 2';
  test.each<[Plan, Partial<Asked>, string]>([
    [{ video: 'copy', audio: 'copy' }, {}, '-c copy'],
    [{ video: 'custom', audio: 'custom' }, {}, '-c copy'],
    [{ video: 'copy', audio: 'none' }, {}, '-c copy -an'],
    [{ video: 'copy', audio: 'aac' }, {}, `-c:v copy ${aac} -flags +global_header`],
    [
      { video: 'h264', audio: 'copy' },
      {},
      `${x264} -force_key_frames expr:if(gte(t,ld(0)+5)+isnan(prev_forced_t),st(0,t)*0+1,gte(t,prev_forced_t+5/3)) -sc_threshold 0 -c:a copy -flags +global_header`,
    ],
    [
      { video: 'h264', audio: 'none' },
      { videoBitrate: '2M', height: 360, fragDuration: 2 },
      `${x264} -vf scale=-2:360 -b:v 2M -maxrate 2M -bufsize 2M -force_key_frames expr:if(gte(t,ld(0)+2)+isnan(prev_forced_t),st(0,t)*0+1,0) -sc_threshold 0 -an -flags +global_header`,
    ],
  ])('%j', (plan, asked, options) => {
    const filters = filtersFor({ inputs: [media()], joined: false }, { height: null, ...asked });
    expect(encodingOptions(plan, { ...ASKED, ...asked }, filters).join(' ')).toBe(options);
  });

  test.each<[string, boolean, boolean]>([
    ['-c:v libx264', true, false],
    ['-vcodec copy', true, false],
    ['-codec:a:0 aac', false, true],
    ['-c copy', true, true],
    ['-b:v 2M -crf 20', false, false],
  ])('%s of the user: chooses for video %s, for audio %s', (options, video, audio) => {
    const words = options.split(' ');
    expect([choosesCodec(words, 'v'), choosesCodec(words, 'a')]).toEqual([video, audio]);
  });
});

describe('what ffprobe says', () => {
  const { env, platform } = process;
  const surroundings = { env, platform, cwd: process.cwd(), signal: new AbortController().signal };

  async function look(input: string): Promise<Media> {
    const ffmpeg = (await findProgram('ffmpeg', surroundings)) ?? '';
    const program = await findFfprobe(ffmpeg, surroundings);
    return probe({ ...surroundings, program, input, options: [], seconds: 20 });
  }

  test('of a clip', async () => {
    const input = await clip({ seconds: 5, gop: 50, bFrames: 0, size: '640x360', rate: '30000/1001' });
    const found = await look(input);
    expect(found).toEqual({
      input,
      format: 'flv',
      video: {
        ...{ codec: 'h264', profile: 'Constrained Baseline', pixelFormat: 'yuv420p' },
        ...{ width: 640, height: 360, framesPerSecond: 29.97, bFrames: false, interlaced: false },
        ...{ mirrored: false, rotation: 0, timed: true, pictureSeconds: 0.034 },
        track: { index: 0, id: null, first: true, seconds: null },
        keyFrameSeconds: expect.closeTo(50 / 29.97, 2),
        parameters: expect.stringMatching(/^h264 640 360 CRC32:[0-9a-f]{8}$/),
      },
      audio: {
        ...{ codec: 'aac', sampleRate: 44_100, channels: 2, adts: true },
        track: { index: 1, id: null, first: true, seconds: null },
        parameters: expect.stringMatching(/^aac 44100 CRC32:[0-9a-f]{8}$/),
      },
      durationSeconds: expect.closeTo(5, 0),
      bitsPerSecond: expect.any(Number),
      sizeBytes: expect.any(Number),
    });
  });

  test('of a camera that is off', async () => {
    await expect(look('rtsp://admin:geheim@127.0.0.1:1/cam')).rejects.toMatchObject({
      code: 'InputUnreachable',
      message: 'rtsp://admin:***@127.0.0.1:1/cam cannot be read: Connection refused.',
    });
  });

  test.each<[string, [time: number, key: boolean][], number | null]>([
    ['no packets', [], null],
    [
      'one key frame',
      [
        [0, true],
        [0.04, false],
        [7, false],
      ],
      7,
    ],
    [
      'no key frame',
      [
        [1, false],
        [4, false],
      ],
      3,
    ],
    [
      'pictures out of order',
      [
        [0, true],
        [0.12, false],
        [0.04, false],
        [2, true],
        [2.04, false],
      ],
      2,
    ],
    [
      'the longest gap in the middle',
      [
        [0, true],
        [1, true],
        [6, true],
        [8, true],
      ],
      5,
    ],
  ])('of key frames: %s', (_, packets, expected) => {
    const report = {
      streams: [{ index: 0, codec_type: 'video', codec_name: 'h264' }],
      packets: packets.map(([time, key]) => ({
        ...{ stream_index: 0, pts_time: `${time}`, flags: key ? 'K_' : '__' },
      })),
    };
    expect(readMedia('1.flv', report).video?.keyFrameSeconds).toBe(expected);
  });

  test.each([
    ['what nginx-rtmp says of a live stream', '0.000000', null],
    ['a file', '12.027000', 12.027],
  ])('the length of %s', (_, duration, expected) => {
    const report = { format: { format_name: 'flv', duration }, streams: [] };
    expect(readMedia('rtmp://10.0.0.7/live/cam', report).durationSeconds).toBe(expected);
  });

  test('the cover of a song is no video', () => {
    const cover = { codec_type: 'video', codec_name: 'mjpeg', disposition: { attached_pic: 1 } };
    expect(readMedia('song.mp3', { streams: [cover] }).video).toBeNull();
  });

  test('a still picture before the film is not the film, and alone it is none', () => {
    const still = { index: 0, codec_type: 'video', codec_name: 'png', width: 320, height: 180 };
    const film = { ...still, index: 1, codec_name: 'h264' };
    const packets = [0, 1, 1].map((stream_index) => ({ stream_index, pts_time: '0', flags: 'K_' }));
    const { video } = readMedia('a.mkv', { streams: [still, film], packets });
    expect([video?.codec, video?.track]).toEqual([
      'h264',
      { index: 1, id: null, first: false, seconds: null },
    ]);
    expect(readMedia('a.png', { streams: [still], packets: packets.slice(0, 1) }).video).toBeNull();
  });

  test('of several sound tracks the first that is more than announced is taken', () => {
    const announced = { index: 1, codec_type: 'audio', codec_name: 'aac', sample_rate: '0', channels: 0 };
    const sound = { index: 2, codec_type: 'audio', codec_name: 'aac', sample_rate: '44100', channels: 2 };
    expect(readMedia('a.ts', { streams: [announced] }).audio).toBeNull();
    expect(readMedia('a.ts', { streams: [announced, sound] }).audio?.track).toMatchObject({
      index: 2,
      first: false,
    });
  });
});

test.each<[Media, string]>([
  [
    media(),
    '1.mp4: H.264 High 1280x720, 25 fps, key frames 2s apart; AAC 44.1 kHz stereo; 2.10 Mbit/s; 10m 00s',
  ],
  [
    {
      ...media({ codec: 'vp9', profile: null, bFrames: true, interlaced: true, keyFrameSeconds: null }, null),
      durationSeconds: null,
      bitsPerSecond: null,
      sizeBytes: null,
    },
    '1.mp4: vp9 1280x720, 25 fps, interlaced, B-frames; no audio; live',
  ],
  [
    media({ framesPerSecond: null }, { channels: 6, sampleRate: null }),
    '1.mp4: H.264 High 1280x720, key frames 2s apart; AAC 6 channels; 2.10 Mbit/s; 10m 00s',
  ],
])('an input in one line', (input, line) => {
  expect(describeMedia(input)).toBe(line);
});
