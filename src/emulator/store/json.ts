import { open } from 'node:fs/promises';
import { type Durability, readTextIfThere } from './files.js';

interface Kinds {
  string: string;
  number: number;
  boolean: boolean;
}

/** Whether something read from a file, which may be damaged, is an object with these fields, each of its type. */
export function hasFields<Fields extends Readonly<Record<string, keyof Kinds>>>(
  value: unknown,
  fields: Fields,
): value is { [Name in keyof Fields]: Kinds[Fields[Name]] } & Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const found: ReadonlyMap<string, unknown> = new Map(Object.entries(value));
  return Object.entries(fields).every(([name, kind]) => typeof found.get(name) === kind);
}

/** Appends a line of JSON, or nothing at all: half a line (a full disk) would hide those after it. */
export async function appendLine(path: string, line: unknown, durability: Durability): Promise<void> {
  const handle = await open(path, 'a');
  try {
    const { size } = await handle.stat();
    try {
      await handle.appendFile(`${JSON.stringify(line)}\n`);
      if (durability === 'powerCut') await handle.sync();
    } catch (error) {
      await handle.truncate(size);
      throw error;
    }
  } finally {
    await handle.close();
  }
}

/** The lines of a file of JSON lines, undefined for one that is torn or damaged; none when there is no file. */
export async function readLines(path: string): Promise<unknown[]> {
  const text = await readTextIfThere(path);
  const lines: unknown[] = [];
  if (text === null) return lines;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    if (end < 0) return [...lines, undefined];
    lines.push(parseJson(text.slice(start, end)));
    start = end + 1;
  }
  return lines;
}

/** What a text that may be damaged says; undefined when it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
