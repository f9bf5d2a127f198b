import { UsageError } from '../../errors.js';
import type { FlagValue, ParsedCommand } from '../context.js';
import { commandLine } from '../terminal/shell.js';

export interface PushWords {
  inputs: readonly string[];
  /** Named by `--to`, one or more; null when the channel is chosen as by any other command. */
  to: readonly string[] | null;
  /** As an argument. */
  channel: string | undefined;
}

/**
 * Which words are inputs and which is the channel: the last of two or more, unless `--channel` or `--to` names it.
 * `isFile` keeps `push a.flv b.flv` from pushing to a channel of that name.
 */
export async function readWords(
  { arguments: words, flags }: ParsedCommand,
  isFile: (word: string) => Promise<boolean>,
): Promise<PushWords> {
  const to = list(flags.to);
  const named = typeof flags.channel === 'string';
  if (to !== null && named) throw new UsageError('Name the channels with --to alone, without --channel.');
  const [repeated] = to?.filter((channel, index) => to.indexOf(channel) !== index) ?? [];
  if (repeated !== undefined) throw new UsageError(`--to names ${repeated} twice.`);
  if (words.length < 2 || named || to !== null) return { inputs: words, to, channel: undefined };

  const channel = words.at(-1);
  if (channel !== undefined && (await isFile(channel))) {
    throw new UsageError(`Which channel? ${channel} is a file.`, { hint: await orderHint(words, isFile) });
  }
  return { inputs: words.slice(0, -1), to: null, channel };
}

async function orderHint(
  words: readonly string[],
  isFile: (word: string) => Promise<boolean>,
): Promise<string> {
  const [first = '', ...inputs] = words;
  if (await isFile(first)) return 'To push several files, name the channel with --channel.';
  return `The channel comes last: ${commandLine(['oss-live', 'push', ...inputs, first])}`;
}

function list(value: FlagValue): readonly string[] | null {
  return Array.isArray(value) ? (value as readonly string[]) : null;
}
