import type { HeaderList } from '../../protocol/wire.js';
import { type Answer, emptyAnswer } from './operations/call.js';
import { Refusal } from './refusals.js';

// Reading only: players need no more, and the built-in key is known to every page on the web.
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Lets pages of other origins read what their request may read. */
export function corsHeaders(method: string, headers: HeaderList): HeaderList {
  if (!METHODS.has(method) || header(headers, 'origin') === null) return [];
  return [
    ['Access-Control-Allow-Origin', '*'],
    [
      'Access-Control-Expose-Headers',
      'Accept-Ranges, Content-Length, Content-Range, ETag, Last-Modified, x-oss-ec, x-oss-request-id',
    ],
  ];
}

/** Browsers name the origin of everything that is not reading, even of a page that made the server its own origin. */
export function refuseWritingPages(method: string, headers: HeaderList): void {
  if (!METHODS.has(method) && header(headers, 'origin') !== null) throw new Refusal('corsForbidden');
}

/** The answer to a preflight request. */
export function preflight(headers: HeaderList): Answer {
  const method = header(headers, 'access-control-request-method');
  if (header(headers, 'origin') === null || method === null || !METHODS.has(method))
    throw new Refusal('corsForbidden');
  return emptyAnswer(200, [
    ['Access-Control-Allow-Origin', '*'],
    ['Access-Control-Allow-Methods', [...METHODS].join(', ')],
    // The asterisk does not include Authorization.
    ['Access-Control-Allow-Headers', 'Authorization, *'],
    ['Access-Control-Max-Age', '600'],
  ]);
}

function header(headers: HeaderList, name: string): string | null {
  return headers.find(([candidate]) => candidate.toLowerCase() === name)?.[1] ?? null;
}
