import { bareRegion, type EndpointParts, endpointOfRegion, readEndpoint } from '../client/endpoint.js';
import { validateBucketName } from '../client/validate.js';
import { ConfigurationError, type OssLiveError, UsageError } from '../errors.js';
import { isLoopback } from '../protocol/loopback.js';
import type { Addressing, Credentials, SignatureVersion } from '../protocol/wire.js';
import type { CredentialSource, Key, Place, Role } from './place.js';
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
  /** For people: where the credentials came from, e.g. `profile local`, `variables OSS_*`. */
  credentialsSource: string;
  signatureVersion: SignatureVersion;
  addressing: Addressing | null;
  connectTimeoutSeconds: number;
  readTimeoutSeconds: number;
  /** Tries in all: 1 is no second one. */
  retryAttempts: number;
}

/**
 * Goes through options, the named profile, variables and files, in the order in which they count.
 * Throws ConfigurationError when something is missing or cannot be used, UsageError when an option is wrong in itself.
 */
export async function resolveSettings(around: Surroundings, given: GivenOptions): Promise<Settings> {
  const addressing = given.addressingStyle ?? null;
  let found: Found = { credential: null, endpoint: null, region: null, bucket: null, profile: null };
  for await (const place of places(around, given)) {
    found = withPlace(found, place, addressing === 'cname');
    // Options may say everything, but the profile `local` still has to keep them from a real bucket.
    if (place.source !== 'options' && isComplete(found)) break;
  }

  const { credential, bucket, profile } = found;
  if (credential === null) throw noCredentials(profile);
  // Incomplete credentials are the first thing to correct; a role is asked only when all else is known.
  const key = credential.kind === 'key' ? ofKey(credential) : credential;
  const endpoint = endpointOf(found);
  if (bucket === null) throw new ConfigurationError('No bucket.', { advice: { do: 'giveBucket' } });
  return {
    endpoint,
    bucket,
    region: found.region === null ? null : bareRegion(found.region),
    ...('resolve' in key ? await ofRole(key, around.now) : key),
    credentialsSource: credential.source,
    signatureVersion: given.signVersion ?? 'v4',
    addressing,
    connectTimeoutSeconds: given.connectTimeout ?? defaults.connectTimeoutSeconds,
    readTimeoutSeconds: given.readTimeout ?? defaults.readTimeoutSeconds,
    retryAttempts: (given.retryTimes ?? defaults.retryTimes) + 1,
  };
}

interface Found {
  credential: CredentialSource | null;
  endpoint: string | null;
  /** As it was written: `cn-hangzhou-internal` also says which network. */
  region: string | null;
  bucket: string | null;
  /** The profile that was named, which shuts the variables out. */
  profile: string | null;
}

function isComplete({ credential, endpoint, region, bucket }: Found): boolean {
  return credential !== null && endpoint !== null && region !== null && bucket !== null;
}

/** A place adds what no earlier one has said. A region said earlier also rules out the endpoint of another region. */
function withPlace(found: Found, place: Place, isCustomDomain: boolean): Found {
  const { region, bucket } = place;
  if (found.region === null && region !== null) inPlace(place, () => bareRegion(region));
  if (found.bucket === null && bucket !== null) inPlace(place, () => validateBucketName(bucket));
  const endpoint = found.endpoint === null ? fittingEndpoint(found, place) : null;
  if (found.bucket === null && bucket !== null && endpoint?.bucket && endpoint.bucket !== bucket) {
    const message = `The endpoint belongs to bucket ${endpoint.bucket}, but the bucket is ${bucket}.`;
    const error = new UsageError(message, { hint: `Use ${endpoint.serviceUrl} as the endpoint.` });
    throw misplaced(error, place);
  }
  // The host of a bucket is kept when it serves as a custom domain: then nothing is put before it.
  const url = isCustomDomain ? endpoint?.url : endpoint?.serviceUrl;
  return {
    credential: found.credential ?? place.credential,
    endpoint: found.endpoint ?? url ?? null,
    region: found.region ?? region ?? endpoint?.region ?? null,
    bucket: found.bucket ?? bucket ?? endpoint?.bucket ?? null,
    profile: place.named ? place.source : found.profile,
  };
}

function fittingEndpoint(found: Found, place: Place): EndpointParts | null {
  const { endpoint } = place;
  if (endpoint === null) return null;
  const parts = inPlace(place, () => readEndpoint(endpoint));
  const ruledOut =
    found.region !== null && parts.region !== null && parts.region !== bareRegion(found.region);
  return ruledOut ? null : parts;
}

function inPlace<Value>(place: Place, check: () => Value): Value {
  try {
    return check();
  } catch (error) {
    throw error instanceof UsageError ? misplaced(error, place) : error;
  }
}

/** A wrong option is a wrong value; wrong anywhere else, it is the configuration that has to be corrected. */
function misplaced(error: UsageError, { source }: Place): OssLiveError {
  if (source === 'options') return error;
  return new ConfigurationError(`${source}: ${error.message}`, { hint: error.hint, advice: error.advice });
}

function endpointOf({ endpoint, region, profile }: Found): string {
  if (endpoint === null && region === null) {
    throw new ConfigurationError('No region and no endpoint.', { advice: { do: 'giveRegion' } });
  }
  const url = endpoint ?? endpointOfRegion(region ?? '');
  if (profile === LOCAL && !isLoopback(new URL(url).hostname)) {
    throw new ConfigurationError(`Profile local is the emulator on this machine, and ${url} is not.`, {
      advice: { do: 'leaveProfile', because: 'endpoint' },
    });
  }
  return url;
}

type CredentialSettings = Pick<Settings, 'credentials' | 'credentialsExpireAt' | 'renewCredentials'>;

function ofKey(key: Key): CredentialSettings {
  return { credentials: wholeKey(key), credentialsExpireAt: key.expiresAt, renewCredentials: null };
}

async function ofRole({ resolve }: Role, now: () => Date): Promise<CredentialSettings> {
  const { credentials, expiresAt } = await resolve();
  return { credentials, credentialsExpireAt: expiresAt, renewCredentials: renewed(resolve, now) };
}

function wholeKey({ source, parts, names }: Key): Credentials {
  const [accessKeyId, accessKeySecret, securityToken] = parts;
  if (accessKeyId !== null && accessKeySecret !== null)
    return { accessKeyId, accessKeySecret, securityToken };
  const there = names.filter((_, index) => parts[index] !== null).join(' and ');
  const missing = names.filter((_, index) => index < 2 && parts[index] === null).join(' and ');
  throw new ConfigurationError(`Incomplete credentials (${source}): ${there} without ${missing}.`, {
    hint: `Give ${missing} too, or take ${there} away; a key is never put together from two places.`,
  });
}

function noCredentials(profile: string | null): ConfigurationError {
  if (profile !== null) {
    return new ConfigurationError(`No credentials in ${profile}.`, {
      advice: { do: 'leaveProfile', because: 'noKey' },
    });
  }
  return new ConfigurationError('No credentials.', { advice: { do: 'giveCredentials' } });
}
