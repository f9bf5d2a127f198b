import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ChunkReader } from '../../../src/emulator/rtmp/chunk.js';
import { encodeChunks } from '../../../src/emulator/rtmp/encode-chunks.js';
import { decodeCommand, mediaMessage, type RtmpMessage } from '../../../src/emulator/rtmp/message.js';
import { ascii, hex } from '../../helpers/bytes.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { seededRandom } from '../../helpers/random.js';

const LIMIT = 64 * 1024;

function messages(bytes: Buffer, maxBytes = LIMIT): RtmpMessage[] {
  const reader = new ChunkReader(maxBytes);
  reader.push(Buffer.from(bytes));
  return drain(reader);
}

function drain(reader: ChunkReader): RtmpMessage[] {
  const found: RtmpMessage[] = [];
  for (let message = reader.next(); message !== null; message = reader.next()) found.push(message);
  return found;
}

/** `type@timestamp/streamId:payload` */
const shown = ({ type, timestampMs, streamId, payload }: RtmpMessage): string =>
  `${type}@${timestampMs}/${streamId}:${payload.toString('latin1')}`;

const read = (text: string): string[] => messages(hex(text)).map(shown);

const abc = ascii('abc');

describe('ChunkReader', () => {
  it('reads the four audio messages of the example in the specification', () => {
    // RTMP 1.0, 5.3.2.1: 32 bytes each; headers of format 0, 2, 3 and 3 with a difference of 20 ms.
    const body = '2a'.repeat(32);
    const text = `03 0003e8 000020 08 39300000 ${body} 83 000014 ${body} c3 ${body} c3 ${body}`;
    expect(messages(hex(text))).toEqual(
      [1000, 1020, 1040, 1060].map((timestampMs) => ({
        type: 8,
        streamId: 12345,
        timestampMs,
        payload: Buffer.alloc(32, 0x2a),
      })),
    );
  });

  it('reads the video message in three chunks of the example in the specification', () => {
    // RTMP 1.0, 5.3.2.2: 307 bytes as 128, 128 and 51.
    const chunk = (count: number) => '2a'.repeat(count);
    const text = `04 0003e8 000133 09 3a300000 ${chunk(128)} c4 ${chunk(128)} c4 ${chunk(51)}`;
    expect(messages(hex(text))).toEqual([
      { type: 9, streamId: 12346, timestampMs: 1000, payload: Buffer.alloc(307, 0x2a) },
    ]);
  });

  const cases: [what: string, bytes: string, expected: string[]][] = [
    [
      'format 1 takes the stream id from the chunk before and adds its difference',
      `06 000064 000003 08 01000000 ${abc} 46 000017 000002 09 6465`,
      ['8@100/1:abc', '9@123/1:de'],
    ],
    [
      'format 3 after format 0 adds the timestamp once more',
      `06 00000a 000003 08 01000000 ${abc} c6 ${abc}`,
      ['8@10/1:abc', '8@20/1:abc'],
    ],
    ['format 1 may open a chunk stream', `42 000000 000003 04 ${abc}`, ['4@0/0:abc']],
    ['two bytes of chunk stream id', `00 00 000001 000003 08 01000000 ${abc}`, ['8@1/1:abc']],
    [
      'three bytes of chunk stream id, low byte first: 64 + 1 is the same as in two bytes',
      `01 01 00 000001 000003 08 01000000 ${abc} c0 01 ${abc}`,
      ['8@1/1:abc', '8@2/1:abc'],
    ],
    [
      'chunk streams in turn: audio between the chunks of a video message',
      `04 000002 000081 09 01000000 ${'2e'.repeat(128)} 05 000001 000003 08 01000000 ${abc} c4 2e`,
      ['8@1/1:abc', `9@2/1:${'.'.repeat(129)}`],
    ],
    ['an empty message', '04 000005 000000 08 01000000', ['8@5/1:']],
    [
      'a new chunk size from the next chunk on',
      `02 000000 000004 01 00000000 00000002 04 000000 000003 08 01000000 6162 c4 63`,
      ['8@0/1:abc'],
    ],
    [
      'an abort, after which the chunk stream begins anew',
      `02 000000 000004 01 00000000 00000002 04 000000 000003 08 01000000 6162
       02 000000 000004 02 00000000 0000 c2 0004 04 000007 000001 08 01000000 7a`,
      ['8@7/1:z'],
    ],
    ['an abort of nothing', `02 000000 000004 02 00000000 00000009`, []],
    ['an extended timestamp', `04 ffffff 000003 09 01000000 01000000 ${abc}`, ['9@16777216/1:abc']],
    [
      'an extended timestamp of exactly 24 bits',
      `04 ffffff 000003 09 01000000 00ffffff ${abc}`,
      ['9@16777215/1:abc'],
    ],
    [
      'an extended timestamp that is repeated in each chunk',
      `02 000000 000004 01 00000000 00000002
       04 ffffff 000005 09 01000000 01000000 6162 c4 01000000 6364 c4 01000000 65`,
      ['9@16777216/1:abcde'],
    ],
    [
      'an extended timestamp that is not repeated',
      `02 000000 000004 01 00000000 00000002
       04 ffffff 000005 09 01000000 01000000 6162 c4 6364 c4 65`,
      ['9@16777216/1:abcde'],
    ],
    [
      'an extended timestamp that is not repeated, before a payload that begins alike',
      `02 000000 000004 01 00000000 00000002
       04 ffffff 000004 09 01000000 01000000 6162 c4 0100 04 000000 000001 08 01000000 7a`,
      ['9@16777216/1:ab\u0001\u0000', '8@0/1:z'],
    ],
    [
      'an extended difference',
      `04 000001 000001 09 01000000 61 84 ffffff 01000000 62`,
      ['9@1/1:a', '9@16777217/1:b'],
    ],
    [
      'a new message of format 3 with an extended difference of its own',
      `04 ffffff 000001 09 01000000 01000000 61 c4 01000001 62`,
      ['9@16777216/1:a', '9@33554433/1:b'],
    ],
    [
      'a timestamp that wraps around',
      `04 ffffff 000001 09 01000000 ffffffff 61 84 000003 62`,
      ['9@4294967295/1:a', '9@2/1:b'],
    ],
  ];
  for (const [what, bytes, expected] of cases) {
    it(`understands ${what}`, () => {
      expect(read(bytes)).toEqual(expected);
    });
  }

  const broken: [what: string, bytes: string, message: string][] = [
    ['format 3 first', 'c4 00', 'chunk stream 4 begins with format 3'],
    ['format 2 first', '84 000001', 'chunk stream 4 begins with format 2'],
    [
      'a header within a message',
      `04 000000 000081 09 01000000 ${'00'.repeat(128)} 04 000000`,
      'a message begins within another on chunk stream 4',
    ],
    ['a message over the limit', '04 000000 010001 09 01000000', 'message of 65537 bytes, more than 65536'],
    ['a chunk size of zero', '02 000000 000004 01 00000000 00000000', 'chunk size of 0 bytes'],
    [
      'a chunk size with the highest bit set',
      '02 000000 000004 01 00000000 80000000',
      'chunk size of 2147483648 bytes',
    ],
    ['half a chunk size', '02 000000 000002 01 00000000 0000', 'control message shorter than four bytes'],
  ];
  for (const [what, bytes, message] of broken) {
    it(`refuses ${what}`, () => {
      expect(() => messages(hex(bytes))).toThrow(message);
    });
  }

  const opening = (id: number) => Buffer.concat([Buffer.of(0, id - 64), hex('000000 010000 09 01000000')]);

  it('serves 64 chunk streams and no more', () => {
    const reader = new ChunkReader(LIMIT);
    reader.push(hex('02 000000 000004 01 00000000 00000001'));
    for (let id = 64; id < 127; id++) reader.push(Buffer.concat([opening(id), Buffer.of(0)]));
    expect(drain(reader)).toEqual([]);
    reader.push(opening(127));
    expect(() => drain(reader)).toThrow('more than 64 chunk streams');
  });

  it('bounds what all unfinished messages hold together', () => {
    const reader = new ChunkReader(LIMIT);
    reader.push(hex('02 000000 000004 01 00000000 00008000'));
    const half = Buffer.alloc(0x8000);
    reader.push(Buffer.concat([opening(64), half, opening(65), half]));
    expect(drain(reader)).toEqual([]);
    reader.push(Buffer.concat([opening(66), Buffer.of(0)]));
    expect(() => drain(reader)).toThrow('unfinished messages of more than 65536 bytes');
  });

  it('gives payloads that stay as they are while more arrives', () => {
    const reader = new ChunkReader(LIMIT);
    const chunks = (letter: string) => `${letter.repeat(128)} c4 ${letter.repeat(2)}`;
    const whole = `04 000000 000082 09 01000000 ${chunks('61')}`;
    reader.push(hex(`${whole} c4 ${chunks('62')} c4 ${'63'.repeat(128)}`));
    const found = drain(reader);
    reader.push(hex(`c4 6363 ${whole}`));
    found.push(...drain(reader));
    expect(found.map(({ payload }) => payload.toString())).toEqual(
      ['a', 'b', 'c', 'a'].map((letter) => letter.repeat(130)),
    );
  });
});

describe('a push of ffmpeg 5.1, recorded byte by byte', () => {
  const media = (name: string) => fileURLToPath(new URL(`../../media/${name}`, import.meta.url));
  const HANDSHAKE_BYTES = 1 + 2 * 1536;
  const recorded = readFileSync(media('ffmpeg-5.1-publish.rtmp')).subarray(HANDSHAKE_BYTES);

  it('carries the commands of a publisher', () => {
    const name =
      'cam%2042?Expires=1709600060&OSSAccessKeyId=LTAI5tExampleKeyId0001&Signature=rHnkWGj68KXwOJGo0VbRpIeW7uw%3D&playlistName=playlist.m3u8';
    const commands = messages(recorded)
      .filter(({ type }) => type === 20)
      .map(decodeCommand);
    expect(commands).toEqual([
      {
        name: 'connect',
        transactionId: 1,
        object: {
          app: 'examplebucket/live',
          type: 'nonprivate',
          flashVer: 'FMLE/3.0 (compatible; Lavf59.27.100)',
          tcUrl: 'rtmp://127.0.0.1:19351/examplebucket/live',
        },
        parameters: [],
      },
      { name: 'releaseStream', transactionId: 2, object: null, parameters: [name] },
      { name: 'FCPublish', transactionId: 3, object: null, parameters: [name] },
      { name: 'createStream', transactionId: 4, object: null, parameters: [] },
      { name: 'publish', transactionId: 5, object: null, parameters: [name, 'live'] },
      { name: 'FCUnpublish', transactionId: 6, object: null, parameters: [name] },
      { name: 'deleteStream', transactionId: 7, object: null, parameters: [1] },
    ]);
  });

  it('carries the tags of the FLV file that ffmpeg writes of the same input', () => {
    const found = messages(recorded).flatMap((message) => mediaMessage(message) ?? []);
    expect(found).toEqual(readFlvFile(media('ffmpeg-5.1-publish.flv')));
  });

  const digest = (reader: ChunkReader, pieces: Iterable<Buffer>): string => {
    const hash = createHash('sha256');
    for (const piece of pieces) {
      reader.push(Buffer.from(piece));
      for (const message of drain(reader)) hash.update(shown(message));
    }
    return hash.digest('hex');
  };
  const whole = digest(new ChunkReader(LIMIT), [recorded]);

  it('gives the same messages wherever it is cut in two', () => {
    const different: number[] = [];
    for (let at = 0; at < recorded.length; at += at < 2500 ? 1 : 17) {
      const cut = digest(new ChunkReader(LIMIT), [recorded.subarray(0, at), recorded.subarray(at)]);
      if (cut !== whole) different.push(at);
    }
    expect(different).toEqual([]);
  });

  for (const size of [1, 2, 3, 5, 11, 12, 13, 127, 128, 129, 4095, 4096, 4097]) {
    it(`gives the same messages in pieces of ${size} bytes`, () => {
      const pieces = Array.from({ length: Math.ceil(recorded.length / size) }, (_, index) =>
        recorded.subarray(index * size, (index + 1) * size),
      );
      expect(digest(new ChunkReader(LIMIT), pieces)).toBe(whole);
    });
  }

  it('gives the same messages and the same complaint in pieces of any size when it is damaged', () => {
    const outcome = (bytes: Buffer, pieceBytes: () => number): string[] => {
      const reader = new ChunkReader(LIMIT);
      const found: string[] = [];
      try {
        for (let at = 0; at < bytes.length; ) {
          const end = at + pieceBytes();
          reader.push(Buffer.from(bytes.subarray(at, end)));
          for (let message = reader.next(); message !== null; message = reader.next())
            found.push(shown(message));
          at = end;
        }
      } catch (error) {
        found.push(`${error}`);
      }
      return found;
    };
    const next = seededRandom(7);
    let complaints = 0;
    for (let run = 0; run < 300; run++) {
      const damaged = Buffer.from(recorded);
      for (let change = 0; change < 4; change++)
        damaged[Math.floor(next() ** 3 * damaged.length)] = Math.floor(next() * 256);
      const atOnce = outcome(damaged, () => damaged.length);
      expect(outcome(damaged, () => 1 + Math.floor(next() * 300))).toEqual(atOnce);
      if (atOnce.at(-1)?.startsWith('ProtocolError: ')) complaints++;
    }
    expect(complaints).toBeGreaterThan(50);
  });
});

describe('encodeChunks', () => {
  it('writes a control message on chunk stream 2', () => {
    const message = { type: 1, streamId: 0, timestampMs: 0, payload: hex('00001000') };
    expect(encodeChunks(message, 128).toString('hex')).toBe(
      hex('02 000000 000004 01 00000000 00001000').toString('hex'),
    );
  });

  it('cuts a command into chunks on chunk stream 3', () => {
    const message = { type: 20, streamId: 1, timestampMs: 0, payload: Buffer.from('abcdefg') };
    expect(encodeChunks(message, 3).toString('hex')).toBe(
      hex('03 000000 000007 14 01000000 616263 c3 646566 c3 67').toString('hex'),
    );
  });

  it('writes no chunk header behind a message that fills its chunks', () => {
    const message = { type: 20, streamId: 1, timestampMs: 0, payload: Buffer.from('abcdef') };
    expect(encodeChunks(message, 3).toString('hex')).toBe(
      hex('03 000000 000006 14 01000000 616263 c3 646566').toString('hex'),
    );
  });
});
