import type { FetchRequest, FetchResponse } from '../protocol/ambient.js';
import type { Answer } from './answer.js';
import type { Answering } from './node-handler.js';
import type { Asked } from './request.js';

/** A handler for servers that speak in `Request` and `Response`. */
export function fetchHandler(answer: Answering): (request: FetchRequest) => Promise<FetchResponse> {
  return async (request) => {
    const gone = new AbortController();
    const { pathname, search, host } = new URL(request.url);
    const asked: Asked = {
      method: request.method,
      target: pathname + search,
      header: (name) => request.headers.get(name) ?? (name === 'host' ? host : null),
      signal: AbortSignal.any([request.signal, gone.signal]),
    };
    const { answer: found, done } = await answer(asked);
    const { status, headers, body } = found;
    if (body === null || typeof body === 'string' || body instanceof Uint8Array) {
      done();
      return new Response(body === null ? null : Buffer.from(body), { status, headers });
    }
    return new Response(
      streamOf(body, () => {
        done();
        gone.abort();
      }),
      { status, headers },
    );
  };
}

function streamOf(
  body: Exclude<Answer['body'], string | Uint8Array | null>,
  onOver: () => void,
): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { value, done } = await chunks.next();
        if (!done) return controller.enqueue(value);
        controller.close();
      } catch (error) {
        controller.error(error);
      }
      onOver();
    },
    async cancel() {
      onOver();
      await chunks.return?.();
    },
  });
}
