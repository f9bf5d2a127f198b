import type { Socket } from 'node:net';
import { ChunkReader } from './chunk.js';
import { CurrentPush } from './current-push.js';
import { Deadline } from './deadline.js';
import { MAX_COMMAND_BYTES, MAX_MEDIA_BYTES, type RtmpLimits } from './limits.js';
import type { RtmpMessage } from './message.js';
import { Outbox } from './outbox.js';
import { breakOff, remoteAddress } from './peer.js';
import type { AuthorizePublish, EndReason, Farewells, Status } from './publishing.js';
import { ended, refused, warned } from './replies.js';
import { Turn } from './turn.js';
import { Unasked } from './unasked.js';

/** What all clients of a server have in common. */
export interface SessionContext {
  authorize: AuthorizePublish;
  farewells: Farewells;
  limits: RtmpLimits;
  log(line: string): void;
  rest(): Promise<void>;
}

/** One client as the handlers of its messages see it: what it has said, and what can be done about it. */
export class Session {
  readonly context: SessionContext;
  readonly remoteAddress: string;
  readonly chunks = new ChunkReader(MAX_COMMAND_BYTES);
  readonly turn = new Turn();
  readonly outbox: Outbox;
  readonly push = new CurrentPush((error) => this.#log(error));
  readonly unasked = new Unasked(
    (message) => this.#tell(message),
    () => this.#socket.readableLength > 0,
  );
  /** What `connect` said; null before it. */
  application: { app: string; tcUrl: string | null } | null = null;
  /** How many message streams were created. */
  streams = 0;
  readonly #socket: Socket;
  readonly #deadline = new Deadline();
  #stopped: EndReason | null = null;

  constructor(socket: Socket, context: SessionContext) {
    this.#socket = socket;
    this.context = context;
    this.remoteAddress = remoteAddress(socket);
    this.outbox = new Outbox(socket);
    this.expectPublish();
  }

  /** Why nothing more is taken from the client; null as long as something is. */
  get stopped(): EndReason | null {
    return this.#stopped;
  }

  expectPublish(): void {
    this.chunks.maxMessageBytes = MAX_COMMAND_BYTES;
    this.#deadline.set(this.context.limits.publishWithinSeconds, () => this.#socket.destroy());
  }

  expectMedia(): void {
    this.chunks.maxMessageBytes = MAX_MEDIA_BYTES;
    this.#deadline.set(this.context.limits.idleSeconds, () => {
      if (this.push.isHeldBack) this.#deadline.postpone();
      else this.stop('idle');
    });
  }

  /** It is the client who waits. */
  expectNothing(): void {
    this.#deadline.lift();
  }

  heard(): void {
    if (this.push.isOn) this.#deadline.postpone();
  }

  /** Ends the push, gives the client notice if it is to have one, and closes. */
  stop(reason: EndReason): void {
    this.#stopped ??= reason;
    const notice = this.push.isOn ? this.context.farewells.end(reason) : null;
    if (notice === null) this.#socket.destroy();
    else this.#notify(this.push.streamId, notice);
    void this.push.end(reason);
  }

  refuse(streamId: number, status: Status): void {
    if (this.#stopped !== null) return;
    this.#stopped = 'disconnected';
    this.#close(refused(streamId, status));
  }

  /** The client has sent what it must not. */
  fail(error: unknown): void {
    this.#log(error);
    this.stop('protocol');
  }

  /** What the client has sent could not be kept. */
  lose(error: unknown): void {
    if (this.#stopped !== null) return;
    this.#log(error);
    this.stop('storage');
  }

  warn(text: string): void {
    if (this.push.isOn) this.unasked.notice(warned(this.push.streamId, text));
  }

  breakOff(how: 'rst' | 'fin'): void {
    breakOff(this.#socket, how);
  }

  /** The connection is over; settles when the push, if there was one, is stored. */
  async close(): Promise<void> {
    this.#deadline.lift();
    this.#socket.destroy();
    await this.push.end(this.#stopped ?? 'disconnected');
  }

  #notify(streamId: number, notice: Status): void {
    const { noticeSeconds } = this.context.limits;
    try {
      this.outbox.send(ended(streamId, notice));
      this.#deadline.set(noticeSeconds, () => this.#close());
    } catch (error) {
      this.#log(error);
      this.#socket.destroy();
    }
  }

  #close(last?: RtmpMessage): void {
    this.outbox.end(last);
    this.#deadline.set(this.context.limits.lingerSeconds, () => this.#socket.destroy());
  }

  #tell(message: RtmpMessage): void {
    if (this.#stopped !== null) return;
    try {
      this.outbox.send(message);
    } catch (error) {
      this.fail(error);
    }
  }

  #log(error: unknown): void {
    this.context.log(`${this.remoteAddress}: ${error}`);
  }
}
