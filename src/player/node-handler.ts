import { CLIENT_LIMITS } from '../client/limits.js';
import { abortable } from '../client/retry.js';
import { isLoopback } from '../protocol/loopback.js';
import { type Answer, refused, withSafety } from './answer.js';
import { Refusal } from './problem.js';
import type { Asked } from './request.js';

/** What of the `IncomingMessage` of node:http is read. */
export interface ServerRequest {
  /** As Node's. */
  method?: string | undefined;
  /** Path and query, as they came. */
  url?: string | undefined;
  /** By names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  /** Who asks. */
  socket: { remoteAddress?: string | undefined };
}

/** What of its `ServerResponse` is used. */
export interface ServerAnswer {
  /** Names and values in turn. */
  writeHead(status: number, headers: string[]): unknown;
  /** False when it has to be waited for. */
  write(chunk: Uint8Array): boolean;
  /** As Node's. */
  end(body?: string | Uint8Array): unknown;
  /** As Node's. */
  on(event: 'close' | 'error', listener: () => void): unknown;
  /** As Node's. */
  once(event: 'drain', listener: () => void): unknown;
  /** As Node's. */
  destroy(): unknown;
}

export type Answering = (asked: Asked) => Promise<{ answer: Answer; done: () => void }>;

/** A handler for node:http; `onlyThisMachine`: others are refused, whatever address the server listens on. */
export function nodeHandler(
  answer: Answering,
  onlyThisMachine: boolean,
): (request: ServerRequest, response: ServerAnswer) => void {
  return (request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    // A client that is gone ends its request, nothing else.
    response.on('error', () => gone.abort());
    if (onlyThisMachine && !isLoopback(request.socket.remoteAddress ?? '')) {
      const { status, headers, body } = withSafety(refused(new Refusal('wrongHost')));
      response.writeHead(status, headers.flat());
      response.end(String(body));
      return;
    }
    const asked: Asked = {
      method: request.method ?? '',
      target: request.url ?? '',
      header: (name) => textOf(request.headers[name]),
      signal: gone.signal,
    };
    void answer(asked).then(async ({ answer, done }) => {
      try {
        await send(answer, response, gone.signal);
      } catch {
        // What has begun cannot be taken back: a broken end is how a client learns of it.
        response.destroy();
      } finally {
        done();
      }
    });
  };
}

function textOf(value: string | string[] | undefined): string | null {
  return value === undefined ? null : String(value);
}

async function send(
  { status, headers, body }: Answer,
  response: ServerAnswer,
  gone: AbortSignal,
): Promise<void> {
  response.writeHead(status, headers.flat());
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) {
    response.end(body ?? undefined);
    return;
  }
  for await (const chunk of body) {
    gone.throwIfAborted();
    if (response.write(chunk)) continue;
    // Who reads nothing for so long holds a connection to the bucket for nothing.
    const patience = AbortSignal.any([gone, AbortSignal.timeout(CLIENT_LIMITS.playerStall.value)]);
    await abortable(new Promise<void>((resolve) => response.once('drain', resolve)), patience);
  }
  response.end();
}
