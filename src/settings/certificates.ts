import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { english } from '../english.js';
import { ConfigurationError } from '../errors.js';
import type { Surroundings } from './sources.js';

type Files = Pick<Surroundings, 'homeDir' | 'cwd'>;

/** Throws ConfigurationError when the file cannot be read or is not PEM. */
export async function readCertificates(named: string, { homeDir, cwd }: Files): Promise<string> {
  let text: string;
  try {
    text = await readFile(resolve(cwd, named.replace(/^~(?=\/)/, homeDir)), 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? english`there is no such file` : String(code);
    throw new ConfigurationError(english`Cannot read the certificates in ${named}: ${why}.`, { cause });
  }
  const found = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (found.length > 0 && found.every(isCertificate)) return text;
  throw new ConfigurationError(english`${named} has no certificates that can be read.`, {
    hint: english`They are PEM: each begins with a line -----BEGIN CERTIFICATE-----`,
  });
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
