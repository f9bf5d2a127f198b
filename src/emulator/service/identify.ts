import type { Bucket } from '../store/contents.js';
import type { Address } from './address.js';
import type { Backend } from './backend.js';
import type { Signer } from './claim.js';
import type { Reading, Way } from './reading.js';
import { Refusal } from './refusals.js';
import type { RequestHead } from './request-head.js';
import type { Route, ServedOperation } from './router.js';
import { verify } from './verify.js';

/** What the emulator makes of a request before it does anything about it. */
export interface Identity {
  head: RequestHead;
  address: Address;
  /** null for what needs none. */
  bucket: Bucket | null;
  route: Route;
  /** null: nobody signed, and nobody had to. */
  signer: Signer | null;
}

export type World = Pick<Backend, 'bucket' | 'credentials' | 'now'>;

/** Says which operation a request is, on which bucket, and by whom. Throws a Refusal. */
export function identify({ said }: Reading, world: World): Identity {
  if (said instanceof Refusal) throw said;
  const { head, ways } = said;
  const { address, route, bucket, signer } = located(head, ways, world);
  if (signer === null && !isPublic(bucket, route)) throw new Refusal('anonymous');
  if (!SERVED_METHODS.has(head.method)) throw new Refusal('methodNotAllowed');
  if (route === null) throw new Refusal('notImplemented');
  return { head, address, bucket, route, signer };
}

interface Located extends Way {
  bucket: Bucket | null;
  signer: Signer | null;
}

/** The first way that the signature is right for; else the refusal of the first one. */
function located(head: RequestHead, [way, ...others]: readonly [Way, ...Way[]], world: World): Located {
  try {
    return verified(head, way, world);
  } catch (refusal) {
    const [next, ...rest] = others;
    const isOpen = refusal instanceof Refusal && OTHERWISE.has(refusal.row.code);
    if (!isOpen || next === undefined) throw refusal;
    try {
      return located(head, [next, ...rest], world);
    } catch {
      throw refusal;
    }
  }
}

/** What another way may be right about. */
const OTHERWISE: ReadonlySet<string> = new Set(['SignatureDoesNotMatch', 'NoSuchBucket']);

function verified(head: RequestHead, way: Way, { credentials, ...world }: World): Located {
  const { bucketName, key, bare } = way.address;
  const bucket = bucketName === null ? null : world.bucket(bucketName);
  const isMade = way.route?.operation === 'PutBucket';
  if (bucketName !== null && bucket === null && !isMade)
    throw new Refusal('noSuchBucket', [['BucketName', bucketName]]);
  const now = world.now().getTime();
  const signer = verify({
    head,
    ...{ bucketName, key, bare, region: bucket?.region ?? null, credentials, now },
  });
  return { ...way, bucket, signer };
}

const SERVED_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'POST', 'DELETE']);
const READING: ReadonlySet<ServedOperation> = new Set(['GetObject', 'HeadObject', 'GetObjectMeta']);
const WRITING: ReadonlySet<ServedOperation> = new Set(['PutObject', 'DeleteObject']);

function isPublic(bucket: Bucket | null, route: Route | null): boolean {
  if (bucket === null || route === null || bucket.acl === 'private') return false;
  return READING.has(route.operation) || (bucket.acl === 'public-read-write' && WRITING.has(route.operation));
}
