import { join, resolve } from 'node:path';
import { english } from '../english.js';
import { UsageError } from '../errors.js';
import { makeStateFolder, stateFolder } from '../settings/state.js';
import type { Context } from './context.js';

/** Where pushes are written down: as `--ledger` says, else in the state folder; null for `none`. */
export function ledgerPath(
  { ledger }: { ledger: string | undefined },
  context: Pick<Context, 'env' | 'platform' | 'homeDir' | 'cwd'>,
): string | null {
  if (ledger === '')
    throw new UsageError(english`--ledger needs a value.`, { hint: english`Say a file, or none.` });
  if (ledger === 'none') return null;
  return ledger === undefined ? join(stateFolder(context), 'ledger.ndjson') : resolve(context.cwd, ledger);
}

/** The same for who writes to it: in the state folder, which may have to be made. */
export async function writableLedger(...given: Parameters<typeof ledgerPath>): Promise<string | null> {
  const [{ ledger }, context] = given;
  // Whether it could be made is told by whoever then writes to it.
  if (ledger === undefined) await makeStateFolder(context);
  return ledgerPath(...given);
}
