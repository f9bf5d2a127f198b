import { english, listed } from '../english.js';
import { ConfigurationError, type Setting } from '../errors.js';
import type { Found } from './found.js';
import type { Key, Place } from './place.js';

/** Throws ConfigurationError when something is not there: all of it in one, and where it was looked for. */
export function requireAll(found: Found, places: readonly Place[]): asserts found is Found & Whole {
  const { credential, endpoint, region, bucket } = found;
  const missing: Setting[] = [
    ...(credential === null ? (['credentials'] as const) : []),
    ...(endpoint === null && region === null ? (['region'] as const) : []),
    ...(bucket === null ? (['bucket'] as const) : []),
  ];
  const half = credential?.kind === 'key' ? halfKey(credential) : null;
  if (half !== null) throw incomplete(half, missing);
  if (missing.length === 0) return;

  const profile = places.find(({ named }) => named)?.source;
  const looked = english`Looked in: ${places.map(({ source }) => source)}.`;
  if (profile !== undefined && credential === null) {
    const [, ...others] = missing;
    throw new ConfigurationError(
      english`${[english`No credentials in ${profile}`, ...others.map(worded)]}.`,
      {
        advice: { do: 'leaveProfile', because: 'noKey' },
      },
    );
  }
  const [first = 'credentials', ...others] = missing;
  const parts = [FIRST[first], ...others.map(worded)];
  throw new ConfigurationError(english`${parts}. ${looked}`, {
    advice: { do: 'give', settings: missing },
  });
}

type Whole = { credential: NonNullable<Found['credential']>; bucket: string };

const FIRST: Readonly<Record<Setting, string>> = {
  credentials: english`No credentials`,
  region: english`No region or endpoint`,
  bucket: english`No bucket`,
};

const WORDS: Readonly<Record<Setting, string>> = {
  credentials: english`no credentials`,
  region: english`no region or endpoint`,
  bucket: english`no bucket`,
};

function worded(setting: Setting): string {
  return WORDS[setting];
}

interface Half {
  source: string;
  there: string;
  missing: string;
}

function halfKey({ source, parts, names, isTemporary }: Key): Half | null {
  const needed = isTemporary ? 3 : 2;
  const missing = names.filter((_, index) => index < needed && parts[index] === null);
  if (missing.length === 0) return null;
  const there = names.filter((_, index) => parts[index] !== null);
  return { source, there: listed(there, 'and'), missing: listed(missing, 'and') };
}

function incomplete({ source, there, missing }: Half, others: readonly Setting[]): ConfigurationError {
  const besides = others.length === 0 ? '' : english` And ${others.map(worded)}.`;
  return new ConfigurationError(
    english`Incomplete credentials (${source}): ${there} without ${missing}.${besides}`,
    {
      hint: english`Give ${missing} too, or take ${there} away; a key is never put together from two places.`,
    },
  );
}
