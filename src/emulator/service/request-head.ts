import type { HeaderList } from '../../protocol/wire.js';
import type { IncomingRequest } from '../http/message.js';
import { EMULATOR_LIMITS } from '../limits.js';
import { Refusal, refusalOf } from './refusals.js';

/** The part of a request before its body, decoded. */
export interface RequestHead {
  method: string;
  /** Lower case, with the port. */
  host: string;
  /** Percent-decoded, with its leading slash. */
  path: string;
  /** By decoded name; null for a parameter without `=`. */
  query: ReadonlyMap<string, string | null>;
  /** By lower-case name; trimmed, several values joined with a comma. */
  headers: ReadonlyMap<string, string>;
}

const LARGEST_HEAD = EMULATOR_LIMITS.head.value;
/** The beginning of a target that names its host, as a proxy is asked. */
const ABSOLUTE = /^https?:\/\/([^/?#]*)\/?/i;
const HOST = /^(?:[\p{L}\p{N}._-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/u;

/** Throws a Refusal. */
export function parseHead(request: IncomingRequest, host = requestedHost(request)): RequestHead {
  const { method, target, headers } = request;
  const size = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, target.length);
  if (size > LARGEST_HEAD) throw new Refusal('headersTooLarge');
  // Half a character of UTF-16 has no bytes that could be signed or stored.
  if (/\p{Surrogate}/u.test(target)) throw new Refusal('badTarget');
  const byName = parseHeaders(headers);
  if (!HOST.test(host)) throw new Refusal('badHost');
  // A client may sign its host and leave it to the transport to send it.
  if (!byName.has('host')) byName.set('host', host);
  const local = target.replace(ABSOLUTE, '/');
  if (!local.startsWith('/')) throw new Refusal('badTarget');
  const split = local.indexOf('?');
  const query = parseQuery(split < 0 ? '' : local.slice(split + 1));
  const path = decodePath(split < 0 ? local : local.slice(0, split), query);
  return { method: method.toUpperCase(), host, path, query, headers: byName };
}

/** The host a request is for, lower case, with its port; not checked for its form. */
export function requestedHost({ target, headers, origin }: IncomingRequest): string {
  const hosts = headers.filter(([name]) => name.toLowerCase() === 'host').map(([, value]) => value.trim());
  const named = ABSOLUTE.exec(target)?.[1] ?? (hosts.length === 0 ? undefined : hosts.join());
  return (named ?? origin?.replace(/^[a-z]+:\/\//i, '') ?? '').toLowerCase();
}

function parseHeaders(headers: HeaderList): Map<string, string> {
  const byName = new Map<string, string>();
  for (const [rawName, rawValue] of headers) {
    const name = rawName.toLowerCase();
    const value = rawValue.trim();
    const before = byName.get(name);
    byName.set(name, before === undefined ? value : `${before},${value}`);
  }
  return byName;
}

function parseQuery(text: string): Map<string, string | null> {
  const query = new Map<string, string | null>();
  for (const piece of text.split('&')) {
    if (piece === '') continue;
    const split = piece.indexOf('=');
    const name = decodeQuery(split < 0 ? piece : piece.slice(0, split));
    const value = split < 0 ? null : decodeQuery(piece.slice(split + 1));
    if (query.has(name)) throw refusalOf('repeatedParameter', name, value);
    query.set(name, value);
  }
  return query;
}

/** `+` is a space: Python's SDK writes it in queries, those of Go and Ruby in paths, and OSS reads it so in both. */
function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function decodeQuery(text: string): string {
  try {
    return decode(text);
  } catch {
    throw new Refusal('badTarget');
  }
}

function decodePath(text: string, query: ReadonlyMap<string, string | null>): string {
  try {
    return decode(text);
  } catch {
    const ofChannel = query.has('live') || query.has('vod');
    if (ofChannel) throw new Refusal('undecodableChannelName');
    throw refusalOf('undecodableKey', 'Key', text.slice(1));
  }
}
