import { isIP } from 'node:net';
import { isBucketName } from './names.js';
import type { ChannelUrls } from './operations/call.js';
import { percentEncode } from './percent.js';
import { Refusal } from './refusals.js';

/** Which bucket a request is for, and how it was told. */
export interface Address {
  /** null: the service itself. */
  bucketName: string | null;
  /** '' for the bucket itself. */
  key: string;
  /** The bucket is the first part of the path. Otherwise the host stands for it. */
  inPath: boolean;
  /** No slash follows the bucket in the path, and none was signed. */
  bare?: boolean;
}

/** The service's own hosts, public, internal, accelerated and dual-stack, and this machine; a bucket may precede them. */
const SERVICE_HOST = /^(?:(.+)\.)?(?:(?:oss-[a-z0-9-]+|[a-z0-9-]+\.oss)\.aliyuncs\.com|localhost)$/;

/**
 * The ways a request can be read, the likelier first; its signature tells which was meant.
 *
 * An IP address, `localhost` and single names take the bucket from the path. Of other hosts the first label is the
 * bucket when it is one, or when the rest is a host of the service; the path may repeat it, as ali-oss with sldEnable
 * does. What remains is a custom domain of the first bucket, unless its path begins with a bucket.
 */
export function readAddress(
  host: string,
  path: string,
  bucketNames: readonly string[],
): readonly [Address, ...Address[]] {
  // ali-oss puts an empty bucket before the host when it asks for none, and a dot behind that.
  const hostName = host.replace(/:\d+$/, '').replace(/^\./, '');
  if (takesPathStyle(hostName)) return pathStyles(path);
  const firstLabel = hostName.slice(0, hostName.indexOf('.'));
  const firstPart = path.split('/')[1] ?? '';
  const service = SERVICE_HOST.exec(hostName);
  const named = bucketNames.includes(firstLabel) ? firstLabel : service?.[1];
  if (named !== undefined) {
    const inHost = hostStyle(checkedName(named), path);
    return firstPart === named ? [inHost, { ...pathStyle(path), inPath: false }] : [inHost];
  }
  if (service !== null) {
    if (path !== '/') throw new Refusal('secondLevelDomain');
    return [pathStyle(path)];
  }
  const ofDomain = hostStyle(bucketNames[0] ?? firstLabel, path);
  return bucketNames.includes(firstPart) ? [...pathStyles(path), ofDomain] : [ofDomain];
}

function takesPathStyle(hostName: string): boolean {
  return hostName.startsWith('[') || isIP(hostName) !== 0 || !hostName.includes('.');
}

function hostStyle(bucketName: string, path: string): Address {
  return { bucketName, key: path.slice(1), inPath: false };
}

/** Of a bucket without a slash behind it, clients sign either with or without one. */
function pathStyles(path: string): [Address, ...Address[]] {
  const address = pathStyle(path);
  return path.includes('/', 1) || path === '/' ? [address] : [address, { ...address, bare: true }];
}

function pathStyle(path: string): Address {
  if (path === '/') return { bucketName: null, key: '', inPath: true };
  const end = path.indexOf('/', 1);
  const bucketName = checkedName(end < 0 ? path.slice(1) : path.slice(1, end));
  return { bucketName, key: end < 0 ? '' : path.slice(end + 1), inPath: true };
}

function checkedName(name: string): string {
  if (!isBucketName(name)) throw new Refusal('invalidBucketName', [['BucketName', name]]);
  return name;
}

/** Built from the Host a client used, because that is the address which reaches the server from where it is. */
export function channelUrls(host: string, { bucketName, inPath }: Address): ChannelUrls {
  const base = inPath ? `${host}/${bucketName}` : host;
  return {
    service: inPath || bucketName === null ? host : host.replace(`${bucketName}.`, ''),
    publish: (channelName) => `rtmp://${base}/live/${percentEncode(channelName)}`,
    play: (channelName, playlistName) =>
      `http://${base}/${percentEncode(channelName)}/${percentEncode(playlistName)}`,
  };
}
