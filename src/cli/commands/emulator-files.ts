import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { TlsOptions } from '../../emulator/index.js';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';

/**
 * The rules of all `--fault`: each a file or JSON itself, with one rule or an array of them. `check` throws UsageError
 * for what is no rule; its message is told with the file or the position it is about.
 */
export async function faultRules<Rule>(
  given: readonly string[],
  cwd: string,
  check: (value: unknown) => Rule,
): Promise<Rule[]> {
  const rules: Rule[] = [];
  for (const value of given) rules.push(...(await rulesOf(value, cwd, check)));
  return rules;
}

async function rulesOf<Rule>(value: string, cwd: string, check: (value: unknown) => Rule): Promise<Rule[]> {
  const inline = /^\s*[[{]/.test(value);
  const name = inline ? '--fault' : value;
  const document = parsed(inline ? value : await textOf(value, cwd), name);
  if (!Array.isArray(document)) return [checked(document, name, check)];
  return document.map((rule, index) => checked(rule, english`${name}, rule ${index + 1}`, check));
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = (cause as Error).message.replaceAll(/\s+/g, ' ');
    throw new UsageError(english`${name} is not JSON: ${reason}.`, { cause });
  }
}

function checked<Rule>(value: unknown, name: string, check: (value: unknown) => Rule): Rule {
  try {
    return check(value);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${name}: ${error.message}`, { cause: error });
  }
}

/** The files named by `--tls-cert` and `--tls-key`; null when neither is given. */
export async function tlsFiles(
  certFile: string | undefined,
  keyFile: string | undefined,
  cwd: string,
): Promise<TlsOptions | null> {
  if (certFile === undefined && keyFile === undefined) return null;
  if (certFile === undefined || keyFile === undefined)
    throw new UsageError(english`A certificate needs its key: give both --tls-cert and --tls-key.`);
  const [cert, key] = await Promise.all([textOf(certFile, cwd), textOf(keyFile, cwd)]);
  return { cert, key };
}

async function textOf(file: string, cwd: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (cause) {
    throw new UsageError(english`${file} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}
