import { endpointOfRegion } from '../client/endpoint.js';
import { foundIn } from './found.js';
import type { Place } from './place.js';
import { places } from './places.js';
import type { GivenOptions, Surroundings } from './sources.js';

export interface PlaceFound {
  endpoint: string;
  bucket: string;
}

/** Where the bucket is, and no key: no role is asked. Null where it is not known. */
export async function findPlace(around: Surroundings, given: GivenOptions): Promise<PlaceFound | null> {
  const looked: Place[] = [];
  for await (const place of places(around, given)) {
    looked.push(place);
    const { endpoint, region, bucket } = foundIn(looked, given.addressingStyle ?? null);
    if (bucket !== null && (endpoint !== null || region !== null))
      return { endpoint: endpoint ?? endpointOfRegion(region ?? ''), bucket };
  }
  return null;
}
