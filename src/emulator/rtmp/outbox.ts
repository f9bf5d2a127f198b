import type { Socket } from 'node:net';
import { EMULATOR_LIMITS } from '../limits.js';
import { encodeChunks } from './encode-chunks.js';
import type { RtmpMessage } from './message.js';
import * as messages from './message.js';
import { ProtocolError } from './protocol-error.js';
import * as replies from './replies.js';
import { WINDOW_BYTES } from './unasked.js';

const CHUNK_BYTES = 128;
const MAX_UNREAD_BYTES = EMULATOR_LIMITS.unreadAnswers.value;

/** What one client is told. Throws ProtocolError when it does not read its answers. */
export class Outbox {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** The answer to `connect`, and what the client has to know of this side: as OSS was captured to say it. */
  welcome(transactionId: number): void {
    this.send(messages.windowAcknowledgementSize(WINDOW_BYTES));
    this.send(messages.setPeerBandwidth(WINDOW_BYTES));
    this.send(messages.streamBegin(0));
    this.send(messages.setChunkSize(CHUNK_BYTES));
    this.send(replies.connected(transactionId));
    this.send(replies.bandwidthDone());
  }

  send(message: RtmpMessage): void {
    if (this.#socket.writableLength > MAX_UNREAD_BYTES)
      throw new ProtocolError('the client does not read its answers');
    this.#socket.write(encodeChunks(message, CHUNK_BYTES));
  }

  /** Sends the answer to a command, if the client wants one. */
  answer(transactionId: number, message: RtmpMessage): void {
    if (transactionId !== 0) this.send(message);
  }

  answerPing(userControl: RtmpMessage): void {
    const pong = messages.pingResponse(userControl);
    if (pong !== null) this.send(pong);
  }

  /** Says no more, after a last message if there is one; the client may still say something. */
  end(message?: RtmpMessage): void {
    if (message !== undefined) this.#socket.write(encodeChunks(message, CHUNK_BYTES));
    this.#socket.end();
  }
}
