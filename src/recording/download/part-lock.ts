import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { kill, pid } from 'node:process';

/** Gives the lock back. */
export type Release = () => Promise<void>;

/** Who holds it. A process id alone comes back after a restart, in a container at once. */
interface Holder {
  pid: number;
  /** Where the system tells it. */
  processStart: string | null;
}

const heldHere = new Set<string>();
/** Somebody takes it or gives it back at the same moment. */
const MOST_TRIES = 100;

/**
 * Takes the lock of a folder; one whose process is gone is taken over. The process that holds it when it is not to be had.
 * Rejects as `writeFile` does, with ENOENT when there is no such folder.
 */
export async function takeLock(path: string): Promise<Release | { heldBy: number }> {
  if (heldHere.has(path)) return { heldBy: pid };
  heldHere.add(path);
  try {
    const taken = await takeFile(path);
    if (taken !== null) heldHere.delete(path);
    else
      return async () => {
        await rm(path, { force: true });
        heldHere.delete(path);
      };
    return taken;
  } catch (error) {
    heldHere.delete(path);
    throw error;
  }
}

async function takeFile(path: string): Promise<{ heldBy: number } | null> {
  const own = JSON.stringify({ pid, processStart: await processStart(pid) } satisfies Holder);
  for (let tries = 1; ; tries++) {
    try {
      await writeFile(path, own, { flag: 'wx' });
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || tries === MOST_TRIES) throw error;
    }
    const text = await textOf(path);
    const holder = holderIn(text ?? '');
    if (holder !== null && (await isAlive(holder))) return { heldBy: holder.pid };
    // An empty one may be about to be written.
    if (text !== null && (text !== '' || tries > MOST_TRIES / 2)) await setAside(path, text);
  }
}

/** Removes a lock that nobody holds, unless somebody else has taken it meanwhile: then theirs is put back. */
async function setAside(path: string, stale: string): Promise<void> {
  const aside = join(dirname(path), `lock.${randomBytes(4).toString('hex')}`);
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await textOf(aside)) === stale) await rm(aside, { force: true });
  else await rename(aside, path);
}

async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

function holderIn(text: string): Holder | null {
  try {
    const { pid: id, processStart: start } = JSON.parse(text) as Partial<Holder>;
    return Number.isSafeInteger(id) ? { pid: id as number, processStart: start ?? null } : null;
  } catch {
    return null;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  // This process would know.
  if (holder.pid === pid) return false;
  try {
    kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const start = await processStart(holder.pid);
  return start === null || holder.processStart === null || start === holder.processStart;
}

/** Field 22 of Linux's `/proc/{pid}/stat`; the second field may hold spaces and ends with `)`. */
async function processStart(id: number): Promise<string | null> {
  const stat = await textOf(`/proc/${id}/stat`);
  return stat === null ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}
