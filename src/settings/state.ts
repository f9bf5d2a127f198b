import { mkdir, readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { Settings } from './settings.js';
import type { Surroundings } from './sources.js';
import { writeWhole } from './write-whole.js';

/** What is remembered about one bucket behind one endpoint. */
export interface Remembered {
  /** Chosen with `use`. */
  chosen: string | null;
  lastCreated: string | null;
}

type Place = Pick<Settings, 'endpoint' | 'bucket'>;
type Machine = Pick<Surroundings, 'env' | 'platform' | 'homeDir'>;

/** OSS_LIVE_STATE_DIR, else XDG_STATE_HOME, else where the platform keeps such things. */
export function stateFolder({ env, platform, homeDir }: Machine): string {
  if (env.OSS_LIVE_STATE_DIR) return env.OSS_LIVE_STATE_DIR;
  // A relative path is to be ignored, says the XDG specification.
  if (env.XDG_STATE_HOME && isAbsolute(env.XDG_STATE_HOME)) return join(env.XDG_STATE_HOME, 'oss-live');
  if (platform === 'darwin') return join(homeDir, 'Library', 'Application Support', 'oss-live');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homeDir, 'AppData', 'Local'), 'oss-live');
  return join(homeDir, '.local', 'state', 'oss-live');
}

/** A file that is missing, unreadable or damaged is an empty memory: it only ever saves typing. */
export async function remembered(machine: Machine, place: Place): Promise<Remembered> {
  return namesIn((await readEntries(machine))[keyOf(place)]);
}

/** Whether it could be written. */
export async function remember(
  machine: Machine,
  place: Place,
  change: Partial<Remembered>,
): Promise<boolean> {
  const entries = await readEntries(machine);
  const key = keyOf(place);
  return writeEntries(machine, { ...entries, [key]: { ...namesIn(entries[key]), ...change } });
}

/** So that a deleted channel is not taken for the one that is meant. */
export async function forget(machine: Machine, place: Place, channelName: string): Promise<void> {
  const { chosen, lastCreated } = await remembered(machine, place);
  if (chosen !== channelName && lastCreated !== channelName) return;
  await remember(machine, place, {
    chosen: chosen === channelName ? null : chosen,
    lastCreated: lastCreated === channelName ? null : lastCreated,
  });
}

/** Whether something is told about a bucket for the first time here; from now on it has been. */
export async function isNews(machine: Machine, place: Place, what: string): Promise<boolean> {
  const entries = await readEntries(machine);
  // No bucket has a space in its name.
  const key = `${keyOf(place)} ${what}`;
  if (entries[key] === true) return false;
  await writeEntries(machine, { ...entries, [key]: true });
  return true;
}

type Entries = Readonly<Record<string, unknown>>;

function keyOf({ endpoint, bucket }: Place): string {
  return `${endpoint} ${bucket}`;
}

function namesIn(entry: unknown): Remembered {
  if (!isRecord(entry)) return { chosen: null, lastCreated: null };
  const { chosen, lastCreated } = entry;
  return {
    chosen: typeof chosen === 'string' ? chosen : null,
    lastCreated: typeof lastCreated === 'string' ? lastCreated : null,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fileIn(folder: string): string {
  return join(folder, 'channels.json');
}

async function readEntries(machine: Machine): Promise<Entries> {
  try {
    const parsed: unknown = JSON.parse(await readFile(fileIn(stateFolder(machine)), 'utf8'));
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

async function writeEntries(machine: Machine, entries: Entries): Promise<boolean> {
  const folder = stateFolder(machine);
  try {
    await makeFolder(folder);
    await writeWhole(fileIn(folder), `${JSON.stringify(entries, null, 2)}\n`, { mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

/** Whether it is there from now on. */
export function makeStateFolder(machine: Machine): Promise<boolean> {
  return makeFolder(stateFolder(machine)).then(
    () => true,
    () => false,
  );
}

/** Level by level: with `recursive`, Node 20 never returns where no folder can be made, as under /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder, { mode: 0o700 });
  }
}

/** Whether the RTMP server wants a security token signed, as `doctor` has found out; null where nobody has tried. */
export async function rememberedToken(machine: Machine, place: Place): Promise<'signed' | 'unsigned' | null> {
  const known = (await readEntries(machine))[`${keyOf(place)} rtmp-token`];
  return known === 'signed' || known === 'unsigned' ? known : null;
}

/** Whether it could be written. */
export async function rememberToken(
  machine: Machine,
  place: Place,
  token: 'signed' | 'unsigned',
): Promise<boolean> {
  return writeEntries(machine, { ...(await readEntries(machine)), [`${keyOf(place)} rtmp-token`]: token });
}
