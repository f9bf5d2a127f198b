import { secretsInUrl } from '../client/redact.js';
import type { Context } from './context.js';

/** The first group is of those with an address, which may hold one. */
const VARIABLE = /(?:secret|token|password|passphrase|(proxy|endpoint|uri))$/i;
/** `id:secret` or `id:secret:token`; a path to a key is none. */
const KEY_OPTION = /^--(?!tls-)[\w-]*key[\w-]*$/;
/** Also one that is misspelt. */
const OPTION = /^(?:-[kt]|--(?!no-|show-)[\w-]*(?:secret|token|password|passphrase)[\w-]*)$/;

/** What must not be shown of a command line and its variables, before anything is known about either. */
export function secretsIn(argv: readonly string[], env: Context['env']): string[] {
  const given = argv.flatMap((word, index) => {
    if (!word.startsWith('-')) return secretsInUrl(word);
    const [, option = '', value] = /^(-[kt]|--[\w-]+)=?(.*)$/s.exec(word) ?? [];
    const secret = OPTION.test(option) ? value || argv[index + 1] : undefined;
    const key = KEY_OPTION.test(option) ? value || argv[index + 1] : undefined;
    return [secret ?? '', ...keySecrets(key), ...secretsInUrl(value ?? word)];
  });
  const set = Object.entries(env).flatMap(([name, value = '']) => {
    const [found, address] = VARIABLE.exec(name) ?? [];
    if (found === undefined) return [];
    return address === undefined ? [value] : secretsInUrl(value);
  });
  return [...given, ...set];
}

function keySecrets(key = ''): string[] {
  const [, secret = '', ...token] = key.split(':');
  return [secret, token.join(':')];
}
