import { type Answer, text } from './answer.js';
import { type Language, textsIn } from './language.js';
import { Refusal } from './problem.js';

const TYPES = {
  '': ['document', 'text/html; charset=utf-8'],
  'page.js': ['script', 'text/javascript; charset=utf-8'],
  'page.css': ['style', 'text/css; charset=utf-8'],
  'icon.svg': ['icon', 'image/svg+xml'],
} as const;

/** A file of the page; throws Refusal for any other. They are read when one is asked for: hls.js is large. */
export async function pageFile(name: string, language: Language): Promise<Answer> {
  if (!Object.hasOwn(TYPES, name)) throw new Refusal('notHere');
  const [part, type] = TYPES[name as keyof typeof TYPES];
  const { default: page } = await import('./page/page.bundle');
  if (part !== 'document') return text(page[part], type);
  const { lang, needsScript } = textsIn(language);
  return text(
    page.document.replace('lang="en"', `lang="${lang}"`).replace('{needsScript}', needsScript),
    type,
  );
}
