import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { english } from '../english.js';
import { type AmfValue, readAmf } from './amf0.js';
import { ChunkReader, type InMessage, uint32 } from './chunk-reader.js';
import { ChunkWriter } from './chunk-writer.js';
import { END_OF_FILE } from './failure.js';
import { acknowledgement, MESSAGE, type OutMessage, pingResponse, setChunkSize } from './messages.js';
import { UnreadableError } from './unreadable.js';

const VERSION = 3;
const PART_BYTES = 1536;
const USER_PING_REQUEST = 6;
/** What servers ask for; one that does not say has it all the same. */
const WINDOW_BYTES = 2_500_000;

/** What a server says, as far as it is about a publisher. */
export interface SessionHandlers {
  shaken(): void;
  /** Name, transaction id and what follows. */
  command(name: string, transactionId: number, values: readonly AmfValue[]): void;
  /** So many bytes of ours have been received, modulo 2^32. */
  acknowledged(bytes: number): void;
  drained(): void;
  /** The connection is over, and why; told once. */
  closed(cause: unknown): void;
}

/** One RTMP connection: handshake, chunks, and what a server wants to know in between. */
export class Session {
  readonly #socket: Socket;
  readonly #handlers: SessionHandlers;
  readonly #reader = new ChunkReader();
  readonly #writer = new ChunkWriter();
  #greeting: Buffer | null = Buffer.alloc(0);
  #windowBytes = WINDOW_BYTES;
  #acknowledged = 0;
  #isClosed = false;

  constructor(socket: Socket, handlers: SessionHandlers) {
    this.#socket = socket;
    this.#handlers = handlers;
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    socket.on('drain', () => handlers.drained());
    socket.on('error', (error) => this.#close(error));
    socket.on('end', () => this.#close(END_OF_FILE));
    socket.on('close', () => this.#close(END_OF_FILE));
  }

  /** The simple handshake, without a digest: all servers take it, and OSS was captured to answer with it. */
  greet(): void {
    this.#socket.write(Buffer.concat([Buffer.of(VERSION), Buffer.alloc(8), randomBytes(PART_BYTES - 8)]));
  }

  /** Sends a message; false when the connection would rather wait. */
  send(message: OutMessage): boolean {
    return this.#socket.write(this.#writer.encode(message));
  }

  /** From here on messages are cut into chunks of this size. */
  useChunks(bytes: number): void {
    this.send(setChunkSize(bytes));
    this.#writer.chunkBytes = bytes;
  }

  /** Writes of one turn leave as one. */
  together(write: () => void): void {
    this.#socket.cork();
    write();
    this.#socket.uncork();
  }

  #close(cause: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#handlers.closed(cause);
  }

  #read(bytes: Buffer): void {
    if (this.#isClosed) return;
    try {
      const rest = this.#greeting === null ? bytes : this.#shake(bytes);
      if (rest !== null) this.#readMessages(rest);
      this.#acknowledge();
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      this.#close(error);
    }
  }

  /** Null until the server has greeted; then what it sent beyond that. */
  #shake(bytes: Buffer): Buffer | null {
    const greeting = Buffer.concat([this.#greeting ?? Buffer.alloc(0), bytes]);
    this.#greeting = greeting;
    if (greeting.length > 0 && greeting[0] !== VERSION)
      throw new UnreadableError(english`no greeting of RTMP`);
    if (greeting.length < 1 + 2 * PART_BYTES) return null;
    this.#greeting = null;
    this.#socket.write(greeting.subarray(1, 1 + PART_BYTES));
    this.#handlers.shaken();
    return greeting.subarray(1 + 2 * PART_BYTES);
  }

  #readMessages(bytes: Buffer): void {
    this.#reader.push(bytes);
    for (
      let message = this.#reader.next();
      message !== null && !this.#isClosed;
      message = this.#reader.next()
    )
      this.#take(message);
  }

  #take({ type, payload }: InMessage): void {
    switch (type) {
      case MESSAGE.acknowledgement:
        this.#handlers.acknowledged(uint32(payload));
        break;
      case MESSAGE.windowAcknowledgementSize:
        this.#windowBytes = Math.max(1, uint32(payload));
        break;
      case MESSAGE.userControl:
        this.#answerPing(payload);
        break;
      case MESSAGE.commandAmf3:
        this.#command(payload.subarray(payload[0] === 0 ? 1 : 0));
        break;
      case MESSAGE.command:
        this.#command(payload);
        break;
      default:
    }
  }

  #command(payload: Buffer): void {
    const [name, transactionId, ...values] = readAmf(payload);
    if (typeof name !== 'string') throw new UnreadableError(english`a command without a name`);
    this.#handlers.command(name, typeof transactionId === 'number' ? transactionId : 0, values);
  }

  #answerPing(payload: Buffer): void {
    // A server that does not read gets no more answers, however often it asks.
    if (payload.length < 6 || payload.readUInt16BE() !== USER_PING_REQUEST || this.#socket.writableNeedDrain)
      return;
    this.send(pingResponse(payload.subarray(2, 6)));
  }

  #acknowledge(): void {
    const received = this.#socket.bytesRead ?? 0;
    if (this.#greeting !== null || received - this.#acknowledged < this.#windowBytes) return;
    if (this.#socket.writableNeedDrain) return;
    this.#acknowledged = received;
    this.send(acknowledgement(received));
  }
}
