import type { Context } from './context.js';
import type { Language } from './say.js';

/** Asked in this order, as POSIX has it for messages; the first that says something counts. */
const VARIABLES = ['OSS_LIVE_LANGUAGE', 'LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

/** The language of the terminal: Chinese where the environment wants any Chinese, else English. */
export function languageOf(env: Context['env']): Language {
  const asked = VARIABLES.map((name) => env[name]).find((value) => value);
  return /^zh(?![a-z])/i.test(asked ?? '') ? 'zh' : 'en';
}
