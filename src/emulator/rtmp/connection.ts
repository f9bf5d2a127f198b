import type { Socket } from 'node:net';
import { reset } from '../http/tls.js';
import { Acknowledger } from './acknowledger.js';
import type { AmfObject } from './amf0.js';
import { ChunkReader } from './chunk.js';
import { Deadline } from './deadline.js';
import { Handshake } from './handshake.js';
import { MAX_COMMAND_BYTES, MAX_MEDIA_BYTES, type RtmpLimits } from './limits.js';
import * as messages from './message.js';
import { type Command, MESSAGE, type RtmpMessage } from './message.js';
import { Outbox } from './outbox.js';
import { ProtocolError } from './protocol-error.js';
import type { AuthorizePublish, EndReason, PublishedStream } from './publishing.js';
import { remoteAddress } from './remote-address.js';
import * as replies from './replies.js';
import { END_TEXTS, type Refusal } from './replies.js';

interface Context {
  authorize: AuthorizePublish;
  limits: RtmpLimits;
  log(line: string): void;
  rest(): Promise<void>;
}

/** Half of what Node reads at once: after more than that, more is waiting. */
const SHORT_READ_BYTES = 32 * 1024;
/** So many short reads tell a camera from a file; of a camera that is about a second. */
const REAL_TIME_READS = 50;

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
  #shortReads = 0;
  readonly #deadline = new Deadline();
  readonly #outbox: Outbox;
  readonly #acknowledger = new Acknowledger(
    (bytes) => this.#acknowledge(bytes),
    () => this.#socket.readableLength > 0,
  );

  constructor(socket: Socket, context: Context) {
    this.#socket = socket;
    this.#outbox = new Outbox(socket);
    this.#context = context;
    this.#remoteAddress = remoteAddress(socket);
    socket.setNoDelay(true);
    // Whatever goes wrong with the socket ends the reading loop, too.
    socket.on('error', () => {});
    this.#expectPublish();
    this.finished = this.#run();
  }

  /** Ends the push, tells the client why if there is something to say, and closes. */
  stop(reason: EndReason): void {
    this.#stopped ??= reason;
    const text = END_TEXTS[reason];
    if (this.#push === null || text === undefined) this.#socket.destroy();
    else this.#sayAndClose(this.#pushStreamId, text);
    void this.#end(reason);
  }

  async #run(): Promise<void> {
    try {
      for await (const bytes of this.#socket as AsyncIterable<Buffer>) {
        if (this.#stopped === null) await this.#take(bytes);
        // Else the client is still to read why.
        if (this.#push !== null && this.#comesInRealTime(bytes.length)) await this.#context.rest();
      }
    } catch {
      // The socket has failed: as good as closed.
    }
    this.#deadline.lift();
    this.#socket.destroy();
    await this.#end(this.#stopped ?? 'disconnected');
  }

  #comesInRealTime(readBytes: number): boolean {
    if (readBytes >= SHORT_READ_BYTES) return false;
    this.#shortReads++;
    return this.#shortReads > REAL_TIME_READS;
  }

  async #take(bytes: Buffer): Promise<void> {
    if (this.#push !== null) this.#deadline.postpone();
    try {
      await this.#receive(bytes);
    } catch (error) {
      this.#fail(error);
    }
  }

  #acknowledge(receivedBytes: number): void {
    if (this.#stopped !== null) return;
    try {
      this.#outbox.send(messages.acknowledgement(receivedBytes));
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#log(error);
    this.stop('protocol');
  }

  #log(error: unknown): void {
    this.#context.log(`${this.#remoteAddress}: ${error}`);
  }

  async #receive(bytes: Buffer): Promise<void> {
    this.#acknowledger.received(bytes.length);
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
    this.#acknowledger.caughtUp();
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
        this.#acknowledger.windowBytes = messages.controlValue(message);
        return;
      case MESSAGE.userControl:
        return this.#outbox.answerPing(message);
    }
  }

  #media(message: RtmpMessage): void | Promise<void> {
    const media = messages.mediaMessage(message);
    if (media === null || this.#push === null) return;
    try {
      const stored = this.#push.write(media);
      if (stored !== undefined) return this.#holdBack(stored);
    } catch (error) {
      this.#notStored(error);
    }
  }

  async #aggregate(message: RtmpMessage): Promise<void> {
    for (const part of messages.splitAggregate(message)) await this.#media(part);
  }

  async #holdBack(stored: Promise<void>): Promise<void> {
    this.#heldBack = true;
    try {
      await stored;
    } catch (error) {
      this.#notStored(error);
    } finally {
      this.#heldBack = false;
      this.#deadline.postpone();
    }
  }

  #notStored(error: unknown): void {
    if (this.#stopped !== null) return;
    this.#log(error);
    this.stop('storage');
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
        return this.#outbox.answer(transactionId, replies.result(transactionId, null, this.#streams));
      case 'publish':
        return this.#publish(command, message.streamId, this.#client);
      case 'FCUnpublish':
      case 'closeStream':
      case 'deleteStream':
        return this.#unpublish(transactionId);
      case 'FCPublish':
        this.#announced = true;
        return this.#outbox.answer(transactionId, replies.result(transactionId, null));
      case 'releaseStream':
      case '_checkbw':
        return this.#outbox.answer(transactionId, replies.result(transactionId, null));
      case 'play':
      case 'play2':
        return this.#refuse(message.streamId, replies.PLAY_REFUSED);
      default:
        return this.#outbox.answer(transactionId, replies.unknownCommand(transactionId, name));
    }
  }

  #connect({ transactionId, object }: Command): void {
    if (this.#client !== null) throw new ProtocolError('connect twice');
    const { app, tcUrl } = (object ?? {}) as AmfObject;
    this.#client = {
      app: typeof app === 'string' ? app : '',
      tcUrl: typeof tcUrl === 'string' ? tcUrl : null,
    };
    this.#outbox.welcome(transactionId);
  }

  async #publish(
    { parameters: [name] }: Command,
    streamId: number,
    client: { app: string; tcUrl: string | null },
  ): Promise<void> {
    if (this.#push !== null) throw new ProtocolError('publish twice');
    if (typeof name !== 'string') throw new ProtocolError('publish without a name');
    this.#deadline.lift();
    // The socket is not read meanwhile, so nothing can reach a stream that was not let in.
    const verdict = await this.#context.authorize({
      ...client,
      name,
      remoteAddress: this.#remoteAddress,
      breakOff: (how) => (how === 'rst' ? reset(this.#socket) : this.#socket.destroy()),
    });
    if (!verdict.accept) return this.#refuse(streamId, verdict);
    this.#push = verdict.stream;
    this.#pushStreamId = streamId;
    if (this.#stopped !== null) return this.#end(this.#stopped);
    this.#reader.maxMessageBytes = MAX_MEDIA_BYTES;
    if (this.#announced) this.#outbox.send(replies.publishAnnounced());
    this.#outbox.send(replies.publishStarted(streamId));
    this.#expectData();
    this.#obeyCut(verdict.stream.cut);
  }

  #obeyCut(cut: AbortSignal): void {
    const stop = () => {
      if (this.#push?.cut === cut) this.stop(cut.reason as EndReason);
    };
    if (cut.aborted) stop();
    else cut.addEventListener('abort', stop, { once: true });
  }

  async #unpublish(transactionId: number): Promise<void> {
    if (this.#push !== null) {
      this.#deadline.lift();
      await this.#end('unpublished');
      this.#reader.maxMessageBytes = MAX_COMMAND_BYTES;
      this.#outbox.send(replies.unpublished(this.#pushStreamId));
      this.#expectPublish();
    }
    this.#outbox.answer(transactionId, replies.result(transactionId, null));
  }

  /** Settles when the push is stored; ends it the first time only. */
  #end(reason: EndReason): Promise<void> {
    const push = this.#push;
    if (push !== null) {
      this.#push = null;
      this.#ending = push.end(reason).catch((error) => this.#log(error));
    }
    return this.#ending;
  }

  #refuse(streamId: number, refusal: Refusal): void {
    if (this.#stopped !== null) return;
    this.#stopped = 'disconnected';
    this.#sayAndClose(streamId, refusal);
  }

  #sayAndClose(streamId: number, refusal: Refusal): void {
    this.#outbox.end(replies.refused(streamId, refusal));
    this.#deadline.set(this.#context.limits.lingerSeconds, () => this.#socket.destroy());
  }

  #expectPublish(): void {
    this.#deadline.set(this.#context.limits.publishWithinSeconds, () => this.#socket.destroy());
  }

  #expectData(): void {
    this.#deadline.set(this.#context.limits.idleSeconds, () => {
      if (this.#heldBack) this.#deadline.postpone();
      else this.stop('idle');
    });
  }
}
