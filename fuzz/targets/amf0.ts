import { decodeAmf0, encodeAmf0 } from '../../src/emulator/rtmp/amf0.js';
import { decodeCommand, type RtmpMessage } from '../../src/emulator/rtmp/message.js';
import { ProtocolError } from '../../src/emulator/rtmp/protocol-error.js';
import { amf, uint } from '../../test/helpers/rtmp-client.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const key = (name: string): Buffer => amf(name).subarray(1);
const END = hex('000009');

export const tokens: readonly Buffer[] = [
  ...[amf(0), amf(1), amf(-0.5), amf(Number.NaN), amf(true), amf(''), amf('publish'), amf(null)],
  ...[hex('06'), hex('0d'), END, hex('03'), hex('08 00000001'), hex('0a 00000002'), hex('0a ffffffff')],
  ...[hex('0b 42784a36d2d80000 0000'), hex('0c 00000003 616263'), hex('0f 00000004 3c612f3e')],
  ...[hex('10 0003 466f6f'), hex('07 0000'), hex('0c ffffffff'), hex('02 ffff')],
  // AMF 3 values, which are refused
  ...[hex('11'), hex('11 01'), hex('11 06 07 616263')],
  ...[key('app'), key(''), key('__proto__'), key('constructor'), key('7'), key('\u6444\u50cf\u5934')],
];

export function seeds(): Buffer[] {
  const command = { app: 'live', tcUrl: 'rtmp://127.0.0.1/live', objectEncoding: 0, capabilities: 15.5 };
  return [
    amf('connect', 1, command),
    amf('publish', 5, null, 'cam?Expires=1&OSSAccessKeyId=a&Signature=b', 'live'),
    Buffer.concat([amf('onMetaData'), hex('08 00000002'), key('width'), amf(640), key('a'), amf(true), END]),
    Buffer.concat([hex('10 0003 466f6f'), key('x'), hex('0a 00000003'), amf(1, 'b', { c: null }), END]),
    Buffer.concat([hex('0b 42784a36d2d80000 0000'), hex('0c 00000003 616263'), hex('0f 00000004 3c612f3e')]),
    Buffer.concat([
      ...Array(15).fill(Buffer.concat([hex('03'), key('deep')])),
      amf(1),
      ...Array(15).fill(END),
    ]),
    amf({ a: { b: { c: { d: 'e' } } }, f: 'g' }, 'x'.repeat(300)),
  ];
}

/** At the beginning of every value and of every name. */
export function split(bytes: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let inObjects = 0;
  for (let at = 0; at < bytes.length; ) {
    const start = at;
    if (inObjects > 0 && bytes.subarray(at, at + 3).equals(END)) {
      inObjects--;
      at += 3;
    } else {
      // Within an object, a name comes first; it stays with its value.
      if (inObjects > 0 && at + 2 <= bytes.length) at += 2 + bytes.readUInt16BE(at);
      const marker = bytes[at];
      if (marker === 3 || marker === 8 || marker === 0x10) inObjects++;
      at += 1 + valueBytes(bytes, at);
    }
    pieces.push(bytes.subarray(start, at));
  }
  return pieces;
}

function valueBytes(bytes: Buffer, at: number): number {
  const announced = (size: 2 | 4) =>
    at + 1 + size <= bytes.length ? size + bytes.readUIntBE(at + 1, size) : size;
  const sizes: Record<number, () => number> = {
    ...{ 0: () => 8, 1: () => 1, 8: () => 4, 10: () => 4, 11: () => 10 },
    ...{ 2: () => announced(2), 12: () => announced(4), 15: () => announced(4), 16: () => announced(2) },
  };
  return sizes[bytes[at] ?? 5]?.() ?? 0;
}

/** A string's length. */
export function repair(piece: Buffer): Buffer {
  if (piece.length < 3 || piece[0] !== 2) return piece;
  return Buffer.concat([Buffer.of(2), uint(Math.min(piece.length - 3, 0xffff), 2), piece.subarray(3)]);
}

/** What was understood is the same when it is written, read and written again. */
export function fuzz(bytes: Buffer): void {
  const values = accepted(() => decodeAmf0(bytes));
  if (values !== null) {
    const written = encodeAmf0(values);
    if (!encodeAmf0(decodeAmf0(written)).equals(written))
      throw new Error(`not read as it was written: ${bytes.toString('hex')}`);
  }
  for (const type of [17, 20]) {
    const message: RtmpMessage = { type, streamId: 0, timestampMs: 0, payload: bytes };
    const command = accepted(() => decodeCommand(message));
    if (command !== null && typeof command.transactionId !== 'number') throw new Error('no transaction id');
  }
}

function accepted<Result>(read: () => Result): Result | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
