import { chinese } from './chinese.js';
import { english, type Texts } from './texts.js';

const TEXTS: Readonly<Record<Language, Texts>> = { en: english, zh: chinese };

/** What the page can be read in. */
export type Language = 'en' | 'zh';

export const isLanguage = (name: string): name is Language => Object.hasOwn(TEXTS, name);

export const textsIn = (language: Language): Texts => TEXTS[language];

/** By `Accept-Language` (RFC 9110, 12.5.4): the one of ours that is wanted most, English when none is. */
export function languageIn(header: string | null): Language {
  const wanted = (header ?? '').split(',').map((part) => {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const weight = parameters.find((text) => text.startsWith('q='))?.slice(2) ?? '1';
    return { name: range.split('-')[0] ?? '', weight: Number(weight) || 0 };
  });
  const known = wanted.filter(({ name, weight }) => isLanguage(name) && weight > 0);
  const [best] = known.sort((a, b) => b.weight - a.weight);
  return best !== undefined && isLanguage(best.name) ? best.name : 'en';
}
