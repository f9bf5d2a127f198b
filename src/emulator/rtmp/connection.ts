import type { Socket } from 'node:net';
import { handleMessage } from './handlers/message.js';
import { Handshake } from './handshake.js';
import type { EndReason } from './publishing.js';
import { Pace } from './rest.js';
import { Session, type SessionContext } from './session.js';

/** Reads one client, from its first byte to the end of its push, and hands its messages to those who handle them. */
export class Connection {
  /** Settles when the socket is closed and the push, if there was one, is stored. */
  readonly finished: Promise<void>;
  readonly #socket: Socket;
  readonly #session: Session;
  readonly #pace = new Pace();
  #handshake: Handshake | null = new Handshake();

  constructor(socket: Socket, context: SessionContext) {
    this.#socket = socket;
    this.#session = new Session(socket, context);
    socket.setNoDelay(true);
    // Whatever goes wrong with the socket ends the reading loop, too.
    socket.on('error', () => {});
    this.finished = this.#run(context);
  }

  /** Ends the push, tells the client why if there is something to say, and closes. */
  stop(reason: EndReason): void {
    this.#session.stop(reason);
  }

  async #run({ rest }: SessionContext): Promise<void> {
    const session = this.#session;
    try {
      for await (const bytes of this.#socket as AsyncIterable<Buffer>) {
        if (session.stopped === null) await this.#take(bytes);
        // Else the client is still to read why.
        // Node 26 gives what has come piece by piece, as small as the records of TLS are.
        const isAll = this.#socket.readableLength === 0;
        if (isAll && session.push.isOn && this.#pace.isRealTime(bytes.length)) await rest();
      }
    } catch {
      // The socket has failed: as good as closed.
    }
    await session.close();
  }

  async #take(bytes: Buffer): Promise<void> {
    this.#session.heard();
    try {
      await this.#receive(bytes);
    } catch (error) {
      this.#session.fail(error);
    }
  }

  async #receive(bytes: Buffer): Promise<void> {
    const { unasked, chunks, turn } = this.#session;
    unasked.received(bytes.length);
    const afterHandshake = this.#shakeHands(bytes);
    if (afterHandshake === null) return;
    chunks.push(afterHandshake);
    let message = chunks.next();
    while (message !== null && this.#session.stopped === null) {
      const handled = handleMessage(this.#session, message);
      if (handled !== undefined) await handled;
      const over = turn.over();
      if (over !== undefined) await over;
      message = chunks.next();
    }
    unasked.caughtUp();
  }

  /** What is left for the messages; null as long as the handshake goes on. */
  #shakeHands(bytes: Buffer): Buffer | null {
    if (this.#handshake === null) return bytes;
    const { answer, rest } = this.#handshake.push(bytes);
    if (answer !== null) this.#socket.write(answer);
    if (rest !== null) this.#handshake = null;
    return rest;
  }
}
