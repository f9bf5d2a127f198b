import type { HeaderList } from '../protocol/wire.js';
import { type Refusal, refusalOf } from './problem.js';

/** What is answered; a stream is to be read to its end, or until `return()`. */
export interface Answer {
  status: number;
  headers: HeaderList;
  body: string | Uint8Array | AsyncIterable<Uint8Array> | null;
}

/** Of the page: its own script and style, and what hls.js hands to the video. Nothing is loaded from elsewhere, or framed. */
const PAGE_POLICY = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  ...["media-src 'self' blob:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ...["require-trusted-types-for 'script'", 'trusted-types'],
].join('; ');
const NO_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** What every answer says. Nothing is kept: the address is that of one run, and recordings are private. */
export function withSafety({ status, headers, body }: Answer): Answer {
  const isPage = headers.some(([, value]) => value.startsWith('text/html'));
  return {
    status,
    headers: [
      ...headers,
      ['Content-Security-Policy', isPage ? PAGE_POLICY : NO_POLICY],
      ['X-Content-Type-Options', 'nosniff'],
      ['Referrer-Policy', 'no-referrer'],
      ['Cross-Origin-Resource-Policy', 'same-origin'],
      ['Cross-Origin-Opener-Policy', 'same-origin'],
      ['Cache-Control', 'no-store'],
    ],
    body,
  };
}

export function json(document: object): Answer {
  return text(`${JSON.stringify(document)}\n`, 'application/json; charset=utf-8');
}

export function text(body: string, type: string): Answer {
  return bytes(Buffer.from(body), type);
}

export function playlist(body: string): Answer {
  return text(body, 'application/vnd.apple.mpegurl');
}

export function bytes(body: Uint8Array, type: string): Answer {
  return {
    status: 200,
    headers: [
      ['Content-Type', type],
      ['Content-Length', String(body.length)],
    ],
    body,
  };
}

/** What went wrong, as a document with a sentence. */
export function refused(error: unknown): Answer {
  const refusal: Refusal = refusalOf(error);
  const { status, problem } = refusal;
  const answer = { ...json(refusal.document), status };
  if (problem === 'onlyGet') answer.headers.push(['Allow', 'GET, HEAD'], ['Connection', 'close']);
  if (problem === 'busy') answer.headers.push(['Retry-After', '1']);
  return answer;
}
