import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { kill, pid } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { english } from '../../english.js';
import { CommandError } from '../../errors.js';
import { errorCode, readTextIfThere, temporaryFile, writeWhole } from './files.js';
import { hasFields, parseJson } from './json.js';
import { isPresent, type Presence, showPresence } from './presence.js';

interface Holder {
  pid: number;
  /** Where the system tells it: a process id alone comes back after a restart, in a container at once. */
  processStart: string | null;
  /** The port it listens on; null until it does. */
  port: number | null;
  /** By what name it shows that it is there, where it can. */
  presence: string | null;
}

export interface Lock {
  /** Lets others see where the holder listens. */
  setPort(port: number): Promise<void>;
  release(): Promise<void>;
}

const heldHere = new Set<string>();

/** Takes the lock of a data folder; a lock whose process is gone is taken over. */
export async function takeLock(path: string, dataDir: string): Promise<Lock> {
  if (heldHere.has(path)) throw inUse(dataDir, { pid, port: null });
  heldHere.add(path);
  const folder = dirname(path);
  let presence: Presence | null = null;
  try {
    presence = await showPresence(folder);
    const shown = presence;
    const own: Holder = { pid, processStart: await processStart(pid), port: null, presence: shown.name };
    while (!(await created(path, own))) {
      const seen = await readTextIfThere(path);
      if (seen === null) continue;
      const holder = holderIn(seen) ?? holderIn(await settled(path));
      if (holder !== null && (await isAlive(holder, folder))) throw inUse(dataDir, holder);
      await setAside(path, holder);
      if (holder?.presence) await rm(join(folder, holder.presence), { force: true });
    }
    return {
      async setPort(port) {
        await writeWhole(path, JSON.stringify({ ...own, port }), folder, 'kill');
      },
      async release() {
        await rm(path, { force: true });
        await shown.end();
        heldHere.delete(path);
      },
    };
  } catch (error) {
    await presence?.end();
    heldHere.delete(path);
    throw error;
  }
}

async function created(path: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a stale lock, unless somebody else has replaced it in the meantime: then puts theirs back. */
async function setAside(path: string, stale: Holder | null): Promise<void> {
  const aside = temporaryFile(dirname(path));
  try {
    await rename(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  const taken = holderIn(await readFile(aside, 'utf8'));
  const isStale = (['pid', 'processStart', 'presence'] as const).every(
    (field) => taken?.[field] === stale?.[field],
  );
  if (isStale) await rm(aside);
  else await rename(aside, path);
}

/** The text of a lock that was empty a moment ago: its owner may not have finished writing it. */
async function settled(path: string): Promise<string> {
  await delay(100);
  return (await readTextIfThere(path)) ?? '';
}

function holderIn(text: string): Holder | null {
  const value = parseJson(text);
  if (!hasFields(value, { pid: 'number' })) return null;
  const { processStart, port, presence } = value;
  return {
    pid: value.pid,
    processStart: typeof processStart === 'string' ? processStart : null,
    port: typeof port === 'number' ? port : null,
    presence: typeof presence === 'string' && /^[\da-f]+\.here$/.test(presence) ? presence : null,
  };
}

async function isAlive(holder: Holder, folder: string): Promise<boolean> {
  const isThere = holder.presence === null ? null : await isPresent(folder, holder.presence);
  if (isThere !== null) return isThere;
  if (holder.pid === pid) return false;
  try {
    kill(holder.pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
  }
  const start = await processStart(holder.pid);
  return start === null || holder.processStart === null || start === holder.processStart;
}

/** Field 22 of Linux's `/proc/{pid}/stat`; the second field may hold spaces and ends with `)`. */
async function processStart(id: number): Promise<string | null> {
  const stat = await readTextIfThere(`/proc/${id}/stat`);
  return stat === null ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

function inUse(dataDir: string, holder: Pick<Holder, 'pid' | 'port'>): CommandError {
  const where = holder.port === null ? '' : english` and listens on port ${holder.port}`;
  return new CommandError(
    'DataFolderInUse',
    english`The data folder ${dataDir} is in use: an emulator runs as process ${holder.pid}${where}.`,
    'conflict',
    { advice: { do: 'otherDataFolder', because: 'inUse' } },
  );
}
