import type { Socket } from 'node:net';
import { CLIENT_LIMITS } from '../client/limits.js';
import { LONGEST_SERVER_TEXT, serverLine } from '../client/server-text.js';
import { within } from '../client/within.js';
import { english } from '../english.js';
import type { OssLiveError } from '../errors.js';
import type { Signal } from '../protocol/ambient.js';
import { type Address, splitUrl } from './address.js';
import type { AmfValue } from './amf0.js';
import { connectionLost, notRtmp } from './failure.js';
import type { FlvTag } from './flv-tag.js';
import { command, media, publishCommand } from './messages.js';
import { openSocket, type PublishTls } from './open-socket.js';
import { refusal } from './refusal.js';
import { Session } from './session.js';
import { readStatus, type ServerStatus } from './status.js';
import { unsentBytes } from './unsent.js';

/** Where a publisher connects to, and who is told what. */
export interface PublisherOptions {
  /** `rtmp://` or `rtmps://`, with its signature. It stands in no error and no event. */
  url: string;
  /** For `rtmps`. */
  tls?: PublishTls | null;
  /** Aborted when nobody wants the connection any more: it is closed at once. */
  signal?: Signal | null;
  /** What the server says without having been asked: how a stream ended, warnings. */
  onNotice?: ((notice: ServerStatus) => void) | null;
  /** The server has received so many bytes, as far as it says so. Received is not stored. */
  onAcknowledged?: ((bytes: number) => void) | null;
  /** After `send` was false: there is room again. */
  onDrain?: (() => void) | null;
}

/** As OBS has them. ffmpeg takes the size of the server, 128 bytes, which makes 32 times as many for the same picture. */
const CHUNK_BYTES = 4096;
const FLASH_VERSION = 'FMLE/3.0 (compatible; oss-live)';
const ANSWER_MS = CLIENT_LIMITS.publishAnswer.value;
const END_MS = CLIENT_LIMITS.publishEnd.value;

interface Waiting {
  wants(name: string, transactionId: number, values: readonly AmfValue[]): boolean;
  resolve(values: readonly AmfValue[]): void;
  reject(error: OssLiveError): void;
}

/** One push over RTMP, from the connection to its end. On the wire it does what ffmpeg does (docs/publish.md). */
export class Publisher {
  /** Settles when the connection is over: null when `close` or `destroy` ended it, else why. Never rejects. */
  readonly ended: Promise<OssLiveError | null>;
  readonly #options: PublisherOptions;
  readonly #address: Address;
  readonly #chunkBytes: number;
  #socket: Socket | null = null;
  #session: Session | null = null;
  #phase: 'new' | 'opening' | 'streaming' | 'ending' | 'over' = 'new';
  #isShaken = false;
  #isChecked = false;
  #waiting: Waiting | null = null;
  #transactionId = 0;
  #streamId = 1;
  #finish: (error: OssLiveError | null) => void = () => undefined;

  /** Throws UsageError for what is no publish URL. `chunkBytes` is for comparisons with other publishers. */
  constructor(options: PublisherOptions, chunkBytes = CHUNK_BYTES) {
    this.#options = options;
    this.#address = splitUrl(options.url);
    this.#chunkBytes = chunkBytes;
    this.ended = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** Bytes written so far, of all kinds. */
  get bytes(): number {
    return this.#socket?.bytesWritten ?? 0;
  }

  /** Whether the connection has taken as much as it holds; `onDrain` tells of its end. */
  get isBlocked(): boolean {
    return this.#socket?.writableNeedDrain ?? false;
  }

  /** How many of the bytes that were written the system still holds; null where it does not say so. */
  async unsent(): Promise<number | null> {
    return this.#socket && unsentBytes(this.#socket);
  }

  /**
   * Connects and publishes; resolves when the server says that the stream may begin. Rejects with NetworkError, or with
   * CommandError for a refusal, whose words are in the message.
   */
  async open(): Promise<void> {
    const { tls, signal } = this.#options;
    this.#phase = 'opening';
    const either = signal ?? new AbortController().signal;
    try {
      const socket = await openSocket(this.#address, { tls: tls ?? {}, signal: either });
      this.#begin(socket, either);
      await this.#publish();
      this.#phase = 'streaming';
    } catch (error) {
      this.destroy();
      either.throwIfAborted();
      throw error;
    }
  }

  /** Sends a tag. False when the connection would rather wait for `onDrain`; the tag is on its way all the same. */
  send(tag: FlvTag): boolean {
    if (this.#phase !== 'streaming' || this.#session === null) return false;
    const { type, timestampMs, payload } = tag;
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    return this.#session.send(media(type, { streamId: this.#streamId, timestampMs, payload: bytes }));
  }

  /** What `write` sends leaves as one piece. */
  together(write: () => void): void {
    if (this.#session === null || this.#phase !== 'streaming') write();
    else this.#session.together(write);
  }

  /** Says that the stream is over, and waits for the server to have it; false when that took too long. */
  async close(): Promise<boolean> {
    const socket = this.#socket;
    if (this.#phase !== 'streaming' || socket === null) return false;
    this.#phase = 'ending';
    const { name } = this.#address;
    this.#command('FCUnpublish', null, name);
    this.#command('deleteStream', null, this.#streamId);
    const isLeft = await within(END_MS, new Promise<void>((resolve) => socket.end(resolve)));
    if (isLeft) await within(END_MS, this.ended);
    this.destroy();
    return isLeft;
  }

  /** Ends the connection without a word. With `reset` the server hears of it also when it does not read. */
  destroy(how: 'close' | 'reset' = 'close'): void {
    const socket = this.#socket;
    this.#over(null);
    if (socket === null || socket.destroyed) return;
    if (how === 'reset' && 'resetAndDestroy' in socket && !this.#address.secure) socket.resetAndDestroy();
    else socket.destroy();
  }

  #begin(socket: Socket, signal: AbortSignal): void {
    this.#socket = socket;
    const abort = () => this.destroy();
    signal.addEventListener('abort', abort, { once: true });
    void this.ended.then(() => signal.removeEventListener('abort', abort));
    this.#session = new Session(socket, {
      shaken: () => {
        this.#isShaken = true;
        this.#waiting?.resolve([]);
      },
      command: (name, transactionId, values) => this.#heard(name, transactionId, values),
      acknowledged: (bytes) => this.#options.onAcknowledged?.(bytes),
      drained: () => this.#options.onDrain?.(),
      closed: (cause) => this.#over(this.#isShaken ? connectionLost(cause) : notRtmp(cause)),
    });
  }

  async #publish(): Promise<void> {
    const { app, name, tcUrl } = this.#address;
    this.#session?.greet();
    await this.#until(() => false);
    const connect = { app, type: 'nonprivate', flashVer: FLASH_VERSION, tcUrl };
    await this.#answer(this.#command('connect', connect));
    this.#session?.useChunks(this.#chunkBytes);
    this.#command('releaseStream', null, name);
    this.#command('FCPublish', null, name);
    const [, streamId] = await this.#answer(this.#command('createStream', null));
    if (typeof streamId === 'number') this.#streamId = streamId;
    this.#session?.send(publishCommand(this.#streamId, 'publish', ++this.#transactionId, null, name, 'live'));
    await this.#until((said, _, values) => said === 'onStatus' && readStatus(values)?.code === STARTED);
  }

  #command(name: string, ...values: AmfValue[]): number {
    if (this.#phase !== 'over') this.#session?.send(command(name, ++this.#transactionId, ...values));
    return this.#transactionId;
  }

  #answer(asked: number): Promise<readonly AmfValue[]> {
    return this.#until((name, transactionId) => name === '_result' && transactionId === asked);
  }

  async #until(wants: Waiting['wants']): Promise<readonly AmfValue[]> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        if (this.#phase === 'over') return reject(notRtmp(new Error('Connection closed')));
        this.#waiting = { wants, resolve, reject };
        const late = () => reject(notRtmp(new Error(english`no answer within ${ANSWER_MS / 1000}s`)));
        timer = setTimeout(late, ANSWER_MS);
      });
    } finally {
      this.#waiting = null;
      clearTimeout(timer);
    }
  }

  #heard(name: string, transactionId: number, values: readonly AmfValue[]): void {
    // ffmpeg asks when it has said the rest.
    if (name === 'onBWDone' && !this.#isChecked) setImmediate(() => this.#command('_checkbw', null));
    this.#isChecked ||= name === 'onBWDone';
    if (name === 'onStatus') this.#status(readStatus(values));
    if (name === '_error' && this.#waiting?.wants('_result', transactionId, values))
      this.#waiting.reject(refused(readStatus(values), false));
    if (this.#waiting?.wants(name, transactionId, values)) this.#waiting.resolve(values);
  }

  #status(status: ServerStatus | null): void {
    if (status === null) return;
    const streaming = this.#phase === 'streaming';
    // That it has taken the end was asked for; some hear of it in time, on Node 26 all do.
    const isAsked = status.code === STARTED || (this.#phase === 'ending' && status.level !== 'error');
    if (!isAsked) this.#options.onNotice?.(status);
    if (status.level === 'error') {
      const error = refused(status, streaming);
      this.#waiting?.reject(error);
      this.#over(error);
    } else if (streaming && ENDS.includes(status.code)) {
      // What is still on the way to the server is of no use to it.
      this.#over(refused(status, true));
    }
  }

  #over(error: OssLiveError | null): void {
    if (this.#phase === 'over') return;
    const wasEnding = this.#phase === 'ending';
    this.#phase = 'over';
    this.#waiting?.reject(error ?? notRtmp(new Error('Connection closed')));
    this.#finish(wasEnding ? null : error);
    if (error !== null) this.#socket?.destroy();
  }
}

const STARTED = 'NetStream.Publish.Start';
/** OSS says the first of these half a second before it closes the connection (captured). */
const ENDS = ['NetStream.Publish.Notify', 'NetStream.Unpublish.Success', 'NetConnection.Connect.Closed'];

function refused(status: ServerStatus | null, streaming: boolean): OssLiveError {
  const { description = '', code = null } = status ?? {};
  return refusal({ text: serverLine(description, LONGEST_SERVER_TEXT.sentence), status: code, streaming });
}

/** A publisher that has not connected yet. Throws UsageError for what is no publish URL. */
export function createPublisher(options: PublisherOptions): Publisher {
  return new Publisher(options);
}
