import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { reset } from './tls.js';
import { TwoLengths } from './two-lengths.js';

/** A socket as Node's HTTP server sees it: its requests have one length each. */
export class HttpConnection extends Duplex {
  readonly #socket: Socket;
  readonly #lengths = new TwoLengths();

  constructor(socket: Socket) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      const bytes = this.#lengths.take(chunk);
      if (bytes.length > 0 && !this.push(bytes)) socket.pause();
    });
    socket.on('end', () => {
      const rest = this.#lengths.flush();
      if (rest.length > 0) this.push(rest);
      this.push(null);
    });
    socket.on('timeout', () => this.emit('timeout'));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  setTimeout(milliseconds: number): this {
    this.#socket.setTimeout(milliseconds);
    return this;
  }

  /** Node ends a connection so, when it has this method; else it waits for the client to end it too. */
  destroySoon(): void {
    if (this.writableFinished) this.destroy();
    else this.end(() => this.destroy());
  }

  resetAndDestroy(): void {
    reset(this.#socket);
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, encoding, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
