import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

// An RTMP client that shares no code with the server: what AMF and chunks look like is written down here once more.

export type Value = string | number | boolean | null | { [name: string]: Value };

export interface ServerMessage {
  type: number;
  streamId: number;
  payload: Buffer;
  /** The values of a command; empty for everything else. */
  command: Value[];
}

const CHUNK_BYTES = 4096;

export class RtmpClient {
  /** Settles when the connection is closed. */
  readonly closed: Promise<void>;
  readonly received: ServerMessage[] = [];
  #input = Buffer.alloc(0);
  readonly #handshaken: Promise<void>;
  #endHandshake: (() => void) | null = null;
  #chunkBytes = 128;
  #sentChunkBytes = 128;
  #drain: Promise<void> | null = null;
  #waiting: { wanted: (message: ServerMessage) => boolean; found: (message: ServerMessage) => void }[] = [];

  constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (bytes) => this.#read(bytes));
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    this.#handshaken = new Promise((resolve) => {
      this.#endHandshake = resolve;
    });
  }

  static async connect(port: number, host = '127.0.0.1'): Promise<RtmpClient> {
    const socket = connect(port, host);
    await once(socket, 'connect');
    return new RtmpClient(socket);
  }

  async handshake(): Promise<void> {
    this.socket.write(Buffer.concat([Buffer.of(3), Buffer.alloc(1536)]));
    await Promise.race([this.#handshaken, this.closed]);
  }

  /** Handshake, `connect` and a larger chunk size. */
  async open(app: string, tcUrl: string): Promise<void> {
    await this.handshake();
    this.command(0, 'connect', 1, { app, type: 'nonprivate', tcUrl });
    await this.answer(1);
    this.message(1, 0, uint(CHUNK_BYTES, 4));
    this.#sentChunkBytes = CHUNK_BYTES;
  }

  command(streamId: number, ...values: Value[]): void {
    this.message(20, streamId, amf(...values));
  }

  /** Sends one message; false if the socket would rather wait. */
  message(type: number, streamId: number, payload: Buffer, timestampMs = 0): boolean {
    const chunkStream = type < 8 ? 2 : type === 20 ? 3 : 4;
    const chunkBytes = this.#sentChunkBytes;
    const extended = timestampMs >= 0xffffff ? uint(timestampMs, 4) : Buffer.alloc(0);
    const parts = [
      Buffer.of(chunkStream),
      uint(extended.length > 0 ? 0xffffff : timestampMs, 3),
      uint(payload.length, 3),
      Buffer.of(type, streamId, 0, 0, 0),
      extended,
      payload.subarray(0, chunkBytes),
    ];
    for (let at = chunkBytes; at < payload.length; at += chunkBytes)
      parts.push(Buffer.of(0xc0 | chunkStream), extended, payload.subarray(at, at + chunkBytes));
    return this.socket.write(Buffer.concat(parts));
  }

  /** The socket has room again, or is closed. */
  async drained(): Promise<void> {
    // One for all who wait: some give up, and ask again.
    this.#drain ??= new Promise((resolve) => {
      this.socket.once('drain', () => {
        this.#drain = null;
        resolve();
      });
    });
    await Promise.race([this.#drain, this.closed]);
  }

  /** The first message that satisfies, among those to come. */
  until(wanted: (message: ServerMessage) => boolean): Promise<ServerMessage> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ wanted, found: resolve });
      void this.closed.then(() => reject(new Error('closed without a word')));
    });
  }

  /** The answer to a command. */
  async answer(transactionId: number): Promise<Value[]> {
    const { command } = await this.until(
      ({ command: [word, id] }) => (word === '_result' || word === '_error') && id === transactionId,
    );
    return command;
  }

  /** The server sends chunks of format 0 and 3 only. */
  #read(bytes: Buffer): void {
    this.#input = Buffer.concat([this.#input, bytes]);
    if (this.#endHandshake !== null) {
      if (this.#input.length < 3073) return;
      this.socket.write(this.#input.subarray(1, 1537));
      this.#input = this.#input.subarray(3073);
      this.#endHandshake();
      this.#endHandshake = null;
    }
    while (this.#input.length >= 12) {
      const length = this.#input.readUIntBE(4, 3);
      const chunks = Math.max(1, Math.ceil(length / this.#chunkBytes));
      const end = 12 + length + chunks - 1;
      if (this.#input.length < end) return;
      const parts: Buffer[] = [];
      for (let at = 12; at < end; at += this.#chunkBytes + 1)
        parts.push(this.#input.subarray(at, Math.min(end, at + this.#chunkBytes)));
      const [type, streamId] = [this.#input.readUInt8(7), this.#input.readUInt32LE(8)];
      this.#input = this.#input.subarray(end);
      this.#take(type, streamId, Buffer.concat(parts));
    }
  }

  #take(type: number, streamId: number, payload: Buffer): void {
    if (type === 1) this.#chunkBytes = payload.readUInt32BE();
    const message = { type, streamId, payload, command: type === 20 ? amfValues(payload) : [] };
    this.received.push(message);
    for (const { wanted, found } of this.#waiting) if (wanted(message)) found(message);
  }
}

export function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}

export function amf(...values: Value[]): Buffer {
  return Buffer.concat(values.map(amfValue));
}

function amfValue(value: Value): Buffer {
  if (value === null) return Buffer.of(5);
  if (typeof value === 'boolean') return Buffer.of(1, Number(value));
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return Buffer.concat([Buffer.of(2), uint(text.length, 2), text]);
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  const members = Object.entries(value).flatMap(([name, member]) => [amf(name).subarray(1), amf(member)]);
  return Buffer.concat([Buffer.of(3), ...members, Buffer.of(0, 0, 9)]);
}

function amfValues(bytes: Buffer): Value[] {
  let at = 0;
  const text = (): string => {
    const length = bytes.readUInt16BE(at);
    at += 2 + length;
    return bytes.toString('utf8', at - length, at);
  };
  const value = (): Value => {
    const marker = bytes.readUInt8(at++);
    if (marker === 0) {
      at += 8;
      return bytes.readDoubleBE(at - 8);
    }
    if (marker === 1) return bytes.readUInt8(at++) === 1;
    if (marker === 2) return text();
    if (marker !== 3) return null;
    const object: { [name: string]: Value } = {};
    for (let name = text(); name !== ''; name = text()) object[name] = value();
    at++;
    return object;
  };
  const found: Value[] = [];
  while (at < bytes.length) found.push(value());
  return found;
}
