import { bareRegion, type EndpointParts, readEndpoint } from '../client/endpoint.js';
import { validateBucketName } from '../client/validate.js';
import { english } from '../english.js';
import { ConfigurationError, type OssLiveError, UsageError } from '../errors.js';
import type { Addressing } from '../protocol/wire.js';
import { refuseExamples } from './examples.js';
import type { CredentialSource, Place } from './place.js';

/** What places have said so far. */
export interface Found {
  credential: CredentialSource | null;
  endpoint: string | null;
  /** As it was written: `cn-hangzhou-internal` also says which network. */
  region: string | null;
  bucket: string | null;
  addressing: Addressing | null;
  /** Whether the endpoint is from another tool's file. */
  isFiled: boolean;
}

const NOTHING: Found = {
  ...{ credential: null, endpoint: null, region: null, bucket: null },
  ...{ addressing: null, isFiled: false },
};

export function isComplete({ credential, endpoint, region, bucket }: Found): boolean {
  return credential !== null && endpoint !== null && region !== null && bucket !== null;
}

/** What places say, the first of them counting most; `addressing` is that of an option. */
export function foundIn(places: readonly Place[], addressing: Addressing | null): Found {
  const { bucket } = folded(places, addressing);
  if (bucket === null || places.every(({ ofBucket }) => ofBucket === undefined))
    return folded(places, addressing);
  return folded(
    places.map((place) => ({ ...place, ...place.ofBucket?.(bucket) })),
    addressing,
  );
}

function folded(places: readonly Place[], addressing: Addressing | null): Found {
  return places.reduce((found, place) => withPlace(found, place, addressing), NOTHING);
}

/** A place adds what no earlier one has said. A region said earlier also rules out the endpoint of another region. */
function withPlace(found: Found, place: Place, addressing: Addressing | null): Found {
  const { bucket } = place;
  // The region of one tool does not sign what is at the endpoint of another.
  const region = place.isFile && found.isFiled ? null : place.region;
  refuseExamples(place, found);
  if (found.region === null && region !== null) inPlace(place, () => bareRegion(region));
  if (found.bucket === null && bucket !== null) inPlace(place, () => validateBucketName(bucket));
  const endpoint = found.endpoint === null ? fittingEndpoint(found, place) : null;
  if (found.bucket === null && bucket !== null && endpoint?.bucket && endpoint.bucket !== bucket) {
    const message = english`The endpoint belongs to bucket ${endpoint.bucket}, but the bucket is ${bucket}.`;
    const error = new UsageError(message, { hint: english`Use ${endpoint.serviceUrl} as the endpoint.` });
    throw misplaced(error, place);
  }
  const style = addressing ?? place.addressing ?? null;
  // The host of a bucket is kept when it serves as a custom domain: then nothing is put before it.
  const url = style === 'cname' ? endpoint?.url : endpoint?.serviceUrl;
  const isLocated = found.endpoint !== null || found.region !== null;
  return {
    credential: found.credential ?? place.credential,
    endpoint: found.endpoint ?? url ?? null,
    region: found.region ?? region ?? endpoint?.region ?? null,
    bucket: found.bucket ?? bucket ?? endpoint?.bucket ?? null,
    addressing: isLocated ? found.addressing : style,
    isFiled: found.isFiled || (endpoint !== null && place.isFile === true),
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
  return new ConfigurationError(english`${source}: ${error.message}`, {
    hint: error.hint,
    advice: error.advice,
  });
}
