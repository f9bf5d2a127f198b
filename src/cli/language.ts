import type { Context } from './context.js';
import type { Language } from './say.js';
import { splitAtDashes } from './split-at-dashes.js';

/** Asked in this order, as POSIX has it for messages; the first that says something counts. */
const VARIABLES = ['OSS_LIVE_LANGUAGE', 'LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

/**
 * The language of the terminal: Chinese where the option or the environment wants any Chinese, else English. Read
 * before the command line is, as its mistakes are said in that language too.
 */
export function languageOf(argv: readonly string[], env: Context['env']): Language {
  const asked = optionIn(argv) ?? VARIABLES.map((name) => env[name]).find((value) => value);
  return /^zh(?![a-z])/i.test(asked ?? '') ? 'zh' : 'en';
}

function optionIn(argv: readonly string[]): string | undefined {
  const [options] = splitAtDashes(argv);
  const at = options.findLastIndex((word) => word === '--language' || word.startsWith('--language='));
  const word = options[at];
  return word === '--language' ? options[at + 1] : word?.slice('--language='.length);
}
