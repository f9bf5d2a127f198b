import type { Client } from '../../client/client.js';
import { listPages } from '../../client/list-pages.js';
import { isPattern, selectionOf } from '../../client/selection.js';
import { validateChannelName } from '../../client/validate.js';
import { english } from '../../english.js';
import { CommandError, UsageError } from '../../errors.js';
import { readChannel } from '../../settings/channel-address.js';
import type { Argument, Invocation } from '../command.js';
import type { FlagTable } from '../flags.js';
import { stdinText } from '../stdin-text.js';

/** The argument of the commands that work on several channels as well. */
export const CHANNELS: Argument = {
  name: '[channel...]',
  help: 'channels, patterns (cam-*), or - for names on stdin; left out: see oss-live help channel',
};

export const severalFlags = {
  jobs: { value: '<count>', help: 'channels that are worked on at once', integer: [1, 64], default: 16 },
} as const satisfies FlagTable;

/** Which channels the words of a command are. */
export interface Named {
  /** Each once, in their order. */
  names: readonly string[];
  /** Whether they were found by a pattern, so that nobody has typed them. */
  byPattern: boolean;
}

type Asking = Pick<Invocation, 'client' | 'context' | 'settings'>;

/** Null where the words are one channel or none, which commands show as such. */
export async function severalNames(
  invocation: Asking,
  words: readonly string[],
  isFound: (word: string) => boolean = isPattern,
): Promise<Named | null> {
  const [first] = words;
  if (words.length < 2 && (first === undefined || (first !== '-' && !isFound(first)))) return null;
  const typed = words.filter((word) => word !== '-');
  const read = typed.length === words.length ? [] : await namesOnStdin(invocation);
  const given = [...typed, ...read];
  if (given.length === 0)
    throw new UsageError(english`There is no name on stdin.`, { hint: english`One channel a line.` });
  for (const name of given) if (!isFound(name)) validateChannelName(name);
  const patterns = given.filter(isFound);
  const found = patterns.length === 0 ? [] : await matching(invocation, patterns);
  const names = [...new Set([...given.filter((name) => !isFound(name)), ...found])];
  return { names, byPattern: patterns.length > 0 };
}

async function matching({ client, context }: Asking, patterns: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  const { listed } = selectionOf({ channelNames: patterns });
  for await (const name of listedNames(await client(), listed?.prefix ?? '', context.signal))
    if (listed?.has(name)) names.push(name);
  if (names.length > 0) return names;
  throw new CommandError('NoMatch', english`No channel ${listed?.words}.`, 'notFound', {
    hint: english`oss-live list shows them all.`,
  });
}

async function* listedNames(client: Client, prefix: string, signal: AbortSignal): AsyncGenerator<string> {
  for await (const { channels } of listPages(client, { prefix }, signal))
    for (const { name } of channels) if (name !== null) yield name;
}

/** One a line; of what `oss-live list` prints, the first column. */
async function namesOnStdin({ context, settings }: Asking): Promise<string[]> {
  const names: string[] = [];
  for (const [index, line] of (await stdinText(context.stdin, english`list of channels`))
    .split('\n')
    .entries()) {
    const [word = ''] = line.split('\t');
    if (word.trim() === '') continue;
    const { bucket, channelName } = readChannel(word.trim());
    if (bucket !== null && bucket !== (await settings()).bucket)
      throw new UsageError(english`Line ${index + 1} of stdin is in bucket ${bucket}.`, {
        hint: english`One call is about one bucket.`,
      });
    names.push(channelName);
  }
  return names;
}
