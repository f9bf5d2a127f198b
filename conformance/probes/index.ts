import type { Probe } from '../probe.js';
import { publishers } from './publishers.js';
import { recordings } from './recordings.js';
import { requests } from './requests.js';
import { sounds } from './sounds.js';

/** By the part of the service that they ask. */
export const rooms: Readonly<Record<string, readonly Probe[]>> = { requests, publishers, recordings, sounds };

export const probes: readonly Probe[] = Object.values(rooms).flat();

/** Rows of which nothing can be asked without harm, or at all. */
export const WITHOUT_PROBE: Readonly<Record<string, string>> = {
  'vod-range-ends': 'a segment begins at a whole second once in a thousand, and nobody can choose when',
  'no-limits': 'that there is no limit cannot be seen, only that one was not met',
  'put-bucket-again': 'it would set the ACL of the bucket that was given',
  'cors-rules-most': 'it would replace the CORS rules of the bucket that was given',
  'lifecycle-checks': 'it would replace the lifecycle rules of the bucket that was given',
  'lifecycle-as-put': 'it would replace the lifecycle rules of the bucket that was given',
};
