import * as v from 'valibot';
import {
  type Document,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import type { ChannelSettings } from '../../client/channel-settings.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { near } from '../../client/near.js';
import { validateChannelName } from '../../client/validate.js';
import { english } from '../../english.js';
import { ConfigurationError, type ErrorDetails, type OssLiveError, UsageError } from '../../errors.js';
import type { RelaySource } from '../options.js';
import { addressOf, sourceOf, wantedOf } from './entries.js';
import { daysIn } from './recording-schema.js';
import { type FileDocument, fileSchema, namesAt } from './schema.js';
import { bytesIn } from './source-schema.js';

/** A file of channels, read and checked. */
export interface ChannelsFile {
  /** Where the channels are, as options of the command line name it. */
  place: Omit<FileDocument, 'defaults' | 'channels' | 'bufferMemory'>;
  /** By name, in the order of the file. */
  channels: ReadonlyMap<string, ChannelSettings>;
  /** What the buffers of all sources may hold together; null when nothing is said. */
  bufferBytes: number | null;
  /** Of the channels that have an input. */
  sources: readonly RelaySource[];
  /** For how many days the recordings of a channel are kept, by its name, where the file says it. */
  keepDays: ReadonlyMap<string, number>;
  /** The channels whose days get a list each, and the time zone of these days; null for the machine's. */
  dayLists: ReadonlyMap<string, string | null>;
}

interface Source {
  /** For messages: `channels.yaml`. */
  name: string;
  /** Fills `${NAME}`. */
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads YAML (or JSON, which is YAML). Throws UsageError with line and column for what is wrong; values are not
 * repeated where they may come from a variable.
 */
export function readChannelsFile(text: string, { name, env }: Source): ChannelsFile {
  if (Buffer.byteLength(text) > CLIENT_LIMITS.channelsFile.value)
    throw new UsageError(english`${name} is no file of channels: it is too long.`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const [broken] = document.errors;
  if (broken) throw refused(at(broken.pos[0]), firstLine(broken.message));
  fillIn(document, env, at);

  const found = v.safeParse(fileSchema, valuesOf(document, name), { abortPipeEarly: true });
  if (!found.success) throw firstProblem(found.issues, document, at);
  const { defaults = {}, channels, bufferMemory, ...place } = found.output;
  const wanted = new Map<string, ChannelSettings>();
  const sources: RelaySource[] = [];
  const keepDays = new Map<string, number>();
  const dayLists = new Map<string, string | null>();
  const byAddress = new Map<string, string>();
  for (const channelName of namesIn(document)) {
    const place = at(placeOf(document, ['channels', channelName]));
    try {
      validateChannelName(channelName);
    } catch (error) {
      throw refused(place, (error as OssLiveError).message);
    }
    // The package leaves out what an object has of itself.
    if (!Object.hasOwn(channels, channelName))
      throw refused(place, english`a file cannot have a channel that is called ${channelName}.`);
    const entry = { ...defaults, ...channels[channelName] };
    wanted.set(channelName, wantedOf(entry));
    if (entry.keep !== undefined) keepDays.set(channelName, daysIn(entry.keep));
    if (entry.vod === 'daily') dayLists.set(channelName, entry.timezone ?? null);
    if (entry.input === undefined) continue;
    const source = sourceOf(channelName, { ...entry, input: entry.input });
    const address = addressOf(source.input);
    const twin = address === null ? undefined : byAddress.get(address);
    if (twin !== undefined) throw refused(place, english`${channelName} and ${twin} have the same input.`);
    if (address !== null) byAddress.set(address, channelName);
    sources.push(source);
  }
  const bufferBytes = bufferMemory === undefined ? null : bytesIn(bufferMemory);
  return { place, channels: wanted, bufferBytes, sources, keepDays, dayLists };
}

/** In their order, which an object does not keep of numbers. */
function namesIn(document: Document): string[] {
  const channels = document.get('channels');
  return isMap(channels) ? channels.items.map(({ key }) => String((key as Scalar).value)) : [];
}

/** So often may a file repeat what has an anchor. */
const ALIASES = 100;

function valuesOf(document: Document, name: string): unknown {
  try {
    const values = document.toJS({ maxAliasCount: ALIASES });
    // A channel that is text alone is its input.
    for (const [name, value] of Object.entries(values?.channels ?? {}))
      if (typeof value === 'string') values.channels[name] = { input: value };
    return values;
  } catch (cause) {
    throw refused(name, english`it repeats its anchors too often: ${(cause as Error).message}.`);
  }
}

type At = (offset: number) => string;

/** `${NAME}` in a value is the variable; `$${NAME}` is the text. A name that looks like a number is one all the same. */
function fillIn(document: Document, env: Source['env'], at: At): void {
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? (key.source ?? String(key.value)) : '';
        if (seen.has(name)) throw refused(at(rangeOf(key) ?? 0), english`"${name}" is there twice.`);
        seen.add(name);
      }
    },
    Scalar(key, scalar) {
      if (key === 'key' && scalar.source !== undefined) scalar.value = scalar.source;
      if (key === 'key' || typeof scalar.value !== 'string') return;
      scalar.value = scalar.value.replace(/(\$?)\$\{([^}]*)\}/g, (whole, escaped: string, name: string) => {
        if (escaped) return whole.slice(1);
        const value = /^\w+$/.test(name) && Object.hasOwn(env, name) ? env[name] : undefined;
        if (value !== undefined) return value;
        throw new ConfigurationError(
          english`${at(scalar.range?.[0] ?? 0)}: the variable ${name} is not set.`,
          {
            hint: english`Set it, or write $\${${name}} where the text itself is meant.`,
          },
        );
      });
    },
  });
}

type Issue = v.BaseIssue<unknown>;

function firstProblem(issues: readonly Issue[], document: Document, at: At): UsageError {
  const places = issues.map((issue) => {
    const path = (issue.path ?? []).map(({ key }) => key);
    return { issue, path, offset: placeOf(document, path) };
  });
  const [first, ...more] = places.sort((one, other) => one.offset - other.offset);
  const { issue, path, offset } = first!;
  const others = more.length === 0 ? '' : english` (and ${more.length} more)`;
  return refused(at(offset), english`${wordsFor(issue, path)}${others}`, adviceFor(issue, path));
}

function wordsFor({ type, message, expected, received }: Issue, path: readonly unknown[]): string {
  const name = String(path.at(-1) ?? english`the file`);
  if (type === 'strict_object' && expected === 'never') return english`there is no setting "${name}".`;
  if (received === 'undefined') return english`"${name}" is missing.`;
  // Of the client's checks, which name what they are about, and those with words of their own.
  if (type === 'raw_check') return message;
  if (message.startsWith('must ')) return english`${name} ${message}`;
  const wanted = WORDS[String(expected)] ?? String(expected);
  return english`${path.length === 0 ? english`the file` : `"${name}"`} must be ${wanted}.`;
}

const WORDS: Readonly<Record<string, string>> = {
  Object: english`a list of names with values`,
  string: 'text',
  number: 'a number',
};

function adviceFor({ type, expected }: Issue, path: readonly unknown[]): ErrorDetails {
  if (type !== 'strict_object' || expected !== 'never') return {};
  const name = String(path.at(-1));
  if (/^(accessKey|sts|security)/i.test(name)) return { advice: { do: 'keepKeysOut' } };
  const [meant] = near(name, namesAt(path));
  return {
    hint: meant === undefined ? english`There are ${namesAt(path)}.` : english`Did you mean ${meant}?`,
  };
}

/** Where something stands in the text; what is missing, where it should. */
function placeOf(document: Document, path: readonly unknown[]): number {
  let node: unknown = document.contents;
  let offset = rangeOf(node);
  for (const key of path) {
    if (!isMap(node)) break;
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
    if (pair === undefined) break;
    offset = rangeOf(pair.key) ?? offset;
    node = pair.value;
  }
  return offset ?? 0;
}

function rangeOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0];
}

function refused(place: string, message: string, details: ErrorDetails = {}): UsageError {
  return new UsageError(english`${place}: ${message}`, { code: 'ChannelsFile', ...details });
}

/** The package's message goes on with a picture of the line. */
function firstLine(message: string): string {
  const [line = ''] = message.split(/ at line |\n/);
  return `${line.charAt(0).toLowerCase()}${line.slice(1)}.`;
}
