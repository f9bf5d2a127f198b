import type { Backend, Bucket } from '../backend.js';
import { type Address, resolveAddress } from './address.js';
import type { Signer } from './claim.js';
import { type IncomingRequest, parseHead, type RequestHead } from './message.js';
import { Refusal } from './refusals.js';
import { type Route, routeOf, type ServedOperation } from './router.js';
import { verify } from './verify.js';

/** What the emulator makes of a request before it does anything about it. */
export interface Identity {
  head: RequestHead;
  address: Address;
  bucket: Bucket;
  route: Route;
  /** null: nobody signed, and nobody had to. */
  signer: Signer | null;
}

export type World = Pick<Backend, 'bucket' | 'buckets' | 'credentials' | 'now'>;

/** Says which operation a request is, on which bucket, and by whom. Throws a Refusal. */
export function identify(request: IncomingRequest, world: World): Identity {
  const head = parseHead(request);
  const address = resolveAddress(
    head.host,
    head.path,
    world.buckets().map(({ name }) => name),
  );
  const bucket = address.bucketName === null ? null : world.bucket(address.bucketName);
  if (address.bucketName !== null && bucket === null)
    throw new Refusal('noSuchBucket', [['BucketName', address.bucketName]]);
  const signer = verify({
    head,
    bucketName: address.bucketName,
    key: address.key,
    region: bucket?.region ?? null,
    credentials: world.credentials,
    now: world.now().getTime(),
  });
  const route = routeOf(head.method, address.key, head.query);
  if (signer === null && !isPublic(bucket, route)) throw new Refusal('anonymous');
  if (!SERVED_METHODS.has(head.method)) throw new Refusal('methodNotAllowed');
  if (bucket === null || route === null) throw new Refusal('notImplemented');
  return { head, address, bucket, route, signer };
}

const SERVED_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'POST', 'DELETE']);
const READING: ReadonlySet<ServedOperation> = new Set(['GetObject', 'HeadObject']);
const WRITING: ReadonlySet<ServedOperation> = new Set(['PutObject', 'DeleteObject']);

function isPublic(bucket: Bucket | null, route: Route | null): boolean {
  if (bucket === null || route === null || bucket.acl === 'private') return false;
  return READING.has(route.operation) || (bucket.acl === 'public-read-write' && WRITING.has(route.operation));
}
