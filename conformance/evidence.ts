import { redact } from '../src/client/redact.js';
import type { Credentials, HttpResponse, Transport } from '../src/protocol/wire.js';

/** How much of one body is kept: playlists and error documents are shorter. */
const LONGEST_BODY = 4096;
/** How much of one probe. */
const MOST_LINES = 400;

/** What was said, as it was said, secrets masked. */
export class Evidence {
  readonly lines: string[] = [];
  readonly #secrets: readonly (string | null | undefined)[];

  constructor({ accessKeyId, accessKeySecret, securityToken }: Credentials) {
    this.#secrets = [accessKeyId, accessKeySecret, securityToken];
  }

  add(text: string): void {
    if (this.lines.length < MOST_LINES) this.lines.push(redact(text, this.#secrets));
  }

  /** A transport that keeps what goes through it; its answers are whole. */
  recorded(transport: Transport): Transport {
    return async (request, options) => {
      this.add(`> ${request.method} ${request.origin}${request.target}`);
      if (request.body !== null) this.add(`> ${shown(Buffer.from(request.body))}`);
      const response = await transport(request, options);
      const body = await whole(response);
      const headers = response.headers.map(([name, value]) => `${name}: ${value}`).join('; ');
      this.add(`< ${response.status} ${headers}`);
      if (body.length > 0) this.add(`< ${shown(body)}`);
      return { ...response, body };
    };
  }
}

async function whole({ body }: HttpResponse): Promise<Buffer> {
  if (body === null) return Buffer.alloc(0);
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body as Uint8Array);
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

function shown(body: Buffer): string {
  if (body.subarray(0, 200).includes(0)) return `${body.length} bytes`;
  const text = body.subarray(0, LONGEST_BODY).toString();
  return body.length > LONGEST_BODY ? `${text}… (${body.length} bytes)` : text;
}
