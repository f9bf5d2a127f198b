import { EMULATOR_LIMITS } from '../../limits.js';
import type { KeptHeaders } from '../../store/contents.js';
import { Refusal } from '../refusals.js';

/** What HTTP says about a content, besides its type. */
const STANDARD = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'expires'];
const OWN = 'x-oss-meta-';

/** The headers of a PUT that come back with every GET. */
export function keptHeaders(headers: ReadonlyMap<string, string>): KeptHeaders {
  const kept = [...headers].filter(([name]) => STANDARD.includes(name) || name.startsWith(OWN));
  const own = kept.filter(([name]) => name.startsWith(OWN));
  const bytes = own.reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes > EMULATOR_LIMITS.metadata.value) throw new Refusal('metadataTooLarge');
  return Object.fromEntries(kept);
}
