import { english } from '../english.js';
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
  const looked = english`Looked in: ${places.map(({ source }) => source).join(', ')}.`;
  if (profile !== undefined && credential === null) {
    const [, ...others] = missing;
    throw new ConfigurationError(
      [english`No credentials in ${profile}`, ...others.map(worded)].join(', ').concat('.'),
      {
        advice: { do: 'leaveProfile', because: 'noKey' },
      },
    );
  }
  const text = missing.map(worded).join(', ');
  throw new ConfigurationError(`${text.charAt(0).toUpperCase()}${text.slice(1)}. ${looked}`, {
    advice: { do: 'give', settings: missing },
  });
}

type Whole = { credential: NonNullable<Found['credential']>; bucket: string };

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
  return { source, there: there.join(' and '), missing: missing.join(' and ') };
}

function incomplete({ source, there, missing }: Half, others: readonly Setting[]): ConfigurationError {
  const besides = others.length === 0 ? '' : ` And ${others.map(worded).join(', ')}.`;
  return new ConfigurationError(
    english`Incomplete credentials (${source}): ${there} without ${missing}.${besides}`,
    {
      hint: english`Give ${missing} too, or take ${there} away; a key is never put together from two places.`,
    },
  );
}
