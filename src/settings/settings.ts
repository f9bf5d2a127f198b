import { bareRegion, endpointOfRegion } from '../client/endpoint.js';
import { english } from '../english.js';
import { ConfigurationError } from '../errors.js';
import { isLoopback } from '../protocol/loopback.js';
import type { Addressing, Credentials, SignatureVersion } from '../protocol/wire.js';
import { type Found, foundIn, isComplete } from './found.js';
import { requireAll } from './missing.js';
import { type Network, networkOf } from './network.js';
import type { Key, Place, Role } from './place.js';
import { places } from './places.js';
import { LOCAL } from './profile-places.js';
import { renewed } from './renewal.js';
import { defaults, type GivenOptions, type Surroundings } from './sources.js';

/** Everything the client and the signers need, found in options, variables, profiles and files. */
export interface Settings {
  /** Scheme, host and port: `https://oss-cn-hangzhou.aliyuncs.com`. */
  endpoint: string;
  bucket: string;
  /** The id that signs; null when neither given nor in the endpoint. V1 and RTMP signatures need none. */
  region: string | null;
  credentials: Credentials;
  /** When they stop being good; null when that is not known. */
  credentialsExpireAt: Date | null;
  /** Gives them for as long as a command runs, new ones in time; null for keys that stay as they are. */
  renewCredentials: (() => Promise<Credentials>) | null;
  /** To be called when the service refuses those at hand; null for keys that stay as they are. */
  credentialsRefused: (() => void) | null;
  /** When those at hand stop being good; null when that is not known, or new ones come by themselves. */
  credentialsEnd: () => Date | null;
  /** For people: where the credentials came from, e.g. `profile local`, `variables OSS_*`. */
  credentialsSource: string;
  signatureVersion: SignatureVersion;
  addressing: Addressing | null;
  network: Network;
  /** Tries in all: 1 is no second one. */
  retryAttempts: number;
}

export interface ResolvedSettings extends Settings {
  /** The variables that count no more because a profile is named. */
  overridden: { by: string | null; variables: readonly string[] };
}

/**
 * Goes through options, the named profile, variables and files, in the order in which they count.
 * Throws ConfigurationError when something is missing or cannot be used, UsageError when an option is wrong in itself.
 */
export async function resolveSettings(around: Surroundings, given: GivenOptions): Promise<ResolvedSettings> {
  const asked = given.addressingStyle ?? null;
  const looked: Place[] = [];
  let found = foundIn(looked, asked);
  for await (const place of places(around, given)) {
    looked.push(place);
    found = foundIn(looked, asked);
    // Options may say everything, but the profile `local` still has to keep them from a real bucket.
    if (place.source !== 'options' && isComplete(found)) break;
  }
  requireAll(found, looked);

  const { credential, bucket, region, addressing } = found;
  const network = await networkOf(around, given);
  const profile = looked.find(({ named }) => named);
  const endpoint = endpointOf(found, profile);
  return {
    endpoint,
    bucket,
    region: region === null ? null : bareRegion(region),
    // A role is asked only when all else is known.
    ...(credential.kind === 'role' ? await ofRole(credential, network, around.now) : ofKey(credential)),
    credentialsSource: credential.source,
    signatureVersion: given.signVersion ?? 'v4',
    addressing,
    network,
    retryAttempts: (given.retryTimes ?? defaults.retryTimes) + 1,
    overridden: { by: profile?.source ?? null, variables: profile?.overrides ?? [] },
  };
}

function endpointOf({ endpoint, region }: Found, profile: Place | undefined): string {
  const url = endpoint ?? endpointOfRegion(region ?? '');
  if (profile?.source === LOCAL && !isLoopback(new URL(url).hostname)) {
    throw new ConfigurationError(english`Profile local is the emulator on this machine, and ${url} is not.`, {
      advice: { do: 'leaveProfile', because: 'endpoint' },
    });
  }
  return url;
}

type CredentialSettings = Pick<
  Settings,
  'credentials' | 'credentialsExpireAt' | 'renewCredentials' | 'credentialsRefused' | 'credentialsEnd'
>;

function ofKey({ parts, expiresAt }: Key): CredentialSettings {
  const [accessKeyId, accessKeySecret, securityToken] = parts;
  const credentials = {
    accessKeyId: accessKeyId ?? '',
    accessKeySecret: accessKeySecret ?? '',
    securityToken,
  };
  return {
    ...{ credentials, credentialsExpireAt: expiresAt, renewCredentials: null, credentialsRefused: null },
    credentialsEnd: () => expiresAt,
  };
}

async function ofRole(
  { resolve, isRenewedByHand }: Role,
  network: Network,
  now: () => Date,
): Promise<CredentialSettings> {
  let latest = await resolve(network);
  const { credentials, expiresAt } = latest;
  const ask = async (isRefused: boolean) => {
    latest = await resolve(network, isRefused);
    return latest;
  };
  const renewCredentials = renewed(ask, now);
  return {
    ...{ credentials, credentialsExpireAt: expiresAt, renewCredentials },
    credentialsRefused: renewCredentials.refused,
    credentialsEnd: () => (isRenewedByHand ? latest.expiresAt : null),
  };
}
