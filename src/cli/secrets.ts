import { secretsInUrl } from '../client/redact.js';
import type { Context } from './context.js';

const VARIABLE = /(secret|token|password|passphrase)$/i;
const ADDRESS_VARIABLE = /(proxy|endpoint|uri)$/i;
/** Also one that is misspelt. */
const OPTION = /^(?:-[kt]|--(?!no-|show-)[\w-]*(?:secret|token|password|passphrase)[\w-]*)$/;

/** What must not be shown of a command line and its variables, before anything is known about either. */
export function secretsIn(argv: readonly string[], env: Context['env']): string[] {
  const given = argv.flatMap((word, index) => {
    const [, option = '', value] = /^(-[kt]|--[\w-]+)=?(.*)$/s.exec(word) ?? [];
    const secret = OPTION.test(option) ? value || argv[index + 1] : undefined;
    return [secret ?? '', ...secretsInUrl(value ?? word)];
  });
  const set = Object.entries(env).flatMap(([name, value = '']) => {
    if (VARIABLE.test(name)) return [value];
    return ADDRESS_VARIABLE.test(name) ? secretsInUrl(value) : [];
  });
  return [...given, ...set];
}
