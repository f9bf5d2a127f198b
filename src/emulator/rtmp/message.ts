import { type AmfValue, decodeAmf0, encodeAmf0 } from './amf0.js';
import { ProtocolError } from './protocol-error.js';
import type { MediaMessage } from './publishing.js';

export const MESSAGE = {
  setChunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowAcknowledgementSize: 5,
  setPeerBandwidth: 6,
  audio: 8,
  video: 9,
  dataAmf3: 15,
  commandAmf3: 17,
  dataAmf0: 18,
  commandAmf0: 20,
  aggregate: 22,
} as const;

/** One RTMP message, put together from its chunks. */
export interface RtmpMessage {
  type: number;
  streamId: number;
  /** 32 bits, milliseconds. */
  timestampMs: number;
  payload: Buffer;
}

export interface Command {
  name: string;
  /** 0 asks for no answer. */
  transactionId: number;
  /** What follows the command object. */
  object: AmfValue;
  parameters: AmfValue[];
}

const STREAM_BEGIN = 0;
const PING_REQUEST = 6;
const PING_RESPONSE = 7;
const DYNAMIC_LIMIT = 2;

export function decodeCommand(message: RtmpMessage): Command {
  const [name, transactionId, object, ...parameters] = decodeAmf0(amf0Payload(message));
  if (typeof name !== 'string') throw new ProtocolError('command without a name');
  return {
    name,
    transactionId: typeof transactionId === 'number' ? transactionId : 0,
    object,
    parameters,
  };
}

export function encodeCommand(streamId: number, values: readonly AmfValue[]): RtmpMessage {
  return { type: MESSAGE.commandAmf0, streamId, timestampMs: 0, payload: encodeAmf0(values) };
}

/** The AMF 3 message types carry AMF 0 values behind a zero byte, as long as nobody agreed on more. */
function amf0Payload({ type, payload }: RtmpMessage): Buffer {
  const wrapped = type === MESSAGE.commandAmf3 || type === MESSAGE.dataAmf3;
  return wrapped && payload[0] === 0 ? payload.subarray(1) : payload;
}

export const setChunkSize = (bytes: number) => control(MESSAGE.setChunkSize, uint32(bytes));

export const streamBegin = (streamId: number) => userControl(STREAM_BEGIN, uint32(streamId));

export const acknowledgement = (bytesReceived: number) =>
  control(MESSAGE.acknowledgement, uint32(bytesReceived % 2 ** 32));

export const windowAcknowledgementSize = (bytes: number) =>
  control(MESSAGE.windowAcknowledgementSize, uint32(bytes));

export const setPeerBandwidth = (bytes: number) =>
  control(MESSAGE.setPeerBandwidth, Buffer.concat([uint32(bytes), Buffer.of(DYNAMIC_LIMIT)]));

/** The answer to a ping; null if the user control message is something else. */
export function pingResponse({ payload }: RtmpMessage): RtmpMessage | null {
  if (payload.length < 6 || payload.readUInt16BE() !== PING_REQUEST) return null;
  return userControl(PING_RESPONSE, payload.subarray(2, 6));
}

/** The number that a control message consists of. */
export function controlValue({ payload }: RtmpMessage): number {
  if (payload.length < 4) throw new ProtocolError('control message shorter than four bytes');
  return payload.readUInt32BE();
}

function userControl(event: number, payload: Buffer): RtmpMessage {
  return control(MESSAGE.userControl, Buffer.concat([Buffer.of(0, event), payload]));
}

function control(type: number, payload: Buffer): RtmpMessage {
  return { type, streamId: 0, timestampMs: 0, payload };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const TAG_HEADER = 11;
const BACK_POINTER = 4;

/**
 * The messages inside an aggregate: FLV tags, each with its back pointer. Their timestamps count from the first
 * one, which stands for the timestamp of the whole. One by one, since there may be a million empty ones.
 */
export function* splitAggregate({ payload, streamId, timestampMs }: RtmpMessage): Generator<RtmpMessage> {
  let firstMs: number | null = null;
  let position = 0;
  while (position < payload.length) {
    const start = position + TAG_HEADER;
    if (start > payload.length) throw new ProtocolError('aggregate ends within a header');
    const end = start + payload.readUIntBE(position + 1, 3);
    if (end > payload.length) throw new ProtocolError('aggregate ends within a message');
    const tagMs = payload.readUIntBE(position + 4, 3) + payload.readUInt8(position + 7) * 2 ** 24;
    firstMs ??= tagMs;
    yield {
      type: payload.readUInt8(position),
      streamId,
      timestampMs: (timestampMs + tagMs - firstMs) >>> 0,
      payload: payload.subarray(start, end),
    };
    position = end + BACK_POINTER;
  }
}

const SET_DATA_FRAME = encodeAmf0(['@setDataFrame']);

/** A message as the body of an FLV tag; null if it carries no media. */
export function mediaMessage(message: RtmpMessage): MediaMessage | null {
  const { type, timestampMs, payload } = message;
  if (type === MESSAGE.audio) return { type: 'audio', timestampMs, payload };
  if (type === MESSAGE.video) return { type: 'video', timestampMs, payload };
  if (type !== MESSAGE.dataAmf0 && type !== MESSAGE.dataAmf3) return null;
  // `@setDataFrame` is an instruction to the server: keep what follows as the metadata of the stream.
  const data = amf0Payload(message);
  const marked = data.subarray(0, SET_DATA_FRAME.length).equals(SET_DATA_FRAME);
  return { type: 'data', timestampMs, payload: marked ? data.subarray(SET_DATA_FRAME.length) : data };
}
