// What is sent, held against a capture of ffmpeg 5.1 that sent the same file to the same URL.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readFlv } from '../../src/publish/flv-reader.js';
import { createPublisher } from '../../src/publish/publisher.js';
import { amf } from '../helpers/rtmp-client.js';
import { type ScriptedServer, saying, scriptedServer, WELCOME } from '../helpers/scripted-server.js';

const media = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../media', name));
const CAPTURE = media('ffmpeg-5.1-publish.rtmp');
const NAME =
  'cam%2042?Expires=1709600060&OSSAccessKeyId=LTAI5tExampleKeyId0001&Signature=rHnkWGj68KXwOJGo0VbRpIeW7uw%3D&playlistName=playlist.m3u8';

const servers: ScriptedServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function published(server: ScriptedServer): Promise<Buffer> {
  servers.push(server);
  const publisher = createPublisher({ url: `rtmp://${server.host}/examplebucket/live/${NAME}` });
  await publisher.open();
  for await (const tag of readFlv([media('ffmpeg-5.1-publish.flv')] as never)) publisher.send(tag);
  expect(await publisher.close()).toBe(true);
  return server.heard;
}

const HANDSHAKE_BYTES = 1 + 2 * 1536;
const from = (bytes: Buffer, word: string): Buffer => bytes.subarray(bytes.indexOf(amf(word)) - 8);

test('from `releaseStream` on, every byte is the one that ffmpeg sends', async () => {
  const heard = from(await published(await scriptedServer()), 'releaseStream');
  const captured = from(CAPTURE, 'releaseStream');
  const differs = captured.findIndex((byte, at) => byte !== heard[at]);
  expect([differs, heard.length]).toEqual([-1, captured.length]);
});

test('before that: a handshake without a digest, `connect` with our name, and the chunk size', async () => {
  const server = await scriptedServer();
  const heard = await published(server);
  const shaken = heard.subarray(0, HANDSHAKE_BYTES);
  expect([shaken.subarray(0, 9).toString('hex'), shaken.subarray(1537).equals(Buffer.alloc(1536))]).toEqual([
    '030000000000000000',
    true,
  ]);
  const connect = amf('connect', 1, {
    app: 'examplebucket/live',
    type: 'nonprivate',
    flashVer: 'FMLE/3.0 (compatible; oss-live)',
    tcUrl: `rtmp://${server.host}/examplebucket/live`,
  });
  const expected = Buffer.concat([
    Buffer.from('03000000', 'hex'),
    Buffer.from([0, 0, connect.length, 20, 0, 0, 0, 0]),
    connect.subarray(0, 128),
    Buffer.of(0xc3),
    connect.subarray(128),
    Buffer.from('02 000000 000004 01 00000000 00001000'.replaceAll(' ', ''), 'hex'),
  ]);
  const between = heard.subarray(HANDSHAKE_BYTES, heard.indexOf(amf('releaseStream')) - 8);
  expect(between.toString('hex')).toBe(expected.toString('hex'));
});

test('who is told that the bandwidth is known asks about it, as ffmpeg does', async () => {
  const connect = Buffer.concat([WELCOME.connect!, saying('onBWDone', 0, null, 8192)]);
  const heard = await published(await scriptedServer({ answers: { ...WELCOME, connect } }));
  expect(heard.includes(amf('_checkbw'))).toBe(true);
});
