import { secretsInUrl } from '../client/redact.js';
import type { Context } from './context.js';

const VARIABLE = /(secret|token|password|passphrase)$/i;
const ADDRESS_VARIABLE = /(proxy|endpoint|uri)$/i;
/** `id:secret` or `id:secret:token`; a path to a key is none. */
const KEY_OPTION = /^--(?!tls-)[\w-]*key[\w-]*$/;
/** Also one that is misspelt. */
const OPTION = /^(?:-[kt]|--(?!no-|show-)[\w-]*(?:secret|token|password|passphrase)[\w-]*)$/;

/** What must not be shown of a command line and its variables, before anything is known about either. */
export function secretsIn(argv: readonly string[], env: Context['env']): string[] {
  const given = argv.flatMap((word, index) => {
    const [, option = '', value] = /^(-[kt]|--[\w-]+)=?(.*)$/s.exec(word) ?? [];
    const secret = OPTION.test(option) ? value || argv[index + 1] : undefined;
    const key = KEY_OPTION.test(option) ? value || argv[index + 1] : undefined;
    return [secret ?? '', ...keySecrets(key), ...secretsInUrl(value ?? word)];
  });
  const set = Object.entries(env).flatMap(([name, value = '']) => {
    if (VARIABLE.test(name)) return [value];
    return ADDRESS_VARIABLE.test(name) ? secretsInUrl(value) : [];
  });
  return [...given, ...set];
}

function keySecrets(key = ''): string[] {
  const [, secret = '', ...token] = key.split(':');
  return [secret, token.join(':')];
}
