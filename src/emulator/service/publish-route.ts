import type { PublishAttempt } from '../rtmp/publishing.js';

export type PublishAddress = Pick<PublishAttempt, 'app' | 'name' | 'tcUrl'>;

/** Where a publisher wants to go; channel and query are as received, not decoded. */
export interface PublishRoute {
  /** null: the URL does not say. */
  bucketName: string | null;
  channel: string;
  query: string;
}

/** The parameters of a publish URL under one reading of its text. */
export type Parameters = ReadonlyMap<string, string>;

/** What a publisher's client made of the URL, read once for every judgement. */
export interface PublishReading extends PublishRoute {
  /** null: one is repeated. */
  parameters: { decoded: Parameters; raw: Parameters } | null;
}

/** Hosts of the service that have a bucket before them. */
const BUCKET_HOST = /^([a-z0-9-]+)\.(?:oss-[a-z0-9-]+|[a-z0-9-]+\.oss)\.aliyuncs\.com$/;

/** Reads what clients make of a publish URL; null when it leads nowhere. */
export function readPublish(
  address: PublishAddress,
  buckets: readonly { name: string }[],
): PublishReading | null {
  const route = routePublish(address, (name) => buckets.some((bucket) => bucket.name === name));
  return route && { ...route, parameters: readQuery(route.query) };
}

/** The same without the parameters. */
export function routePublish(
  { app, name, tcUrl }: PublishAddress,
  isBucket: (name: string) => boolean,
): PublishRoute | null {
  const { segments, query } = split(rejoin(app, name));
  const [first, second, third] = segments;
  if (first === 'live' && second !== undefined && segments.length === 2)
    return { bucketName: hostBucket(tcUrl, isBucket), channel: second, query };
  if (third === undefined || segments.length > 3) return null;
  if (second === 'live') return { bucketName: first!, channel: third, query };
  // Seen in the C++ SDK.
  if (first === 'live' && isBucket(second!)) return { bucketName: second!, channel: third, query };
  return null;
}

/** A publish URL as one text: `app` is empty, the name is everything behind the host. */
export function addressOfUrl(url: string): PublishAddress {
  return { app: '', name: url.replace(/^[a-z]+:\/\/[^/?]*/i, ''), tcUrl: url };
}

/**
 * Undoes the split into application and stream name. Clients split at a slash, wherever it is: a raw one in the
 * signature leaves most of the query in `app`, and OBS puts everything there when it is pasted into "Server".
 */
function rejoin(app: string, name: string): string {
  const { segments, query } = split(app);
  if (query === '') return `${segments.join('/')}/${name}`;
  const namesChannel = segments.length > 2 || (segments.length === 2 && segments[0] === 'live');
  if (namesChannel) return name === '' ? app : `${app}/${name}`;
  return `${segments.join('/')}/${name}${name.includes('?') ? '&' : '?'}${query}`;
}

function split(text: string): { segments: string[]; query: string } {
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  return {
    segments: path.split('/').filter((segment) => segment !== ''),
    query: mark < 0 ? '' : text.slice(mark + 1),
  };
}

function hostBucket(tcUrl: string | null, isBucket: (name: string) => boolean): string | null {
  const host = /^[a-z]+:\/\/([^/?:[\]]+)/i.exec(tcUrl ?? '')?.[1] ?? '';
  const label = host.split('.')[0]!;
  if (isBucket(label)) return label;
  return BUCKET_HOST.exec(host)?.[1] ?? null;
}

/** Percent-decoding only: `+` is a plus, in signatures above all. What is no encoding is left as it is. */
export function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * A query read as encoded and as plain text, since some clients decode it before they send it; null when a
 * parameter is repeated.
 */
function readQuery(query: string): PublishReading['parameters'] {
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
  const decoded = new Map(pairs.map(([name, value]) => [percentDecode(name), percentDecode(value)]));
  return decoded.size < pairs.length ? null : { decoded, raw: new Map(pairs) };
}
