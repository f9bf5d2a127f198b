import type { IncomingRequest } from '../../src/emulator/http/message.js';
import type { Backend } from '../../src/emulator/service/backend.js';
import { createHttpHandler } from '../../src/emulator/service/handler.js';
import type { HttpResponse } from '../../src/protocol/wire.js';

export interface Answered {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** Whatever the handler answers with a 500 fails the test. */
export function handlerFor(backend: Backend): (request: IncomingRequest) => Promise<Answered> {
  const handle = createHttpHandler(backend, {
    version: '0.0.0-test',
    health: () => ({ status: 'ok' }),
    onError(error) {
      throw error;
    },
  });
  return async (request) => answered(await handle(request));
}

export async function answered({ status, headers, body }: HttpResponse): Promise<Answered> {
  const chunks: Uint8Array[] = [];
  if (typeof body === 'string' || body instanceof Uint8Array) chunks.push(Buffer.from(body));
  else if (body !== null) for await (const chunk of body) chunks.push(chunk);
  return {
    status,
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    text: Buffer.concat(chunks).toString(),
  };
}

/** The text of an element of an Error document; null when it is not there. */
export function element(text: string, name: string): string | null {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? null;
}
