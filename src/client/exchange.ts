import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { HeaderList, HttpRequest, HttpResponse } from '../protocol/wire.js';
import { CLIENT_LIMITS } from './limits.js';

/** What of a body waits for its reader before the server is asked to wait. */
const MOST_WAITING_BYTES = CLIENT_LIMITS.unreadBody.value;

/**
 * One request and its answer, as undici tells of them. Most answers are small and come at once: their body is given
 * whole, which takes less than undici's own `request` and a stream do.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** The answer from where its body begins. */
  readonly response: Promise<HttpResponse>;
  readonly #atEnd: () => void;
  #controller: Dispatcher.DispatchController | null = null;
  #chunks: Buffer[] = [];
  #waitingBytes = 0;
  #isComplete = false;
  #error: unknown = null;
  #answer: (response: Omit<HttpResponse, 'body'>) => void = () => {};
  #refuse: (error: unknown) => void = () => {};
  #wake = () => {};

  /** `atEnd` is called once, when no more is to be expected. */
  constructor(dispatcher: Dispatcher, request: HttpRequest, atEnd: () => void) {
    const { method, origin, target, headers, body } = request;
    this.#atEnd = atEnd;
    const began = new Promise<Omit<HttpResponse, 'body'>>((resolve, reject) => {
      this.#answer = resolve;
      this.#refuse = reject;
    });
    // A body that came together with the head is here by then.
    this.response = began.then((head) => ({
      body: this.#isComplete ? this.#whole() : this.#rest(),
      ...head,
    }));
    const options = {
      method: method as Dispatcher.HttpMethod,
      origin,
      path: target,
      headers: flat(headers),
      body,
    };
    try {
      dispatcher.dispatch(options, this);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Ends it with this error, wherever it is. */
  abort(error: unknown): void {
    if (this.#isComplete || this.#error !== null) return;
    this.#fail(error);
    this.#controller?.abort(error as Error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#error !== null) controller.abort(this.#error as Error);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status >= 200) this.#answer({ status, headers: headerList(headers) });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes >= MOST_WAITING_BYTES) controller.pause();
    this.#wake();
  }

  onResponseEnd(): void {
    this.#isComplete = true;
    this.#atEnd();
    this.#wake();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#error === null) this.#fail(error);
  }

  #fail(error: unknown): void {
    this.#error = error;
    this.#atEnd();
    this.#refuse(error);
    this.#wake();
  }

  #whole(): Buffer | null {
    const [first = null, ...others] = this.#chunks;
    return others.length === 0 ? first : Buffer.concat(this.#chunks);
  }

  async *#rest(): AsyncIterable<Uint8Array> {
    try {
      for (;;) {
        const chunk = this.#chunks.shift();
        if (chunk !== undefined) {
          this.#waitingBytes -= chunk.length;
          if (this.#waitingBytes < MOST_WAITING_BYTES) this.#controller?.resume();
          yield chunk;
        } else if (this.#error !== null) throw this.#error;
        else if (this.#isComplete) return;
        else
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
      }
    } finally {
      // Whoever leaves earlier wants no more of it.
      this.abort(new Error('The rest of the body is not wanted.'));
    }
  }
}

function headerList(headers: IncomingHttpHeaders): HeaderList {
  const list: HeaderList = [];
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string') list.push([name, value]);
    else for (const one of value ?? []) list.push([name, one]);
  }
  return list;
}

/** As `flat()`, which takes ten times as long. */
function flat(headers: HeaderList): string[] {
  const texts: string[] = [];
  for (const [name, value] of headers) texts.push(name, value);
  return texts;
}
