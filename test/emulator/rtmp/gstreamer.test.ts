import { execa } from 'execa';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MediaMessage } from '../../../src/emulator/rtmp/publishing.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { clip } from '../../helpers/media.js';
import { judged, QUERIES } from '../../helpers/publish-world.js';
import { startRtmpServer, type TestServer } from '../../helpers/rtmp-server.js';

let source: string;
let expected: string[];

beforeAll(async () => {
  source = await clip({ seconds: 2 });
  expected = codedFrames(readFlvFile(source));
});

let server: TestServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

async function start(): Promise<TestServer> {
  server = await startRtmpServer({ decide: judged });
  return server;
}

/** Frames without their FLV headers, which GStreamer writes anew. */
function codedFrames(messages: readonly MediaMessage[]): string[] {
  return messages
    .filter(({ type, payload }) => type !== 'data' && payload[1] === 1)
    .map(({ type, payload }) => payload.subarray(type === 'video' ? 5 : 2).toString('base64'))
    .sort();
}

/** `sink` is an element with its properties. */
const push = (...sink: string[]) =>
  execa(
    'gst-launch-1.0',
    [
      ...['-q', 'filesrc', `location=${source}`, '!', 'flvdemux', 'name=in'],
      ...[
        'in.video',
        '!',
        'queue',
        '!',
        'h264parse',
        '!',
        'flvmux',
        'name=out',
        'streamable=true',
        '!',
        ...sink,
      ],
      ...['in.audio', '!', 'queue', '!', 'aacparse', '!', 'out.'],
    ],
    { reject: false, timeout: 240_000, env: { LC_ALL: 'C' } },
  );

/** rtmp2sink is GStreamer's own, rtmpsink is librtmp, which decodes URLs before it sends them. */
const sinks = ['rtmp2sink', 'rtmpsink'];

const urls: [how: string, pathAndQuery: string][] = [
  ['a signature percent-encoded', `live/cam%2042?${QUERIES.encoded}`],
  ['a signature with a raw slash', `live/cam%2042?${QUERIES.raw}`],
  ['the bucket in the path', `examplebucket/live/cam%2042?${QUERIES.encoded}`],
  ['the bucket in the path and a raw slash', `examplebucket/live/cam%2042?${QUERIES.raw}`],
];

describe('GStreamer', () => {
  for (const sink of sinks) {
    for (const [how, pathAndQuery] of urls) {
      it(`publishes every frame through ${sink}, with ${how}`, async () => {
        const { port, pushes } = await start();
        const { exitCode, stderr } = await push(sink, `location=rtmp://127.0.0.1:${port}/${pathAndQuery}`);
        expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
        expect(await pushes[0]?.ended).toBe('unpublished');
        expect(codedFrames(pushes[0]!.messages)).toEqual(expected);
      });
    }
  }

  it('publishes every frame through rtmp2sink, with application and stream in properties of their own', async () => {
    const { port, pushes } = await start();
    const { exitCode } = await push(
      ...[
        'rtmp2sink',
        'host=127.0.0.1',
        `port=${port}`,
        'application=live',
        `stream=cam%2042?${QUERIES.encoded}`,
      ],
    );
    expect({ exitCode, ended: await pushes[0]?.ended }).toEqual({ exitCode: 0, ended: 'unpublished' });
    expect(codedFrames(pushes[0]!.messages)).toEqual(expected);
  });

  it('shows why rtmp2sink was refused', async () => {
    const { port, pushes } = await start();
    const { exitCode, stderr } = await push(
      ...['rtmp2sink', `location=rtmp://127.0.0.1:${port}/live/cam%2042?${QUERIES.wrong}`],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('"NetStream.Publish.Denied", "description": "SignatureDoesNotMatch: ');
    expect(pushes[0]?.messages).toEqual([]);
  });

  it('ends when rtmpsink was refused, although librtmp does not say why', async () => {
    const { port, pushes } = await start();
    const { exitCode, stderr } = await push(
      ...['rtmpsink', `location=rtmp://127.0.0.1:${port}/live/cam%2042?${QUERIES.wrong}`],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Could not connect to RTMP stream');
    expect(pushes[0]?.messages).toEqual([]);
  });
});
