import { english } from '../english.js';
import { UsageError } from '../errors.js';
import type { Addressing } from '../protocol/wire.js';
import { validateBucketName, validateObject } from './validate.js';

/** What the address of a bucket is found from. */
export interface EndpointInput {
  /** `https://oss-cn-hangzhou.aliyuncs.com`; without a scheme https. A host that starts with the bucket is understood. */
  endpoint?: string | null;
  /** Absent for calls on the service itself. */
  bucket?: string | null;
  /** `cn-hangzhou`; `oss-cn-hangzhou` and `cn-hangzhou-internal` are understood. */
  region?: string | null;
  /** How the bucket is written in the address. IP addresses and localhost are always path-style. */
  addressing?: Addressing | null;
}

/** Where the requests for a bucket go. */
export interface ResolvedEndpoint {
  /** How the bucket is named in URLs. */
  addressing: Addressing;
  /** What the encoded object key is appended to; ends in a slash. */
  baseUrl: string;
  /** The region in the scope of signature V4. */
  signRegion: string;
  /** What the encoded channel name is appended to; null without a bucket. */
  rtmpBase: string | null;
}

/** An endpoint whose region may be unknown: V1 and RTMP signatures need none. */
export interface Location {
  addressing: Addressing;
  bucket: string | null;
  /** Scheme, host and port, without a trailing slash. */
  origin: string;
  /** `/`, or `/{bucket}/` in path-style. */
  basePath: string;
  signRegion: string | null;
  rtmpBase: string | null;
}

const ADDRESSINGS: readonly unknown[] = ['virtual', 'path', 'cname'];

/**
 * Where requests for a bucket go and which region signs them (OSS documentation, "Regions and endpoints").
 * Throws UsageError for an endpoint that cannot be read, and when the region is neither given nor in the host.
 */
export function resolveEndpoint(input: EndpointInput): ResolvedEndpoint {
  const { addressing, origin, basePath, signRegion, rtmpBase } = locate(input);
  if (signRegion === null) {
    throw new UsageError(english`The region cannot be read from the endpoint ${origin}.`, {
      code: 'RegionRequired',
      hint: english`Give the region of the bucket too, for example cn-hangzhou.`,
    });
  }
  return { addressing, baseUrl: origin + basePath, signRegion, rtmpBase };
}

export function locate(input: EndpointInput): Location {
  validateObject(english`The endpoint input`, input);
  const parsed = parseEndpoint(input.endpoint || endpointFrom(input.region));
  const { scheme, port } = parsed;
  if (!ADDRESSINGS.includes(input.addressing ?? 'virtual'))
    throw new UsageError(
      english`An addressing is "virtual", "path" or "cname"; got ${JSON.stringify(input.addressing)}.`,
    );
  const addressing = isPathOnly(parsed.host) ? 'path' : (input.addressing ?? 'virtual');
  const { host, bucket } =
    addressing === 'cname' ? withBucket(parsed.host, input) : apart(parsed.host, input);

  const authority = (addressing === 'virtual' && bucket !== null ? `${bucket}.` : '') + host + port;
  const basePath = addressing === 'path' && bucket !== null ? `/${bucket}/` : '/';
  return {
    addressing,
    bucket,
    origin: `${scheme}://${authority}`,
    basePath,
    signRegion: input.region ? bareRegion(input.region) : regionOfHost(splitHost(host).host),
    rtmpBase: bucket === null ? null : `rtmp://${authority}${basePath}live/`,
  };
}

/** The region id as signatures want it: without `oss-` and `-internal`. Throws UsageError when it is no id at all. */
export function bareRegion(region: string): string {
  return regionWithNetwork(region).replace(/-internal$/, '');
}

/** The public endpoint of a region, or the internal one of `cn-hangzhou-internal`. */
export function endpointOfRegion(region: string): string {
  return `https://${hostOfRegion(region)}`;
}

export interface EndpointParts {
  /** Scheme, host and port. */
  url: string;
  /** The same without the bucket that a pasted host may start with. */
  serviceUrl: string;
  /** The region in a public, internal or dual-stack host; null for acceleration, custom domains and addresses. */
  region: string | null;
  /** The bucket of a pasted `bucket.oss-cn-hangzhou.aliyuncs.com`. */
  bucket: string | null;
}

/** What an endpoint says by itself. Throws UsageError when it cannot be read. */
export function readEndpoint(endpoint: string): EndpointParts {
  const { scheme, host, port } = parseEndpoint(endpoint);
  const service = splitHost(host);
  return {
    url: `${scheme}://${host}${port}`,
    serviceUrl: `${scheme}://${service.host}${port}`,
    region: regionOfHost(service.host),
    bucket: service.bucket,
  };
}

interface ParsedEndpoint {
  scheme: 'http' | 'https';
  host: string;
  /** With its colon, or empty. */
  port: string;
}

function parseEndpoint(endpoint: string): ParsedEndpoint {
  if (typeof endpoint !== 'string') throw badEndpoint(endpoint);
  const text = endpoint.trim();
  if (isRegionId(text)) return { scheme: 'https', host: hostOfRegion(text), port: '' };
  const whole = text.includes('://') ? text : `https://${text}`;
  if (!URL.canParse(whole)) throw badEndpoint(endpoint);
  const url = new URL(whole);
  const scheme = url.protocol.slice(0, -1);
  const isMore = url.pathname !== '/' || url.search || url.hash || url.username || url.password;
  if (isMore || (scheme !== 'http' && scheme !== 'https')) throw badEndpoint(endpoint);
  // URL drops a port that is the scheme's default, but the RTMP address has to keep it.
  const port = /:(\d+)\/?$/.exec(text)?.[1];
  return { scheme, host: url.hostname, port: port === undefined ? '' : `:${Number(port)}` };
}

function badEndpoint(endpoint: unknown): UsageError {
  return new UsageError(english`${JSON.stringify(withoutPassword(endpoint))} is not an endpoint.`, {
    hint: english`An endpoint is a host, with http:// or https:// before it and a port after it if need be: https://oss-cn-hangzhou.aliyuncs.com`,
  });
}

function withoutPassword(endpoint: unknown): unknown {
  if (typeof endpoint !== 'string') return endpoint;
  return endpoint
    .replace(/^([a-z+.-]+:\/\/)?([^/:@]*):(?!\/\/).*@/is, '$1$2:***@')
    .replace(/=[^&]*/g, '=***');
}

/** localhost and IP addresses, which a URL writes as four decimal numbers or in brackets. */
function isPathOnly(host: string): boolean {
  return /^(localhost|\d+(\.\d+){3}|\[.*\])$/.test(host);
}

/** Region ids begin with two letters; so acceleration hosts (`oss-accelerate`) and `bucket.oss.aliyuncs.com` have none. */
function regionOfHost(host: string): string | null {
  const found = /^(?:oss-([a-z]{2}-[a-z0-9-]+)|([a-z]{2}-[a-z0-9-]+)\.oss)\.aliyuncs\.com$/.exec(host);
  return (found?.[1] ?? found?.[2])?.replace(/-internal$/, '') ?? null;
}

/** `oss-cn-hangzhou` or `cn-hangzhou-internal` in the place of an endpoint: no scheme, dot or port, but a dash. */
function isRegionId(text: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)+$/.test(text);
}

function endpointFrom(region: string | null | undefined): string {
  if (region) return endpointOfRegion(region);
  throw new UsageError(english`Neither an endpoint nor a region is given.`, {
    hint: english`Give one of them, for example the region cn-hangzhou.`,
  });
}

function hostOfRegion(region: string): string {
  return `oss-${regionWithNetwork(region)}.aliyuncs.com`;
}

function regionWithNetwork(region: string): string {
  const id = typeof region === 'string' ? region.trim().replace(/^oss-/, '') : '';
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) return id;
  throw new UsageError(english`${JSON.stringify(region)} is not a region id.`, {
    hint: english`A region id looks like cn-hangzhou or ap-southeast-1.`,
  });
}

const BUCKET_HOST =
  /^([a-z0-9][a-z0-9-]{1,61}[a-z0-9])\.((?:oss-[a-z0-9-]+|[a-z]{2}-[a-z0-9-]+\.oss)\.aliyuncs\.com)$/;

function splitHost(host: string): { host: string; bucket: string | null } {
  const [, bucket, service] = BUCKET_HOST.exec(host) ?? [];
  return bucket && service ? { host: service, bucket } : { host, bucket: null };
}

/** Takes a pasted bucket off the host; it has to be the bucket that is asked for. */
function apart(host: string, { bucket }: EndpointInput): { host: string; bucket: string | null } {
  const split = splitHost(host);
  if (bucket && split.bucket !== null && split.bucket !== bucket) {
    const message = english`The endpoint ${host} belongs to the bucket ${split.bucket}, but ${bucket} is asked for.`;
    throw new UsageError(message, { hint: english`Leave the bucket out of the endpoint: ${split.host}` });
  }
  return withBucket(split.host, { bucket: bucket || split.bucket });
}

function withBucket(host: string, { bucket }: EndpointInput): { host: string; bucket: string | null } {
  if (!bucket) return { host, bucket: null };
  validateBucketName(bucket);
  return { host, bucket };
}
