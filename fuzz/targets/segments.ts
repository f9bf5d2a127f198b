import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSegmenter } from '../../src/emulator/media/segmenter.js';
import { readTag } from '../../src/emulator/media/tag.js';
import { CommandError } from '../../src/errors.js';
import { firstTimes } from '../../src/recording/transport-stream/first-times.js';
import { joinSegments } from '../../src/recording/transport-stream/join.js';
import { readFlvFile } from '../../test/helpers/flv-file.js';
import { SegmentCollector } from '../../test/helpers/segment-collector.js';

// An input is one byte of options, then packets: the first half of them is one segment, the rest the next.
const PACKET_BYTES = 188;
const FORMATS = ['ts', 'mp4', 'mkv'] as const;
/** What tables and repacked sound may add to what came in. */
const MOST_MORE_BYTES = 100 * PACKET_BYTES;

const packet = (head: string, fill: number): Buffer => {
  const bytes = Buffer.alloc(PACKET_BYTES, fill);
  Buffer.from(head, 'hex').copy(bytes);
  return bytes;
};

export const tokens: readonly Buffer[] = [
  // Pictures and sound by other PIDs, without times, with times that leap, cut short, with a clock alone.
  packet('474100100000 01e0 0000 8480 05 21 0001 0001'.replaceAll(' ', ''), 0),
  packet(
    '474100300710 ffffffff7eff 000001e0 0000 84c0 0a 3f ffff ffff 1f ffff ffff'.replaceAll(' ', ''),
    0xff,
  ),
  packet('47410110000001c0 0100 8480 05 21 0001 0001 fff15080 2e7ffc'.replaceAll(' ', ''), 0xff),
  packet('4701011000', 0xff),
  packet('47010020b710 00000000 7e00'.replaceAll(' ', ''), 0xff),
  packet('475000100002b0170001c10000e100f0001be100f0000fe101f000', 0xff),
  packet('474000100000b00d0001c100000001f000', 0xff),
  packet('471fff1f', 0xff),
  Buffer.alloc(PACKET_BYTES, 0x47),
  Buffer.from('no packet'),
];

function segmentsOf(path: string, startsWithDiscontinuity: boolean): Buffer[] {
  const output = new SegmentCollector();
  const segmenter = createSegmenter({
    fragDurationSeconds: 1,
    nowMs: () => 0,
    output,
    startsWithDiscontinuity,
  });
  for (const message of readFlvFile(path)) segmenter.write(readTag(message));
  segmenter.end();
  return output.segments.map(({ bytes }) => bytes);
}

export function seeds(): Buffer[] {
  const [first = Buffer.alloc(0), second = first] = segmentsOf('test/media/ffmpeg-5.1-publish.flv', true);
  return [0, 1, 2, 4].map((options) => Buffer.concat([Buffer.of(options), first, second]));
}

export function split(bytes: Buffer): Buffer[] {
  const pieces = [bytes.subarray(0, 1)];
  for (let at = 1; at < bytes.length; at += PACKET_BYTES) pieces.push(bytes.subarray(at, at + PACKET_BYTES));
  return pieces;
}

/** Whatever lies in a bucket, what is made of it is packets with counters that go on, and no more than came. */
export async function fuzz(bytes: Buffer): Promise<void> {
  const [[options = 0] = [], ...packets] = split(bytes);
  const half = Math.ceil(packets.length / 2);
  const parts = [packets.slice(0, half), packets.slice(half)].map((part) => Buffer.concat(part));
  for (const part of parts) firstTimes(part);
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-fuzz-'));
  try {
    const segments = parts.map((part, index) => {
      const path = join(folder, `${index}.ts`);
      writeFileSync(path, part);
      const push = { source: (options & 8) === 0 ? null : 'one', mediaSeconds: index };
      return { path, startMs: 1_700_000_000_000 + index * 1000, seconds: 1, seam: (options & 4) !== 0, push };
    });
    const format = FORMATS[(options & 3) % FORMATS.length] ?? 'ts';
    const { signal } = new AbortController();
    const joined = joinSegments({ segments, closeGaps: (options & 16) !== 0, format, signal });
    for await (const { bytes: stream } of joined) check(await collected(stream), bytes.length);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function collected(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function check(stream: Buffer, cameBytes: number): void {
  if (stream.length % PACKET_BYTES !== 0) throw new Error(`${stream.length} bytes are no whole packets`);
  if (stream.length > cameBytes + MOST_MORE_BYTES)
    throw new Error(`${stream.length} bytes came out of ${cameBytes}`);
  const counters = new Map<number, number>();
  for (let at = 0; at < stream.length; at += PACKET_BYTES) {
    if (stream[at] !== 0x47) throw new Error(`no packet at ${at}`);
    const pid = stream.readUInt16BE(at + 1) & 0x1fff;
    const flags = stream.readUInt8(at + 3);
    if ((flags & 0x10) === 0) continue;
    const last = counters.get(pid);
    if (last !== undefined && (flags & 15) !== (last + 1) % 16) throw new Error(`counter of ${pid} at ${at}`);
    counters.set(pid, flags & 15);
  }
}
