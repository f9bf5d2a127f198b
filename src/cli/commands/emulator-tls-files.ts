import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { TlsOptions } from '../../emulator/index.js';
import { UsageError } from '../../errors.js';

/** The files named by `--tls-cert` and `--tls-key`; null when neither is given. */
export async function tlsFiles(
  certFile: string | null,
  keyFile: string | null,
  cwd: string,
): Promise<TlsOptions | null> {
  if (certFile === null && keyFile === null) return null;
  if (certFile === null || keyFile === null)
    throw new UsageError('A certificate needs its key: give both --tls-cert and --tls-key.');
  const [cert, key] = await Promise.all([certFile, keyFile].map((file) => readText(file, cwd)));
  return { cert: cert!, key: key! };
}

async function readText(file: string, cwd: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}
