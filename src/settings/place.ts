import type { Addressing, Credentials } from '../protocol/wire.js';
import type { Network } from './network.js';

/** One place that settings come from, and what it says; null where it says nothing. */
export interface Place {
  /** For people: `options`, `variables OSS_*`, `profile live in ~/.ossutilconfig`. */
  source: string;
  /** Whether it is the profile that `--profile` or `OSS_PROFILE` names. */
  named?: boolean;
  /** Whether it is another tool's file. */
  isFile?: boolean;
  credential: CredentialSource | null;
  endpoint: string | null;
  region: string | null;
  bucket: string | null;
  addressing?: Addressing | null;
  /** What it calls endpoint, region and bucket, where that is something else. */
  names?: Readonly<Record<'endpoint' | 'region' | 'bucket', string>>;
  /** What it says of one bucket against what it says of all; null when nothing. */
  ofBucket?: (bucket: string) => Partial<Place> | null;
  /** Of a named profile: the variables that count no more because of it. */
  overrides?: readonly string[];
}

/** What a place says that has a key alone. */
export const NOWHERE = { endpoint: null, region: null, bucket: null } as const;

export type CredentialSource = Key | Role;

/** The parts of a key as one place has them, of which some may be missing, and what it calls them. */
export interface Key {
  kind: 'key';
  source: string;
  parts: Parts<string | null>;
  names: Parts<string>;
  /** When temporary ones stop being good, if the place says so. */
  expiresAt: Date | null;
  /** Whether the place says that it has a token. */
  isTemporary: boolean;
}

/** Keys that have to be asked for somewhere. */
export interface Role {
  kind: 'role';
  source: string;
  /** Each answer is good for a while: asked again and again, it gives new keys when the old ones run out. */
  resolve: RoleCredentials;
  /** Whether somebody has to do something for there to be new ones. */
  isRenewedByHand: boolean;
}

/** `isRefused` is said when those given last were refused: they may have been replaced before their end. */
export type RoleCredentials = (network: Network, isRefused?: boolean) => Promise<Issued>;

/** Keys as their source gave them. */
export interface Issued {
  credentials: Credentials;
  /** When they stop being good, if the source says so. */
  expiresAt: Date | null;
}

type Parts<Value> = readonly [accessKeyId: Value, accessKeySecret: Value, securityToken: Value];

/** Null when the place has no part of a key at all. */
export function keyOf(
  source: string,
  parts: Parts<string | null>,
  names: Parts<string>,
  { expiresAt = null, isTemporary = false }: Partial<Pick<Key, 'expiresAt' | 'isTemporary'>> = {},
): Key | null {
  if (parts.every((part) => part === null)) return null;
  return { kind: 'key', source, parts, names, expiresAt, isTemporary };
}
