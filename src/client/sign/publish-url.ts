import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { readEndpoint } from '../endpoint.js';
import { decoded } from './encoding.js';
import { NOT_SIGNED } from './rtmp-url.js';

/** A publish URL taken apart. Names and values are decoded; `+` is a plus, as the service reads it. */
export interface PublishUrl {
  /** Null where the address does not tell: on a custom domain. */
  bucket: string | null;
  channelName: string;
  /** As it is written in the path. */
  rawChannel: string;
  /** Null when there is none in the query. */
  accessKeyId: string | null;
  expires: string | null;
  signature: string | null;
  /** The other parameters, in the order of the query; the security token is one of them. */
  params: readonly Parameter[];
  /** The same as they are written. */
  rawParams: readonly Parameter[];
}

export type Parameter = readonly [name: string, value: string];

/** Throws UsageError for what no publisher could use. */
export function readPublishUrl(text: string): PublishUrl {
  const [, host, path, query = ''] =
    /^rtmps?:\/\/([^/?#\s]+)\/([^?#\s]*)(?:\?(\S*))?$/i.exec(text.trim()) ?? [];
  if (host === undefined || path === undefined)
    throw unreadable(english`it does not look like rtmp://host/live/channel?…`);
  const [, pathBucket, rawChannel] = /^(?:([^/]+)\/)?live\/([^/]+)$/.exec(path) ?? [];
  if (rawChannel === undefined)
    throw unreadable(english`its path is /${path}, not /live/<channel> or /<bucket>/live/<channel>`);
  const rawParams = query
    .split('&')
    .filter((pair) => pair !== '')
    .map(pairOf);
  const all = rawParams.map(([name, value]): Parameter => [decoded(name), decoded(value)]);
  const first = (wanted: string) => all.find(([name]) => name === wanted)?.[1] ?? null;
  const isFree = (_: unknown, index: number) => !NOT_SIGNED.includes(all[index]?.[0] ?? '');
  return {
    bucket: pathBucket === undefined ? bucketOfHost(host) : decoded(pathBucket),
    channelName: decoded(rawChannel),
    rawChannel,
    accessKeyId: first('OSSAccessKeyId'),
    expires: first('Expires'),
    signature: first('Signature'),
    params: all.filter(isFree),
    rawParams: rawParams.filter(isFree),
  };
}

function unreadable(why: string): UsageError {
  return new UsageError(english`This is not a publish URL: ${why}.`, {
    hint: english`Quote the whole URL: a shell ends a command at an & that is not quoted.`,
  });
}

function pairOf(pair: string): Parameter {
  const equals = pair.indexOf('=');
  return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}

function bucketOfHost(host: string): string | null {
  try {
    return readEndpoint(host).bucket;
  } catch {
    throw unreadable(english`${host} is not a host`);
  }
}
