import type { CommanderError } from 'commander';
import { near } from '../client/near.js';
import { english, listed } from '../english.js';
import { UsageError } from '../errors.js';
import type { Definition } from './command.js';
import { globalFlags, helpFlag, notation } from './flags.js';
import { commandLine } from './terminal/shell.js';

/** Too few arguments or too many, with the line that was meant. */
export function miscounted(command: Definition, words: readonly string[]): UsageError {
  const { name, arguments: declared = [], examples, instead } = command;
  const missing = declared.filter((argument) => argument.name.startsWith('<'))[words.length];
  if (missing !== undefined) {
    return new UsageError(english`${name} needs ${missing.name}: ${missing.help}.`, {
      hint: instead ?? english`For example: ${examples[0]?.line}`,
    });
  }
  const excess = words.slice(declared.length);
  return new UsageError(english`${name} does not take ${excess.map((word) => `'${word}'`).join(' ')}.`, {
    hint: withoutExcess(command, words),
  });
}

function withoutExcess(
  { name, arguments: declared = [], flags = {} }: Definition,
  words: readonly string[],
): string {
  const line = (taken: readonly string[]) => commandLine(['oss-live', name, ...taken]);
  const taken = words.slice(0, declared.length);
  if ('prefix' in flags && declared.length === 0)
    return english`For those that begin with it: ${line(['--prefix', words[0] ?? ''])}`;
  const isChannelOnly = declared.length === 1 && declared[0]?.name === '[channel]';
  const isDoubled = words.every((word) => word === words[0]);
  if (!isChannelOnly || isDoubled) return english`Leave it out: ${line(taken)}`;
  return english`One channel at a time: ${line(taken)}; or if that is one name, quote it: ${line([words.join(' ')])}`;
}

/** What Commander found wrong, in this program's words, with the line that was meant or a place to look as the hint. */
export function misspelt(
  { code, message }: CommanderError,
  words: readonly string[],
  commands: readonly Definition[],
): UsageError {
  const [found = '', suggestion] = message.slice('error: '.length).split('\n');
  const named = commands.find(({ name, aliases = [] }) =>
    [name, ...aliases].some((one) => words.includes(one)),
  );
  const seeHelp = english`See: ${commandLine(['oss-live', ...(named === undefined ? [] : [named.name]), '--help'])}`;
  const [, quoted = ''] = /'([^']*)'/.exec(found) ?? [];
  if (code === 'commander.optionMissingArgument') {
    return new UsageError(english`${/--[\w-]+/.exec(quoted)?.[0]} needs a value.`, { hint: seeHelp });
  }
  const text = sentenceOf(found, quoted);
  if (code === 'commander.unknownCommand') {
    return new UsageError(text, { hint: commandMeant(quoted, words, commands) ?? seeHelp });
  }
  if (/^-\d/.test(quoted)) {
    const line = commandLine(['oss-live', ...joinedToOption(words, quoted)]);
    return new UsageError(text, {
      hint: english`Join a value that begins with "-" to its option with "=": ${line}`,
    });
  }
  if (code === 'commander.unknownOption') {
    const [option = quoted] = quoted.split('=');
    const others = commands.filter((command) => takes(command, option)).map(({ name }) => name);
    if (named !== undefined && others.length > 0) {
      return new UsageError(english`${named.name} has no option ${option}.`, {
        hint: english`${listed(others, 'and')} ${others.length === 1 ? 'has' : 'have'} it; those of ${named.name}: oss-live ${named.name} --help`,
      });
    }
    const [meant] = near(option, optionsOf(named ?? {}));
    const line =
      meant && words.map((word) => (word.split('=')[0] === option ? word.replace(option, meant) : word));
    if (line)
      return new UsageError(text, {
        hint: english`Did you mean ${meant}? ${commandLine(['oss-live', ...line])}`,
      });
  }
  return new UsageError(text, { hint: meant(suggestion) ?? seeHelp });
}

/** What Commander says, as a sentence. */
function sentenceOf(found: string, quoted: string): string {
  if (found === `unknown option '${quoted}'`) return english`Unknown option '${quoted}'.`;
  if (found === `unknown command '${quoted}'`) return english`Unknown command '${quoted}'.`;
  return `${found.charAt(0).toUpperCase()}${found.slice(1)}.`;
}

function meant(suggestion: string | undefined): string | null {
  const [, names] = /^\(Did you mean (.*)\?\)$/.exec(suggestion ?? '') ?? [];
  return names === undefined ? null : english`Did you mean ${names}?`;
}

function joinedToOption(words: readonly string[], value: string): string[] {
  const at = words.indexOf(value);
  return [...words.slice(0, at - 1), `${words[at - 1]}=${value}`, ...words.slice(at + 1)];
}

/** `oss-live cam-42 stat`, `oss-live lst`: the words put right. */
function commandMeant(
  first: string,
  words: readonly string[],
  commands: readonly Definition[],
): string | null {
  const names = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const later = words.slice(words.indexOf(first) + 1).find((word) => names.includes(word));
  if (later !== undefined) {
    const others = words.filter((word) => word !== later);
    return english`The command comes first: ${commandLine(['oss-live', later, ...others])}`;
  }
  const [meant] = near(first, names);
  if (meant === undefined) return null;
  const line = words.map((word) => (word === first ? meant : word));
  return english`Did you mean ${meant}? ${commandLine(['oss-live', ...line])}`;
}

function takes(command: Definition, option: string): boolean {
  return longNames(command.flags ?? {}).includes(option);
}

function optionsOf({ flags = {} }: Pick<Definition, 'flags'>): string[] {
  return [...longNames(flags), ...longNames({ ...globalFlags, ...helpFlag })];
}

function longNames(flags: NonNullable<Definition['flags']>): string[] {
  return Object.entries(flags).map(([name, flag]) => /--[\w-]+/.exec(notation(name, flag))?.[0] ?? '');
}
