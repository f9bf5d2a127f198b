import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dataFolderContents } from '../../emulator/index.js';
import { english } from '../../english.js';
import { CommandError, UsageError } from '../../errors.js';
import { stateFolder } from '../../settings/state.js';
import type { Context } from '../context.js';
import type { GlobalFlags } from '../flags.js';
import { said, say } from '../say.js';
import { canAsk, confirmed } from '../terminal/ask.js';
import { printable } from '../terminal/printable.js';

export interface DataPlace {
  path: string;
  /** Goes with the emulator. */
  temporary: boolean;
  /** Removes the folder when it is temporary. */
  leave(): Promise<void>;
}

export interface DataFlags {
  dataDir?: string | undefined;
  temp: boolean;
  exec?: string | undefined;
}

/** Where the data is: in the folder that was given; in a temporary one; in that of this user. */
export async function dataPlace({ dataDir, temp, exec }: DataFlags, context: Context): Promise<DataPlace> {
  if (temp && dataDir !== undefined) throw new UsageError(english`Give --temp or --data-dir, not both.`);
  if (dataDir === undefined && (temp || exec !== undefined)) return temporaryPlace(context);
  const path = resolve(context.cwd, dataDir ?? join(stateFolder(context), 'emulator'));
  return { path, temporary: false, leave: async () => undefined };
}

async function temporaryPlace({ onExit }: Context): Promise<DataPlace> {
  const path = await mkdtemp(join(tmpdir(), 'oss-live-emulator-'));
  // A second Ctrl-C waits for nothing.
  const calledOff = onExit(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    temporary: true,
    async leave() {
      await rm(path, { recursive: true, force: true });
      calledOff();
    },
  };
}

/** Asks before anything is lost. False with `--dry-run`, which only says what would be. */
export async function mayReset(
  path: string,
  { dryRun, yes, json }: GlobalFlags,
  context: Context,
): Promise<boolean> {
  const { channels, objects } = await dataFolderContents(path);
  const holds = english`${printable(path)} holds ${counted(channels, english`channel`)} and ${counted(objects, english`object`)}`;
  if (dryRun) {
    context.stderr.write(say`${said(holds)}: they would be removed.\n`);
    return false;
  }
  if (channels + objects === 0 || yes) return true;
  if (canAsk(context) && !json && (await confirmed(context, say`${said(holds)}. Remove them?`))) return true;
  throw new CommandError('WouldRemove', english`${holds}.`, 'conflict', {
    hint: english`Add --yes to remove them.`,
  });
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
