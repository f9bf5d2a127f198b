import { once } from 'node:events';
import { Socket } from 'node:net';

/** A connection without a network: brings what the client sends, then its end, and keeps what it is answered. */
export class PipedSocket extends Socket {
  readonly gone: Promise<unknown>;
  readonly #answers: Buffer[] = [];
  readonly #pieces: Iterator<Buffer>;

  constructor(pieces: Iterable<Buffer>) {
    super({ allowHalfOpen: false });
    this.#pieces = pieces[Symbol.iterator]();
    this.gone = once(this, 'close');
  }

  get answered(): Buffer {
    return Buffer.concat(this.#answers);
  }

  override _read(): void {
    const next = this.#pieces.next();
    this.push(next.done === true ? null : next.value);
  }

  override _write(bytes: Buffer, _: BufferEncoding, done: (error: null) => void): void {
    this.#answers.push(bytes);
    done(null);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error: null) => void): void {
    this.#answers.push(...chunks.map(({ chunk }) => chunk));
    done(null);
  }

  override _final(done: (error: null) => void): void {
    done(null);
  }
}
