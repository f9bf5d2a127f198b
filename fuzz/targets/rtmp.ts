import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ChunkReader } from '../../src/emulator/rtmp/chunk.js';
import { ProtocolError } from '../../src/emulator/rtmp/protocol-error.js';
import type { Verdict } from '../../src/emulator/rtmp/publishing.js';
import { createRtmpServer } from '../../src/emulator/rtmp/server.js';
import { createFarewells } from '../../src/emulator/service/farewells.js';
import { judgePublish, type PublishWorld } from '../../src/emulator/service/publish-judgement.js';
import { readPublish } from '../../src/emulator/service/publish-route.js';
import { seededRandom } from '../../test/helpers/random.js';
import { amf, uint, type Value } from '../../test/helpers/rtmp-client.js';
import { KEY } from '../../test/helpers/sign-v1.js';
import vectors from '../../test/vectors/rtmp-verify.json' with { type: 'json' };
import { PipedSocket } from '../piped-socket.js';
import { readServerMessages } from '../server-messages.js';

// An input is what a client sends behind its handshake.
const HANDSHAKE = Buffer.concat([Buffer.of(3), Buffer.alloc(2 * 1536)]);
const LARGEST_MESSAGE = 64 * 1024;

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A message as one chunk of format 0. Payloads are shorter than a chunk, or the first message makes chunks larger. */
function message(type: number, payload: Buffer, { id = 3, streamId = 1, timestamp = '000000' } = {}): Buffer {
  return Buffer.concat([
    ...[
      Buffer.of(id),
      hex(timestamp.slice(0, 6)),
      uint(payload.length, 3),
      Buffer.of(type, streamId, 0, 0, 0),
    ],
    ...[hex(timestamp.slice(6)), payload],
  ]);
}

const command = (...values: Value[]): Buffer => message(20, amf(...values));
const CHUNKS_OF_4096 = message(1, uint(4096, 4), { id: 2, streamId: 0 });
const connectTo = (app: string): Buffer => command('connect', 1, { app, tcUrl: `rtmp://127.0.0.1/${app}` });
const CONNECT = connectTo('examplebucket/live');
const PUBLISH = command('publish', 5, null, 'cam', 'live');
const LEAVE = command('deleteStream', 7, null, 1);
const VIDEO = message(9, hex('17 01 000000 00000002 6588'), { id: 6 });
const SOUND = message(8, hex('af 01 2110'), { id: 4 });
const FLV_TAG = hex('09 000004 000028 00 000000 27010000 0000000f');
const AGGREGATE = message(22, Buffer.concat([FLV_TAG, FLV_TAG]), { id: 5 });

export const tokens: readonly Buffer[] = [
  ...[CHUNKS_OF_4096, CONNECT, PUBLISH, LEAVE, VIDEO, SOUND, AGGREGATE],
  ...[
    command('createStream', 4, null),
    command('releaseStream', 2, null, 'cam'),
    command('FCPublish', 3, null, 'cam'),
  ],
  ...[command('FCUnpublish', 6, null, 'cam'), command('closeStream', 0, null), command('_checkbw', 9, null)],
  ...[
    command('play', 8, null, 'cam'),
    command('unheard of', 9),
    command('publish', 5, null),
    command('publish', 0, null, ''),
  ],
  ...[
    'live',
    'live?a=b',
    'live/examplebucket',
    'closed/live',
    'examplebucket/live/cam?Signature=a',
    '',
    '?',
  ].map(connectTo),
  ...['absent', 'cam?a&a', 'cam?playlistName=x', 'cam?playlistName=a.m3u8', '%', '?'].map((name) =>
    command('publish', 5, null, name, 'live'),
  ),
  message(17, Buffer.concat([Buffer.of(0), amf('createStream', 4, null)])),
  message(18, amf('@setDataFrame', 'onMetaData', { width: 640 }), { id: 4 }),
  message(20, Buffer.concat([amf('connect', 1), hex('0a 00000002 05 05'), hex('0b 42784a36d2d80000 0000')])),
  message(15, Buffer.concat([Buffer.of(0), amf('onMetaData')]), { id: 4 }),
  // Chunk sizes, aborts, windows and pings.
  ...[1, 128, 65_536, 0x7fff_ffff, 0x8000_0000, 0].map((size) => message(1, uint(size, 4), { id: 2 })),
  ...[2, 3, 4, 65].map((id) => message(2, uint(id, 4), { id: 2 })),
  ...[0, 1, 2_500_000, 0xffff_ffff].map((bytes) => message(5, uint(bytes, 4), { id: 2 })),
  ...[
    message(3, uint(1, 4), { id: 2 }),
    message(4, hex('0006 00000001'), { id: 2 }),
    message(4, hex('0003'), { id: 2 }),
  ],
  // Formats 1 to 3, ids of two and three bytes, timestamps of 32 bits.
  ...[
    hex('46 000028 000004 09 27010000'),
    hex('86 000028 27010000'),
    hex('c6 27010000'),
    hex('c3'),
    hex('c4'),
  ],
  ...[hex('00 3c 000000 000004 09 01000000 27010000'), hex('01 3c01 000000 000004 09 01000000 27010000')],
  message(9, hex('27010000'), { id: 6, timestamp: 'ffffff 01000000'.replace(' ', '') }),
  hex('c6 01000000 27010000'),
  hex('06 000000 ffffff 09 01000000'),
];

export function seeds(): Buffer[] {
  const recorded = readFileSync('test/media/ffmpeg-5.1-publish.rtmp').subarray(HANDSHAKE.length);
  const media = [VIDEO, SOUND, VIDEO, SOUND, AGGREGATE];
  return [
    recorded.subarray(0, 8192),
    Buffer.concat([CHUNKS_OF_4096, CONNECT, PUBLISH, ...media, LEAVE, PUBLISH, ...media]),
    // Many chunk streams that begin messages and never end them.
    Buffer.concat([CONNECT, PUBLISH, ...Array.from({ length: 80 }, (_, id) => unfinished(id))]),
    ...vectors.cases.map(({ url }) => published(url)),
  ];
}

function unfinished(id: number): Buffer {
  return Buffer.concat([Buffer.of(0, id), hex('000000 ffffff 09 01000000'), Buffer.alloc(128)]);
}

/** As ffmpeg splits a URL. */
function published(url: string): Buffer {
  const [, host = '', path = ''] = /^rtmp:\/\/([^/]*)\/(.*)$/s.exec(url) ?? [];
  const slash = path.split('?', 1)[0]!.lastIndexOf('/');
  const app = path.slice(0, Math.max(slash, 0));
  const connect = command('connect', 1, { app, tcUrl: `rtmp://${host}/${app}` });
  return Buffer.concat([
    ...[CHUNKS_OF_4096, connect, command('publish', 5, null, path.slice(slash + 1), 'live')],
    ...[VIDEO, SOUND, LEAVE],
  ]);
}

const HEADER_BYTES = [11, 7, 3, 0];

/** At the beginning of every chunk, as long as chunk sizes and extended timestamps are simple. */
export function split(bytes: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  const left = new Map<number, number>();
  const lengths = new Map<number, number>();
  let chunkBytes = 128;
  for (let at = 0; at < bytes.length; ) {
    const id = bytes[at]! & 0x3f;
    const format = bytes[at]! >> 6;
    const start = at + (id < 2 ? 2 + id : 1);
    const header = bytes.subarray(start, start + HEADER_BYTES[format]!);
    const extended = format < 3 && header.length >= 3 && header.readUIntBE(0, 3) === 0xffffff ? 4 : 0;
    if (format < 2 && header.length >= 6) lengths.set(id, header.readUIntBE(3, 3));
    const wanted = left.get(id) || (lengths.get(id) ?? 0);
    const payloadStart = start + header.length + extended;
    const payload = bytes.subarray(payloadStart, payloadStart + Math.min(wanted, chunkBytes));
    left.set(id, wanted - payload.length);
    if (format === 0 && header[6] === 1 && payload.length >= 4)
      chunkBytes = Math.max(1, payload.readUInt32BE() & 0x7fffffff);
    const end = payloadStart + payload.length;
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}

/** The message length of a chunk of format 0 or 1 that holds the whole message. */
export function repair(piece: Buffer): Buffer {
  const [first = 0] = piece;
  const headerBytes = 1 + HEADER_BYTES[first >> 6]!;
  if (first >> 6 > 1 || (first & 0x3f) < 2 || piece.length < headerBytes) return piece;
  piece.writeUIntBE(piece.length - headerBytes, 4, 3);
  return piece;
}

/** The same bytes in the same pieces, whoever asks. */
export function inPieces(bytes: Buffer): Buffer[] {
  const random = seededRandom(createHash('sha1').update(bytes).digest().readInt32BE());
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + Math.floor(random() ** 4 * 4000);
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}

export async function fuzz(bytes: Buffer): Promise<void> {
  const pieces = inPieces(bytes);
  const [atOnce, piecemeal] = [readChunks([bytes]), readChunks(pieces)];
  if (atOnce !== piecemeal) throw new Error(`read at once: ${atOnce}\nin pieces: ${piecemeal}`);
  await converse(pieces);
}

/** All messages and how it ended, as text. */
function readChunks(pieces: readonly Buffer[]): string {
  const reader = new ChunkReader(LARGEST_MESSAGE);
  const lines: string[] = [];
  try {
    for (const piece of pieces) {
      reader.push(Buffer.from(piece));
      for (let found = reader.next(); found !== null; found = reader.next()) {
        const { type, streamId, timestampMs, payload } = found;
        lines.push(`${type} ${streamId} ${timestampMs} ${payload.toString('hex')}`);
      }
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    lines.push(error.message);
  }
  return lines.join('\n');
}

const WORLD: PublishWorld = {
  now: new Date(1_709_600_000_000),
  credentials: [KEY, ...(vectors.cases[0]?.credentials ?? [])],
  buckets: [
    {
      name: 'examplebucket',
      acl: 'public-read-write',
      channel: (name) => (name === 'absent' ? null : { status: 'enabled' }),
    },
    { name: 'closed', acl: 'private', channel: () => ({ status: 'disabled' }) },
  ],
};

/** A whole connection: whatever the client says, every push ends once, and the answers are RTMP. */
async function converse(pieces: readonly Buffer[]): Promise<void> {
  const log: string[] = [];
  const pushes: { messages: number; ends: number }[] = [];
  const server = createRtmpServer({
    farewells: createFarewells(() => new Date()),
    limits: { publishWithinSeconds: 60, idleSeconds: 60, noticeSeconds: 60, lingerSeconds: 60 },
    log: (line) => log.push(line),
    async authorize(attempt): Promise<Verdict> {
      const judgement = judgePublish(readPublish(attempt, WORLD.buckets), WORLD);
      if (!judgement.accept)
        return { accept: false, code: judgement.netStreamCode, description: judgement.description };
      const push = { messages: 0, ends: 0 };
      pushes.push(push);
      return {
        accept: true,
        channelName: judgement.channelName,
        stream: {
          cut: new AbortController().signal,
          write() {
            if (push.ends > 0) throw new Error('media after the end of its push');
            push.messages++;
            return push.messages % 3 === 0 ? Promise.resolve() : undefined;
          },
          async end() {
            push.ends++;
          },
        },
      };
    },
  });
  const socket = new PipedSocket([HANDSHAKE, ...pieces]);
  server.handle(socket);
  await socket.gone;
  await server.close();
  const mistake = log.find((line) => !line.includes(': ProtocolError: '));
  if (mistake !== undefined) throw new Error(mistake);
  if (pushes.some(({ ends }) => ends !== 1))
    throw new Error(`pushes end ${pushes.map(({ ends }) => ends)} times`);
  const started = readServerMessages(socket.answered).filter(
    (text) => text === 'NetStream.Publish.Start',
  ).length;
  if (started !== pushes.length) throw new Error(`${pushes.length} pushes, ${started} told so`);
}
