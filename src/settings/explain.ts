import { english } from '../english.js';
import { OssLiveError } from '../errors.js';
import { type Found, foundIn } from './found.js';
import type { Place } from './place.js';
import { places } from './places.js';
import type { GivenOptions, Surroundings } from './sources.js';
import { isRead } from './variables.js';

type Name = 'credentials' | 'endpoint' | 'region' | 'bucket';

/** Where a setting came from. */
export interface Origin {
  name: Name;
  source: string;
}

/** What somebody has set, and what does not count. */
export interface Ignored {
  /** `--region`, `OSS_BUCKET`, `region of profile default in ~/.ossutilconfig` … */
  what: string;
  /** The place that counts instead; null for a variable that is never read, or a file that could not be. */
  because: string | null;
  why: 'earlier' | 'profile' | 'neverRead' | 'unreadable';
}

export interface Explained {
  origins: readonly Origin[];
  ignored: readonly Ignored[];
}

const FIELDS = {
  credentials: 'credential',
  endpoint: 'endpoint',
  region: 'region',
  bucket: 'bucket',
} as const;
const NAMES = Object.keys(FIELDS) as Name[];

/** Goes through every place, also those that nobody needs any more. Never rejects: what is wrong is told elsewhere. */
export async function explainSettings(around: Surroundings, given: GivenOptions): Promise<Explained> {
  const asked = given.addressingStyle ?? null;
  const looked: Place[] = [];
  const origins: Origin[] = [];
  const ignored: Ignored[] = [];
  try {
    let found = foundIn(looked, asked);
    for await (const place of places(around, given)) {
      looked.push(place);
      const next = foundIn(looked, asked);
      for (const name of NAMES) note(name, { place, before: found, after: next });
      found = next;
    }
  } catch (error) {
    if (!(error instanceof OssLiveError)) throw error;
    ignored.push({ what: error.message, because: null, why: 'unreadable' });
  }
  const profile = looked.find(({ named }) => named);
  for (const what of profile?.overrides ?? [])
    ignored.push({ what, because: profile?.source ?? null, why: 'profile' });
  const unread = Object.keys(around.env).filter((name) => around.env[name] && !isRead(name));
  return {
    origins,
    ignored: [...ignored, ...unread.map((what): Ignored => ({ what, because: null, why: 'neverRead' }))],
  };

  function note(name: Name, { place, before, after }: { place: Place; before: Found; after: Found }): void {
    const field = FIELDS[name];
    if (before[field] === null && after[field] !== null) {
      origins.push({ name, source: place.source });
    } else if (place[field] !== null) {
      const by = origins.find(
        (origin) => origin.name === name || (isAddress(name) && isAddress(origin.name)),
      );
      ignored.push({ what: shown(name, place), because: by?.source ?? null, why: 'earlier' });
    }
  }
}

/** An endpoint that does not count is ruled out by a region, and the other way round. */
function isAddress(name: Name): boolean {
  return name === 'endpoint' || name === 'region';
}

function shown(name: Name, { source, names, credential }: Place): string {
  if (name !== 'credentials') return names?.[name] ?? english`${name} of ${source}`;
  if (credential?.kind !== 'key' || !source.startsWith('variables')) return english`credentials of ${source}`;
  return credential.names.filter((_, index) => credential.parts[index] !== null).join(', ');
}
