import type { HeaderList } from '../../protocol/wire.js';
import type { XmlElement } from '../../protocol/xml.js';
import { Refusal } from './refusals.js';
import { childElements, childText } from './xml-in.js';

const MOST_RULES = 20;
const METHODS: ReadonlySet<string> = new Set(['GET', 'PUT', 'DELETE', 'POST', 'HEAD']);

/** Throws a Refusal for rules that the service would not take. OSS documentation, "PutBucketCors". */
export function checkedCorsRules(rules: readonly XmlElement[]): readonly XmlElement[] {
  if (rules.length === 0) throw new Refusal('malformedXml');
  if (rules.length > MOST_RULES) throw new Refusal('tooManyCorsRules');
  for (const rule of rules) {
    const [origins, methods, headers] = [
      texts(rule, 'AllowedOrigin'),
      texts(rule, 'AllowedMethod'),
      texts(rule, 'AllowedHeader'),
    ];
    const age = childText(rule, 'MaxAgeSeconds') ?? '0';
    const isRight =
      origins.length > 0 &&
      methods.length > 0 &&
      methods.every((method) => METHODS.has(method)) &&
      [...origins, ...headers].every((text) => text !== '' && text.split('*').length <= 2) &&
      texts(rule, 'ExposeHeader').every((text) => !text.includes('*')) &&
      /^\d{1,9}$/.test(age);
    if (!isRight) throw new Refusal('badCorsRule');
  }
  return rules;
}

/** What a page asks for. */
export interface CorsRequest {
  origin: string;
  method: string;
  /** Names of headers, of a preflight request. */
  headers: readonly string[];
}

/** The headers of the first rule that fits; null when none does. */
export function corsAnswer(
  rules: readonly XmlElement[],
  { origin, method, headers }: CorsRequest,
): HeaderList | null {
  for (const rule of rules.filter(([name]) => name === 'CORSRule')) {
    const allowed = texts(rule, 'AllowedOrigin').find((pattern) => fits(pattern, origin));
    const headerNames = texts(rule, 'AllowedHeader');
    const takesHeaders = headers.every((name) =>
      headerNames.some((pattern) => fits(pattern.toLowerCase(), name.toLowerCase())),
    );
    if (allowed === undefined || !texts(rule, 'AllowedMethod').includes(method) || !takesHeaders) continue;
    const exposed = texts(rule, 'ExposeHeader').join(', ');
    return [
      ['Access-Control-Allow-Origin', allowed === '*' ? '*' : origin],
      ['Access-Control-Allow-Methods', texts(rule, 'AllowedMethod').join(', ')],
      ...(headers.length === 0 ? [] : [named('Access-Control-Allow-Headers', headers.join(', '))]),
      ...(exposed === '' ? [] : [named('Access-Control-Expose-Headers', exposed)]),
      ['Access-Control-Max-Age', childText(rule, 'MaxAgeSeconds') ?? '0'],
      ['Vary', 'Origin'],
    ];
  }
  return null;
}

function named(name: string, value: string): [string, string] {
  return [name, value];
}

/** One asterisk at most. */
function fits(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.split('*');
  if (end === undefined) return text === pattern;
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}

function texts(rule: XmlElement, name: string): string[] {
  return childElements(rule, name).map(([, content]) => (typeof content === 'string' ? content.trim() : ''));
}
