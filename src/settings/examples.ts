import { english, listed } from '../english.js';
import { ConfigurationError } from '../errors.js';
import type { Place } from './place.js';

/** `…`, `...`, `LTAI****` and `<bucket>`: what an example has where your own belongs. */
const EXAMPLE = /…|\.{3}|\*{3}|^<.*>$/;
/** Keys are sent in a header, so nothing else can be one. */
const NO_KEY = /[^\x21-\x7e]/;

/** What earlier places have said: it does not come from this one. */
type Said = Readonly<Record<'credential' | 'endpoint' | 'region' | 'bucket', unknown>>;

/** Throws ConfigurationError for what a place still has from an example, all of it at once; what does not count may be there. */
export function refuseExamples(place: Place, found: Said): void {
  const { source, credential } = place;
  const key = found.credential === null && credential?.kind === 'key' ? credential : null;
  const keyTexts = key?.parts.map((text, index) => ({ name: key.names[index], text: text ?? '' })) ?? [];
  const others = (['endpoint', 'region', 'bucket'] as const)
    .filter((name) => found[name] === null)
    .map((name) => ({ name: place.names?.[name] ?? name, text: place[name] ?? '' }));

  const left = [...keyTexts, ...others].filter(({ text }) => EXAMPLE.test(text));
  if (left.length > 0) {
    const verb = left.length > 1 ? english`hold placeholders` : english`holds a placeholder`;
    throw new ConfigurationError(english`${source}: ${namesOf(left)} ${verb} from an example.`, {
      advice: { do: 'giveOwn' },
    });
  }
  const wrong = keyTexts.filter(({ text }) => NO_KEY.test(text));
  if (wrong.length === 0) return;
  throw new ConfigurationError(english`${source}: ${namesOf(wrong)} has characters that no key has.`, {
    hint: english`Copy it again, without quotation marks and spaces.`,
  });
}

function namesOf(texts: readonly { name: string | undefined }[]): string {
  return listed(
    texts.map(({ name }) => name ?? ''),
    'and',
  );
}
