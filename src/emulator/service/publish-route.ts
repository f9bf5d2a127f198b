import type { PublishAttempt } from '../rtmp/publishing.js';

export type PublishAddress = Pick<PublishAttempt, 'app' | 'name' | 'tcUrl'>;

/** Where a publisher wants to go; channel and query are as received, not decoded. */
export interface PublishRoute {
  /** null: the URL does not say. */
  bucketName: string | null;
  channel: string;
  query: string;
}

/** Hosts of the service that have a bucket before them. */
const BUCKET_HOST = /^([a-z0-9-]+)\.(?:oss-[a-z0-9-]+|[a-z0-9-]+\.oss)\.aliyuncs\.com$/;

/** Reads what clients make of a publish URL; null when it leads nowhere. */
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
