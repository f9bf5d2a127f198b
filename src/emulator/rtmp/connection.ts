import type { Socket } from 'node:net';
import type { AmfObject } from './amf0.js';
import { ChunkReader, encodeChunks } from './chunk.js';
import { Handshake } from './handshake.js';
import * as messages from './message.js';
import { type Command, MESSAGE, type RtmpMessage } from './message.js';
import { ProtocolError } from './protocol-error.js';
import type { AuthorizePublish, EndReason, PublishedStream } from './publishing.js';
import * as replies from './replies.js';
import { END_TEXTS, type Refusal } from './replies.js';

export interface RtmpLimits {
  /** From the first byte to the `publish` command. */
  publishWithinSeconds: number;
  /** Without a byte from a publisher. */
  idleSeconds: number;
  /** How long a client may take to read why it was refused. */
  lingerSeconds: number;
}

const CHUNK_BYTES = 4096;
const WINDOW_BYTES = 2_500_000;
const MAX_COMMAND_BYTES = 64 * 1024;
const MAX_MEDIA_BYTES = 16 * 1024 * 1024;
const MAX_UNREAD_ANSWER_BYTES = 64 * 1024;

interface Context {
  authorize: AuthorizePublish;
  limits: RtmpLimits;
  log(line: string): void;
}

/** One client, from its first byte to the end of its push. */
export class Connection {
  /** Settles when the socket is closed and the push, if there was one, is stored. */
  readonly finished: Promise<void>;
  readonly #socket: Socket;
  readonly #context: Context;
  readonly #remoteAddress: string;
  readonly #reader = new ChunkReader(MAX_COMMAND_BYTES);
  #handshake: Handshake | null = new Handshake();
  #client: { app: string; tcUrl: string | null } | null = null;
  #streams = 0;
  #announced = false;
  #push: PublishedStream | null = null;
  #pushStreamId = 0;
  #ending: Promise<void> = Promise.resolve();
  #stopped: EndReason | null = null;
  #heldBack = false;
  #timer: NodeJS.Timeout | undefined;
  #sentChunkBytes = 128;
  #received = 0;
  #acknowledged = 0;
  #acknowledgeEvery = WINDOW_BYTES;

  constructor(socket: Socket, context: Context) {
    this.#socket = socket;
    this.#context = context;
    this.#remoteAddress = remoteAddress(socket);
    socket.setNoDelay(true);
    // Whatever goes wrong with the socket ends the reading loop, too.
    socket.on('error', () => {});
    this.#expectPublish();
    this.finished = this.#run();
  }

  /** Ends the push, tells the client why, and closes. */
  stop(reason: keyof typeof END_TEXTS): void {
    if (this.#push === null) {
      this.#stopped ??= reason;
      this.#socket.destroy();
    } else {
      this.#sayAndClose(reason, this.#pushStreamId, END_TEXTS[reason]);
    }
  }

  async #run(): Promise<void> {
    try {
      for await (const bytes of this.#socket as AsyncIterable<Buffer>) {
        if (this.#stopped === null) await this.#take(bytes);
        // Else the client is still to read why.
      }
    } catch {
      // The socket has failed: as good as closed.
    }
    clearTimeout(this.#timer);
    this.#socket.destroy();
    await this.#end(this.#stopped ?? 'disconnected');
  }

  async #take(bytes: Buffer): Promise<void> {
    if (this.#push !== null) this.#timer?.refresh();
    try {
      await this.#receive(bytes);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#stopped ??= 'protocol';
    this.#context.log(`${this.#remoteAddress}: ${error}`);
    this.#socket.destroy();
  }

  async #receive(bytes: Buffer): Promise<void> {
    this.#received += bytes.length;
    if (this.#handshake === null) {
      this.#reader.push(bytes);
    } else {
      const { answer, rest } = this.#handshake.push(bytes);
      if (answer !== null) this.#socket.write(answer);
      if (rest === null) return;
      this.#handshake = null;
      this.#reader.push(rest);
    }
    let message = this.#reader.next();
    while (message !== null && this.#stopped === null) {
      const handled = this.#handle(message);
      if (handled !== undefined) await handled;
      message = this.#reader.next();
    }
    this.#acknowledge();
  }

  #handle(message: RtmpMessage): void | Promise<void> {
    switch (message.type) {
      case MESSAGE.audio:
      case MESSAGE.video:
      case MESSAGE.dataAmf0:
      case MESSAGE.dataAmf3:
        return this.#media(message);
      case MESSAGE.aggregate:
        return this.#aggregate(message);
      case MESSAGE.commandAmf0:
      case MESSAGE.commandAmf3:
        return this.#command(message);
      case MESSAGE.windowAcknowledgementSize:
        this.#acknowledgeEvery = Math.max(1, messages.controlValue(message));
        return;
      case MESSAGE.userControl:
        return this.#userControl(message);
    }
  }

  #media(message: RtmpMessage): void | Promise<void> {
    const media = messages.mediaMessage(message);
    if (media === null || this.#push === null) return;
    const stored = this.#push.write(media);
    if (stored !== undefined) return this.#holdBack(stored);
  }

  async #aggregate(message: RtmpMessage): Promise<void> {
    for (const part of messages.splitAggregate(message)) await this.#media(part);
  }

  async #holdBack(stored: Promise<void>): Promise<void> {
    this.#heldBack = true;
    try {
      await stored;
    } catch (error) {
      this.#context.log(`${this.#remoteAddress}: ${error}`);
      this.stop('storage');
    } finally {
      this.#heldBack = false;
      this.#timer?.refresh();
    }
  }

  #userControl(message: RtmpMessage): void {
    const answer = messages.pingResponse(message);
    if (answer !== null) this.#send(answer);
  }

  #command(message: RtmpMessage): void | Promise<void> {
    if (message.payload.length > MAX_COMMAND_BYTES)
      throw new ProtocolError(`command of ${message.payload.length} bytes`);
    const command = messages.decodeCommand(message);
    const { name, transactionId } = command;
    if (name === 'connect') return this.#connect(command);
    if (this.#client === null) throw new ProtocolError(`${name} before connect`);
    switch (name) {
      case 'createStream':
        this.#streams++;
        return this.#answer(transactionId, replies.result(transactionId, null, this.#streams));
      case 'publish':
        return this.#publish(command, message.streamId, this.#client);
      case 'FCUnpublish':
      case 'closeStream':
      case 'deleteStream':
        return this.#unpublish(transactionId);
      case 'FCPublish':
        this.#announced = true;
        return this.#answer(transactionId, replies.result(transactionId, null));
      case 'releaseStream':
      case '_checkbw':
        return this.#answer(transactionId, replies.result(transactionId, null));
      case 'play':
      case 'play2':
        return this.#sayAndClose('protocol', message.streamId, replies.PLAY_REFUSED);
      default:
        return this.#answer(transactionId, replies.unknownCommand(transactionId, name));
    }
  }

  #connect({ transactionId, object }: Command): void {
    if (this.#client !== null) throw new ProtocolError('connect twice');
    const { app, tcUrl } = (object ?? {}) as AmfObject;
    this.#client = {
      app: typeof app === 'string' ? app : '',
      tcUrl: typeof tcUrl === 'string' ? tcUrl : null,
    };
    this.#send(messages.windowAcknowledgementSize(WINDOW_BYTES));
    this.#send(messages.setPeerBandwidth(WINDOW_BYTES));
    this.#send(messages.setChunkSize(CHUNK_BYTES));
    this.#sentChunkBytes = CHUNK_BYTES;
    this.#send(replies.connected(transactionId));
  }

  async #publish(
    { parameters: [name] }: Command,
    streamId: number,
    client: { app: string; tcUrl: string | null },
  ): Promise<void> {
    if (this.#push !== null) throw new ProtocolError('publish twice');
    if (typeof name !== 'string') throw new ProtocolError('publish without a name');
    clearTimeout(this.#timer);
    // The socket is not read meanwhile, so nothing can reach a stream that was not let in.
    const verdict = await this.#context.authorize({
      ...client,
      name,
      remoteAddress: this.#remoteAddress,
      breakOff: (how) => (how === 'rst' ? this.#socket.resetAndDestroy() : this.#socket.destroy()),
    });
    if (!verdict.accept) {
      if (this.#stopped === null) this.#sayAndClose('disconnected', streamId, verdict);
      return;
    }
    this.#push = verdict.stream;
    this.#pushStreamId = streamId;
    if (this.#stopped !== null) return this.#end(this.#stopped);
    this.#reader.maxMessageBytes = MAX_MEDIA_BYTES;
    if (this.#announced) this.#send(replies.publishAnnounced());
    this.#send(replies.publishStarted(streamId));
    this.#expectData();
    this.#obeyCut(verdict.stream.cut);
  }

  #obeyCut(cut: AbortSignal): void {
    const stop = () => {
      if (this.#push?.cut === cut) this.stop(cut.reason as keyof typeof END_TEXTS);
    };
    if (cut.aborted) stop();
    else cut.addEventListener('abort', stop, { once: true });
  }

  async #unpublish(transactionId: number): Promise<void> {
    if (this.#push !== null) {
      await this.#end('unpublished');
      this.#reader.maxMessageBytes = MAX_COMMAND_BYTES;
      this.#send(replies.unpublished(this.#pushStreamId));
      this.#expectPublish();
    }
    this.#answer(transactionId, replies.result(transactionId, null));
  }

  /** Settles when the push is stored; ends it the first time only. */
  #end(reason: EndReason): Promise<void> {
    const push = this.#push;
    if (push !== null) {
      this.#push = null;
      this.#ending = push.end(reason).catch((error) => {
        this.#context.log(`${this.#remoteAddress}: ${error}`);
      });
    }
    return this.#ending;
  }

  #sayAndClose(reason: EndReason, streamId: number, refusal: Refusal): void {
    this.#stopped ??= reason;
    void this.#end(reason);
    this.#socket.write(encodeChunks(replies.refused(streamId, refusal), this.#sentChunkBytes));
    this.#socket.end();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket.destroy(), this.#context.limits.lingerSeconds * 1000);
  }

  #expectPublish(): void {
    clearTimeout(this.#timer);
    const milliseconds = this.#context.limits.publishWithinSeconds * 1000;
    this.#timer = setTimeout(() => this.#socket.destroy(), milliseconds);
  }

  #expectData(): void {
    const milliseconds = this.#context.limits.idleSeconds * 1000;
    this.#timer = setTimeout(() => {
      if (this.#heldBack) this.#timer?.refresh();
      else this.stop('idle');
    }, milliseconds);
  }

  /**
   * Acknowledges once a turn of the event loop has brought nothing more to read. A publisher may have sent its last
   * byte and closed: then its system answers whatever reaches it with a reset, and all that is unread here is lost.
   */
  #acknowledge(): void {
    if (this.#received - this.#acknowledged < this.#acknowledgeEvery) return;
    const received = this.#received;
    afterNextPoll(() => {
      if (received !== this.#received || this.#stopped !== null) return;
      this.#acknowledged = received;
      this.#send(messages.acknowledgement(received));
    });
  }

  #answer(transactionId: number, answer: RtmpMessage): void {
    if (transactionId !== 0) this.#send(answer);
  }

  #send(message: RtmpMessage): void {
    if (this.#socket.writableLength > MAX_UNREAD_ANSWER_BYTES)
      this.#fail(new ProtocolError('the client does not read its answers'));
    else this.#socket.write(encodeChunks(message, this.#sentChunkBytes));
  }
}

/** `ip:port`, an IPv6 address in brackets. */
function remoteAddress({ remoteAddress = '', remotePort = 0 }: Socket): string {
  const address = remoteAddress.replace(/^::ffff:/, '');
  return `${address.includes(':') ? `[${address}]` : address}:${remotePort}`;
}

/** What arrives in the event loop's next poll is dealt with before `then` is called. */
function afterNextPoll(then: () => void): void {
  setImmediate(() => setImmediate(then));
}
