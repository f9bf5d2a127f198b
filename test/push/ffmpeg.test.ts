import { describe, expect, test } from 'vitest';
import { type FfmpegRequest, ffmpegArgs } from '../../src/push/ffmpeg/args.js';
import { ffmpegFailure } from '../../src/push/ffmpeg/failure.js';
import type { Source } from '../../src/push/source.js';
import { mediaFacts } from '../helpers/media-facts.js';

const url =
  'rtmp://127.0.0.1:8787/local/live/cam?Expires=1709600400&OSSAccessKeyId=LTAI5tExampleKeyId0001&Signature=a%2Bb%2Fc%3D';

const BASE: FfmpegRequest = {
  source: { kind: 'files', names: ['file:1.flv'], folder: '/videos' },
  inputs: [],
  plan: { video: 'copy', audio: 'copy' },
  joined: false,
  height: null,
  inputOptions: [],
  position: 0,
  loop: false,
  clock: false,
  urls: [url],
  encoding: ['-c', 'copy'],
  outputOptions: [],
  writeTimeoutSeconds: 5,
};
const BEGIN = '-hide_banner -loglevel warning -nostats -progress pipe:1';
const PAUSES = '-dts_delta_threshold 600';
const MAP = '-map 0:v:0 -map 0:a:0?';
const SEEN = '-map 0:v:0 -map 0:a:0';
const END = `-f flv -flvflags no_duration_filesize -rw_timeout 5000000 ${url}`;
const FIRST =
  "ffconcat version 1.0\nstream\nexact_stream_id 0x1\nstream\nexact_stream_id 0x2\nfile 'file:/videos/it'\\''s.mp4'\nduration 4\n";
const SECOND =
  "ffconcat version 1.0\nstream\nexact_stream_id 0x2\nstream\nexact_stream_id 0x1\nfile 'file:/videos/10:30.mp4'\nduration 600\n";
const SIZED =
  'scale=1280:720:force_original_aspect_ratio=decrease,pad=1280:720:-1:-1,setsar=1,format=yuv420p';
const OTHER = "rtmp://127.0.0.1:8787/local/live/o'c|m?Signature=a\\b";
const LEG =
  '[f=flv:flvflags=no_duration_filesize:rw_timeout=5000000:onfail=ignore:use_fifo=1:fifo_options=queue_size=750]';

describe('what ffmpeg is asked', () => {
  const rtsp: Source = { kind: 'url', url: 'rtsp://10.0.0.7/cam' };
  const two: Source = { kind: 'files', names: ["it's.mp4", 'file:10:30.mp4'], folder: '/videos' };
  const lasting = (durationSeconds: number | null) => mediaFacts({}, {}, { durationSeconds });
  const at = (index: number) => ({ track: { index, id: `0x${index + 1}`, first: true, seconds: null } });
  const swapped = mediaFacts(at(1), at(0));
  const inner = (list: string) => `file 'data:text/plain;base64,${Buffer.from(list).toString('base64')}'\n`;
  const cover = { index: 2, id: null, first: false, seconds: null };
  test.each<[string, Partial<FfmpegRequest>, string]>([
    ['to publish a file as it is, in real time', {}, `-re -i file:1.flv ${MAP} -c copy ${END}`],
    [
      'to go on in the middle',
      { position: 61.2345 },
      `-re -ss 61.234500 -i file:1.flv ${MAP} -c copy ${END}`,
    ],
    ['to begin again at the end', { loop: true }, `-re -stream_loop -1 -i file:1.flv ${MAP} -c copy ${END}`],
    [
      'to relay a camera at its own speed, from now on',
      { source: rtsp, position: 9, loop: true },
      `${PAUSES} -rtsp_transport tcp -i rtsp://10.0.0.7/cam ${MAP} -c copy ${END}`,
    ],
    [
      'to relay a camera with options of the user',
      { source: rtsp, inputOptions: ['-rtsp_transport', 'udp', '-timeout', '5000000'] },
      `${PAUSES} -rtsp_transport udp -timeout 5000000 -i rtsp://10.0.0.7/cam ${MAP} -c copy ${END}`,
    ],
    [
      'to leave out a cover, and sound that is only announced',
      { inputs: [mediaFacts({ track: cover }, null)] },
      `-re -i file:1.flv -map 0:2 -c copy ${END}`,
    ],
    [
      'to leave turning to the filters',
      { inputs: [mediaFacts({ rotation: 90 })], plan: { video: 'h264', audio: 'copy' } },
      `-re -noautorotate -i file:1.flv ${SEEN} -c copy ${END}`,
    ],
    [
      'to hold back a recording on the web',
      { source: { kind: 'url', url: 'https://example.com/1.mp4' }, inputs: [mediaFacts()], position: 9 },
      `-re -ss 9.000000 -i https://example.com/1.mp4 ${SEEN} -c copy ${END}`,
    ],
    [
      'to follow a live playlist on the web',
      { source: { kind: 'url', url: 'https://example.com/1.m3u8' } },
      `${PAUSES} -i https://example.com/1.m3u8 ${MAP} -c copy ${END}`,
    ],
    [
      'to read stdin',
      { source: { kind: 'stdin', format: 'mpegts' } },
      `${PAUSES} -f mpegts -i pipe:0 ${MAP} -c copy ${END}`,
    ],
    [
      'to read a camera',
      { source: { kind: 'device', name: '/dev/video0', format: 'v4l2' } },
      `${PAUSES} -f v4l2 -i /dev/video0 ${MAP} -c copy ${END}`,
    ],
    [
      'to make up a picture and a tone',
      { source: { kind: 'test' } },
      `-re -f lavfi -i testsrc2=size=1280x720:rate=25[out0];sine=frequency=440:beep_factor=4:sample_rate=44100[out1] ${MAP} -c copy ${END}`,
    ],
    [
      'to read files in a row, whatever they are called',
      { source: two, inputs: [lasting(4), lasting(null)] },
      `-re -protocol_whitelist file,data,crypto -f concat -safe 0 -i data:text/plain,ffconcat version 1.0\nfile 'file:/videos/it'\\''s.mp4'\nduration 4\nfile 'file:/videos/10:30.mp4'\n ${SEEN} -c copy ${END}`,
    ],
    [
      'to give each file its streams in the same order',
      { source: two, inputs: [lasting(4), swapped] },
      `-re -protocol_whitelist file,data,crypto -f concat -safe 0 -i data:text/plain,ffconcat version 1.0\n${inner(FIRST)}option safe 0\nduration 4\n${inner(SECOND)}option safe 0\nduration 600\n ${SEEN} -c copy ${END}`,
    ],
    [
      'to join files that are not alike, from the middle of the second',
      {
        source: { kind: 'files', names: ['file:a.mp4', 'file:b.mp4', 'file:c.mp4'], folder: '/videos' },
        inputs: [lasting(10), mediaFacts({ rotation: 90 }, null, { durationSeconds: 5 }), lasting(7)],
        ...{ plan: { video: 'h264', audio: 'aac' }, joined: true, position: 12, encoding: [] },
      },
      `-noautorotate -ss 2.000000 -i file:b.mp4 -noautorotate -i file:c.mp4 -filter_complex [0:0]transpose=clock,${SIZED}[v0];anullsrc=r=44100:cl=stereo,atrim=duration=3.000[a0];[1:0]${SIZED}[v1];[1:1]aformat=sample_rates=44100:channel_layouts=stereo[a1];[v0][a0][v1][a1]concat=n=2:v=1:a=1[whole][sound];[whole]realtime[picture] -map [picture] -map [sound] ${END}`,
    ],
    [
      "to take the user's options where they win",
      { outputOptions: ['-map', '0:1', '-c:v', 'libx264'] },
      `-re -i file:1.flv -c copy -map 0:1 -c:v libx264 ${END}`,
    ],
    [
      'to send to two channels',
      { urls: [url, OTHER] },
      `-re -i file:1.flv ${MAP} -c copy -f tee ${LEG}${url}|${LEG}rtmp://127.0.0.1:8787/local/live/o\\'c\\|m?Signature=a\\\\b`,
    ],
    [
      'to leave pictures their times when they are encoded for two channels',
      { urls: [url, OTHER], plan: { video: 'h264', audio: 'copy' }, encoding: ['-c:v', 'libx264'] },
      `-re -i file:1.flv ${MAP} -vsync vfr -c:v libx264 -f tee ${LEG}${url}|${LEG}rtmp://127.0.0.1:8787/local/live/o\\'c\\|m?Signature=a\\\\b`,
    ],
  ])('%s', (_, changes, args) => {
    expect(ffmpegArgs({ ...BASE, ...changes }).join(' ')).toBe(`${BEGIN} ${args}`);
  });
});

interface Ended {
  text: string;
  exitCode?: number;
  input?: string;
  streaming?: boolean;
  hasOptions?: boolean;
}

function failure({ text, exitCode = 1, input = '1.flv', streaming = false, hasOptions = false }: Ended) {
  const lines = text.trim().split('\n');
  const error = ffmpegFailure(
    { exitCode, signal: null, lines, stopped: false },
    { inputs: [input], streaming, hasOptions },
  );
  return (
    error && {
      kind: error.kind,
      code: error.code,
      message: error.message,
      retryable: error.retryable,
    }
  );
}

describe('why ffmpeg failed', () => {
  test.each<[string, Ended, object]>([
    [
      'a wrong signature, 5.1',
      {
        text: `[rtmp @ 0x55d950948100] Server error: SignatureDoesNotMatch: The request signature we calculated does not match.\n${url}: Operation not permitted`,
      },
      {
        kind: 'denied',
        code: 'SignatureDoesNotMatch',
        retryable: false,
        message:
          'The server refused the stream: SignatureDoesNotMatch: The request signature we calculated does not match.',
      },
    ],
    [
      'an expired URL, 7.0',
      {
        exitCode: 255,
        text: `[rtmp @ 0x6100] Server error: AccessDenied: Request has expired.\n[out#0/flv @ 0x6200] Error opening output ${url}: Operation not permitted\nError opening output file ${url}.\nError opening output files: Operation not permitted`,
      },
      {
        kind: 'denied',
        code: 'AccessDenied',
        retryable: false,
        message: 'The server refused the stream: AccessDenied: Request has expired.',
      },
    ],
    [
      'an unknown channel, 4.2',
      {
        text: `[rtmp @ 0x5555] Server error: NoSuchLiveChannel: The specified live channel does not exist.\n${url}: Operation not permitted`,
      },
      {
        kind: 'notFound',
        code: 'NoSuchLiveChannel',
        retryable: false,
        message:
          'The server refused the stream: NoSuchLiveChannel: The specified live channel does not exist.',
      },
    ],
    [
      'a disabled channel, mid-stream',
      {
        streaming: true,
        text: `[rtmp @ 0x5555] Server error: LiveChannelDisabled: The live channel is disabled.\nav_interleaved_write_frame(): Operation not permitted\nError writing trailer of ${url}: Operation not permitted`,
      },
      {
        kind: 'conflict',
        code: 'LiveChannelDisabled',
        retryable: false,
        message: 'The server refused the stream: LiveChannelDisabled: The live channel is disabled.',
      },
    ],
    [
      'words of a server that nobody knows',
      { text: `[rtmp @ 0x5555] Server error: publish denied\n${url}: Operation not permitted` },
      {
        kind: 'ffmpeg',
        code: 'PublishRefused',
        retryable: false,
        message: 'The server refused the stream: publish denied',
      },
    ],
    [
      'a refused connection, 5.1',
      {
        text: `[tcp @ 0x557f] Connection to tcp://127.0.0.1:8787?tcp_nodelay=0 failed: Connection refused\n[rtmp @ 0x557f] Cannot open connection tcp://127.0.0.1:8787?tcp_nodelay=0\n${url}: Connection refused`,
      },
      {
        kind: 'network',
        code: 'ConnectionFailed',
        retryable: true,
        message: 'No connection to 127.0.0.1:8787 for RTMP: Connection refused.',
      },
    ],
    [
      'a refused connection, 7.0',
      {
        exitCode: 145,
        text: `[tcp @ 0x6100] Connection to tcp://127.0.0.1:8787?tcp_nodelay=0 failed: Connection refused\n[rtmp @ 0x6200] Cannot open connection tcp://127.0.0.1:8787?tcp_nodelay=0\n[out#0/flv @ 0x6300] Error opening output ${url}: Connection refused\nError opening output file ${url}.\nError opening output files: Connection refused`,
      },
      {
        kind: 'network',
        code: 'ConnectionFailed',
        retryable: true,
        message: 'No connection to 127.0.0.1:8787 for RTMP: Connection refused.',
      },
    ],
    [
      'a host that does not resolve',
      {
        exitCode: 251,
        text: `[tcp @ 0x5654] Failed to resolve hostname nope.invalid: Name or service not known\n[rtmp @ 0x5654] Cannot open connection tcp://nope.invalid:1935?tcp_nodelay=0\nrtmp://nope.invalid/live/x: Input/output error`,
      },
      {
        kind: 'network',
        code: 'HostNotFound',
        retryable: true,
        message: 'The host nope.invalid cannot be resolved: Name or service not known.',
      },
    ],
    [
      'a silent server',
      { text: `[rtmp @ 0x55d9] Cannot read RTMP handshake response\n${url}: Connection timed out` },
      {
        kind: 'network',
        code: 'HandshakeFailed',
        retryable: true,
        message: 'The server does not speak RTMP, or does not answer: Connection timed out.',
      },
    ],
    [
      'a server that talks nonsense',
      { text: `${url}: Input/output error` },
      {
        kind: 'network',
        code: 'HandshakeFailed',
        retryable: true,
        message: 'The server does not speak RTMP, or does not answer: garbled answer.',
      },
    ],
    [
      'a reset mid-stream, 5.1',
      {
        streaming: true,
        text: `av_interleaved_write_frame(): Connection reset by peer\n[flv @ 0x5580] Error writing trailer of ${url}: Broken pipe\nError closing file ${url}: Broken pipe`,
      },
      {
        kind: 'network',
        code: 'ConnectionLost',
        retryable: true,
        message: 'The connection to the server was lost: Connection reset by peer.',
      },
    ],
    [
      'a reset mid-stream, 7.0',
      {
        exitCode: 152,
        streaming: true,
        text: '[out#0/flv @ 0x6300] Error submitting a packet to the muxer: Connection reset by peer\n[out#0/flv @ 0x6300] Error muxing a packet',
      },
      {
        kind: 'network',
        code: 'ConnectionLost',
        retryable: true,
        message: 'The connection to the server was lost: Connection reset by peer.',
      },
    ],
    [
      'a server that closes mid-stream',
      {
        streaming: true,
        text: `av_interleaved_write_frame(): End of file\nError writing trailer of ${url}: End of file`,
      },
      {
        kind: 'network',
        code: 'ConnectionLost',
        retryable: true,
        message: 'The connection to the server was lost: End of file.',
      },
    ],
    [
      'a server that stops reading',
      {
        streaming: true,
        text: `av_interleaved_write_frame(): Connection timed out\nError writing trailer of ${url}: Connection timed out`,
      },
      {
        kind: 'network',
        code: 'ConnectionLost',
        retryable: true,
        message: 'The connection to the server was lost: Connection timed out.',
      },
    ],
    [
      'a missing input, 5.1',
      { text: '1.flv: No such file or directory' },
      {
        kind: 'usage',
        code: 'Usage',
        retryable: false,
        message: '1.flv cannot be read: No such file or directory.',
      },
    ],
    [
      'a missing input, 7.0',
      {
        exitCode: 254,
        text: '[in#0 @ 0x6000] Error opening input: No such file or directory\nError opening input file 1.flv.\nError opening input files: No such file or directory',
      },
      {
        kind: 'usage',
        code: 'Usage',
        retryable: false,
        message: '1.flv cannot be read: No such file or directory.',
      },
    ],
    [
      'an input that is no media',
      { text: '1.flv: Invalid data found when processing input' },
      {
        kind: 'usage',
        code: 'Usage',
        retryable: false,
        message: '1.flv is not a video that ffmpeg can read.',
      },
    ],
    [
      'an input without video',
      {
        text: "Stream map '0:v:0' matches no streams.\nTo ignore this, add a trailing '?' to the map.",
        input: 'song.m4a',
      },
      { kind: 'usage', code: 'Usage', retryable: false, message: 'song.m4a has no video.' },
    ],
    [
      'a camera that is off',
      {
        input: 'rtsp://admin:geheim@10.0.0.7/cam',
        text: '[tcp @ 0x5555] Connection to tcp://10.0.0.7:554?timeout=0 failed: No route to host\nrtsp://admin:geheim@10.0.0.7/cam: No route to host',
      },
      {
        kind: 'network',
        code: 'InputUnreachable',
        retryable: true,
        message: 'rtsp://admin:***@10.0.0.7/cam cannot be read: No route to host.',
      },
    ],
    [
      'HEVC, 5.1',
      {
        text: '[flv @ 0x5630] Video codec hevc not compatible with flv\nCould not write header for output file #0 (incorrect codec parameters ?): Function not implemented\nError initializing output stream 0:0 -- ',
      },
      { kind: 'usage', code: 'Usage', retryable: false, message: 'hevc does not fit into RTMP as it is.' },
    ],
    [
      'MPEG-4',
      {
        text: '[flv @ 0x5630] Codec mpeg4 is not supported in the official FLV specification,\n[flv @ 0x5630] use vstrict=-1 / -strict -1 to use it anyway.\nCould not write header for output file #0 (incorrect codec parameters ?): Invalid argument',
      },
      { kind: 'usage', code: 'Usage', retryable: false, message: 'mpeg4 does not fit into RTMP as it is.' },
    ],
    [
      'options after -- that ffmpeg does not know',
      {
        hasOptions: true,
        text: "Unrecognized option 'bogus'.\nError splitting the argument list: Option not found",
      },
      {
        kind: 'usage',
        code: 'Usage',
        retryable: false,
        message: `ffmpeg does not take the options that it was given: Unrecognized option 'bogus'.`,
      },
    ],
    [
      'an ffmpeg without an encoder that oss-live chose',
      { text: "Unknown encoder 'libx264'" },
      {
        kind: 'ffmpeg',
        code: 'EncoderMissing',
        retryable: false,
        message: 'This ffmpeg was built without the encoder libx264.',
      },
    ],
    [
      'an input whose connection breaks in the middle, 5.1',
      {
        streaming: true,
        input: 'rtsp://10.0.0.7/cam',
        text: 'rtsp://10.0.0.7/cam: Input/output error',
      },
      {
        kind: 'network',
        code: 'InputUnreachable',
        retryable: true,
        message: 'rtsp://10.0.0.7/cam cannot be read: Input/output error.',
      },
    ],
    [
      'a file that cannot be read on, 7.0',
      {
        streaming: true,
        text: '[in#0/mov,mp4,m4a,3gp,3g2,mj2 @ 0x6000] Error during demuxing: Input/output error',
      },
      {
        kind: 'usage',
        code: 'Usage',
        retryable: false,
        message: '1.flv cannot be read: Input/output error.',
      },
    ],
    [
      'a push that the server ends, whose key was good when it began',
      {
        streaming: true,
        text: '[rtmp @ 0x5555] Server error: AccessDenied: The push was ended by the server.',
      },
      {
        kind: 'network',
        code: 'PushEnded',
        retryable: true,
        message: 'The server ended the stream: AccessDenied: The push was ended by the server.',
      },
    ],
    [
      'a push that ends because its channel was disabled',
      {
        streaming: true,
        text: '[rtmp @ 0x5555] Server error: LiveChannelDisabled: The live channel has been disabled.',
      },
      {
        kind: 'conflict',
        code: 'LiveChannelDisabled',
        retryable: false,
        message: 'The server refused the stream: LiveChannelDisabled: The live channel has been disabled.',
      },
    ],
    [
      'a refusal after a warning about the input',
      {
        text: `1.flv: could not seek to position 0.121\n[rtmp @ 0x5555] Server error: ChannelStillLive: Somebody else is publishing.\n${url}: Operation not permitted`,
      },
      {
        kind: 'conflict',
        code: 'ChannelStillLive',
        retryable: false,
        message: 'The server refused the stream: ChannelStillLive: Somebody else is publishing.',
      },
    ],
    [
      'a stdin that carries nothing',
      { input: 'pipe:0', text: 'pipe:0: Invalid data found when processing input' },
      {
        kind: 'usage',
        code: 'Usage',
        retryable: false,
        message: 'stdin is not a video that ffmpeg can read.',
      },
    ],
    [
      'an address at which something else answers',
      {
        input: 'rtsp://10.0.0.9:80/1',
        text: 'rtsp://10.0.0.9:80/1: Invalid data found when processing input',
      },
      {
        kind: 'usage',
        code: 'Usage',
        retryable: false,
        message: 'rtsp://10.0.0.9:80/1 answers with something that is no stream.',
      },
    ],
    [
      'an ffmpeg without RTMP',
      { text: `${url}: Protocol not found` },
      {
        kind: 'ffmpeg',
        code: 'FfmpegUnfit',
        retryable: false,
        message: 'This ffmpeg was built without RTMP or FLV.',
      },
    ],
    [
      'anything else, its signature masked',
      { exitCode: 187, text: `one\ntwo\nthree\nfour\n  Output #0, flv, to '${url}':\nConversion failed!` },
      {
        kind: 'ffmpeg',
        code: 'FfmpegFailed',
        retryable: false,
        message:
          "ffmpeg failed (exit code 187): two | three | four | Output #0, flv, to 'rtmp://127.0.0.1:8787/local/live/cam?Expires=1709600400&OSSAccessKeyId=LTAI****0001&Signature=***': | Conversion failed!",
      },
    ],
  ])('%s', (_, ended, expected) => {
    expect(failure(ended)).toEqual(expected);
  });

  test('nothing, when it ended well or was told to end', () => {
    expect(failure({ text: 'Non-monotonous DTS', exitCode: 0 })).toBeNull();
    const stopped = {
      exitCode: 255,
      signal: null,
      lines: [`${url}: Immediate exit requested`],
      stopped: true,
    };
    expect(ffmpegFailure(stopped, { inputs: ['1.flv'], streaming: true, hasOptions: false })).toBeNull();
  });

  test('a signal from elsewhere', () => {
    const killed = { exitCode: null, signal: 'SIGKILL', lines: [], stopped: false };
    expect(ffmpegFailure(killed, { inputs: ['1.flv'], streaming: true, hasOptions: false })?.message).toBe(
      'ffmpeg failed (SIGKILL).',
    );
  });
});
