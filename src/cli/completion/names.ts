import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAliyunConfig, readOssutilConfig } from '../../settings/config-files.js';
import { findPlace, type PlaceFound } from '../../settings/find-place.js';
import type { GivenOptions } from '../../settings/sources.js';
import { makeStateFolder, stateFolder } from '../../settings/state.js';
import { writeWhole } from '../../settings/write-whole.js';
import type { Context } from '../context.js';
import { globalFlags, notation } from '../flags.js';
import type { Candidate } from './candidates.js';

/** From then on they are asked for again, behind the back of whoever types. */
const FRESH_MS = 30_000;
/** Whoever types waits for no longer; the next time they are there. */
const PATIENCE_MS = 60;
const MOST_PLACES = 50;
export const MOST_NAMES = 1000;

interface Remembered {
  /** When they were asked for, in Unix milliseconds. */
  at: number;
  /** Null until they have come. */
  names: readonly string[] | null;
}

/** The names of channels that were there a moment ago. */
export async function channelNames(words: readonly string[], context: Context): Promise<Candidate[]> {
  const given = optionsIn(words);
  const place = await findPlace(context, given);
  if (place === null) return [];
  const known = (await readNames(context))[keyOf(place)];
  const isFresh = known !== undefined && context.now().getTime() - known.at < FRESH_MS;
  if (!isFresh) {
    // Noted first: where nobody answers, not every keystroke asks again.
    await rememberNames(context, place, known?.names ?? null);
    context.startDetached(['__complete', 'remember', ...optionWords(given)]);
  }
  const names = known?.names ?? (isFresh ? [] : await awaited(place, context));
  return names.map((value) => ({ value, help: 'channel' }));
}

/** Nothing is known yet: perhaps the answer is quick. */
async function awaited(place: PlaceFound, context: Context): Promise<readonly string[]> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 15));
    const names = (await readNames(context))[keyOf(place)]?.names ?? null;
    if (names !== null) return names;
  }
  return [];
}

/** Keeps names for later; a file that cannot be written is done without. */
export async function rememberNames(
  context: Context,
  place: PlaceFound,
  names: readonly string[] | null,
): Promise<void> {
  if (!(await makeStateFolder(context))) return;
  const known = Object.entries(await readNames(context)).filter(([key]) => key !== keyOf(place));
  const latest = known.sort(([, a], [, b]) => b.at - a.at).slice(0, MOST_PLACES - 1);
  const entry: Remembered = { at: context.now().getTime(), names: names?.slice(0, MOST_NAMES) ?? null };
  const text = JSON.stringify({ ...Object.fromEntries(latest), [keyOf(place)]: entry });
  await writeWhole(fileOf(context), `${text}\n`, { mode: 0o600 });
}

/** Of the built-in profile and the files of ossutil and the Aliyun CLI. */
export async function profileNames(context: Context): Promise<Candidate[]> {
  const named = context.env.OSSUTIL_CONFIG_FILE ?? null;
  const configs = await Promise.all([readOssutilConfig(context, named), readAliyunConfig(context)]);
  return configs.flatMap((config) =>
    [...(config?.profiles.keys() ?? [])].map((value) => ({ value, help: `of ${config?.file}` })),
  );
}

async function readNames(context: Context): Promise<Record<string, Remembered>> {
  try {
    const parsed: unknown = JSON.parse(await readFile(fileOf(context), 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, Remembered>) : {};
  } catch {
    return {};
  }
}

function fileOf(context: Context): string {
  return join(stateFolder(context), 'completion.json');
}

function keyOf({ endpoint, bucket }: PlaceFound): string {
  return `${endpoint} ${bucket}`;
}

const PLACING = ['endpoint', 'region', 'bucket', 'profile', 'configFile'] as const;

/** What the line says about the bucket. Keys are not looked for: they say nothing about where it is. */
function optionsIn(words: readonly string[]): GivenOptions {
  const found: Record<string, string> = {};
  for (const name of PLACING) {
    const spellings = notation(name, globalFlags[name]).replace(/ <.*$/, '').split(', ');
    words.forEach((word, index) => {
      const [, option = word, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
      const text = value ?? words[index + 1];
      // What is being typed is not said yet.
      if (spellings.includes(option) && text && (value !== undefined || index + 1 < words.length - 1))
        found[name] = text;
    });
  }
  return found;
}

function optionWords(given: GivenOptions): string[] {
  return PLACING.flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [`${/--[\w-]+/.exec(notation(name, globalFlags[name]))?.[0]}=${value}`];
  });
}
