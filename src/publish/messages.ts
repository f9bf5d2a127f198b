import { type AmfValue, writeAmf } from './amf0.js';

export const MESSAGE = {
  setChunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowAcknowledgementSize: 5,
  setPeerBandwidth: 6,
  audio: 8,
  video: 9,
  data: 18,
  command: 20,
  commandAmf3: 17,
} as const;

/** Chunk streams as ffmpeg uses them: those of commands, and of sound and data, and of pictures. */
const CHUNK_STREAM = { network: 2, system: 3, publish: 8, audio: 4, video: 6 } as const;

/** One message of a publisher. */
export interface OutMessage {
  chunkStream: number;
  type: number;
  streamId: number;
  /** Milliseconds; 32 bits of them are sent. */
  timestampMs: number;
  payload: Buffer;
  /** Whether it is to have a whole header, whatever came before. */
  whole?: boolean;
}

const USER_PING_RESPONSE = 7;

export function setChunkSize(bytes: number): OutMessage {
  return network(MESSAGE.setChunkSize, uint32(bytes));
}

export function acknowledgement(bytes: number): OutMessage {
  return network(MESSAGE.acknowledgement, uint32(bytes % 2 ** 32));
}

/** The answer to a ping: what the ping said. */
export function pingResponse(said: Buffer): OutMessage {
  return network(MESSAGE.userControl, Buffer.concat([Buffer.of(0, USER_PING_RESPONSE), said]));
}

export function command(...values: readonly AmfValue[]): OutMessage {
  const payload = writeAmf(...values);
  return { chunkStream: CHUNK_STREAM.system, type: MESSAGE.command, streamId: 0, timestampMs: 0, payload };
}

/** ffmpeg says `publish` on a chunk stream of its own, on the message stream that it is about. */
export function publishCommand(streamId: number, ...values: readonly AmfValue[]): OutMessage {
  return { ...command(...values), chunkStream: CHUNK_STREAM.publish, streamId };
}

/** An instruction to keep what follows as the metadata of the stream. */
const SET_DATA_FRAME = writeAmf('@setDataFrame');

export function media(
  type: 'audio' | 'video' | 'data',
  { streamId, timestampMs, payload }: Pick<OutMessage, 'streamId' | 'timestampMs' | 'payload'>,
): OutMessage {
  // ffmpeg begins anew with what is at zero, and with each piece of metadata.
  const part = { streamId, timestampMs, whole: timestampMs === 0 || type === 'data' };
  if (type === 'video') return { ...part, chunkStream: CHUNK_STREAM.video, type: MESSAGE.video, payload };
  const sound = { ...part, chunkStream: CHUNK_STREAM.audio };
  if (type === 'audio') return { ...sound, type: MESSAGE.audio, payload };
  return { ...sound, type: MESSAGE.data, payload: Buffer.concat([SET_DATA_FRAME, payload]) };
}

function network(type: number, payload: Buffer): OutMessage {
  return { chunkStream: CHUNK_STREAM.network, type, streamId: 0, timestampMs: 0, payload };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
