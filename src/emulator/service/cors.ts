import type { HeaderList } from '../../protocol/wire.js';
import type { XmlElement } from '../../protocol/xml.js';
import type { Backend } from './backend.js';
import { corsAnswer } from './cors-rules.js';
import { type Answer, emptyAnswer } from './operations/call.js';
import type { Reading } from './reading.js';
import { Refusal } from './refusals.js';

// Reading only: players need no more, and the built-in key is known to every page on the web.
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Of a bucket; null where nobody has put any: then every page may read. */
type Rules = readonly XmlElement[] | null;

/** Of the bucket that a request is for, as far as that can be told before its signature is judged. */
export function corsRulesFor({ said }: Reading, { bucket }: Pick<Backend, 'bucket'>): Rules {
  if (said instanceof Refusal) return null;
  for (const { address } of said.ways) {
    const found = address.bucketName === null ? null : bucket(address.bucketName);
    if (found !== null) return found.rules.cors;
  }
  return null;
}

/** Lets pages of other origins read what their request may read. */
export function corsHeaders(method: string, headers: HeaderList, rules: Rules): HeaderList {
  const origin = header(headers, 'origin');
  if (!METHODS.has(method) || origin === null) return [];
  if (rules !== null) return corsAnswer(rules, { origin, method, headers: [] }) ?? [];
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
export function preflight(headers: HeaderList, rules: Rules): Answer {
  const method = header(headers, 'access-control-request-method');
  const origin = header(headers, 'origin');
  if (origin === null || method === null || !METHODS.has(method)) throw new Refusal('corsForbidden');
  if (rules !== null) {
    const asked = header(headers, 'access-control-request-headers') ?? '';
    const names = asked.split(',').flatMap((name) => name.trim() || []);
    const allowed = corsAnswer(rules, { origin, method, headers: names });
    if (allowed === null) throw new Refusal('corsForbidden');
    return emptyAnswer(200, allowed);
  }
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
