import type { Definition } from '../command.js';
import { type Flag, type FlagTable, globalFlags, helpFlag, notation } from '../flags.js';

export interface Candidate {
  value: string;
  help: string;
}

/** What may come next. */
export interface Candidates {
  words: readonly Candidate[];
  /** Whether names of channels may, files, or profiles. */
  also: readonly ('channels' | 'files' | 'profiles')[];
  /** What every word begins with, of `--channel=`. */
  prefix: string;
}

interface Topics {
  commands: readonly Definition[];
  topics: readonly { name: string; summary: string }[];
}

/** `words` are those after the program's name; the last one is being typed, and may be empty. */
export function candidates(words: readonly string[], { commands, topics }: Topics): Candidates {
  const before = words.slice(0, -1);
  const typed = words.at(-1) ?? '';
  if (before.includes('--')) return { ...NONE, also: ['files'] };
  const { word, command, rest } = commandIn(before, commands);
  const flags: FlagTable = { ...command?.flags, ...globalFlags, ...helpFlag };

  const [, option, part] = /^(--[\w-]+)=(.*)$/s.exec(typed) ?? [];
  const joined = option === undefined ? undefined : flagNamed(option, flags);
  if (joined !== undefined && part !== undefined) return { ...valuesOf(joined), prefix: `${option}=` };
  const asking = flagNamed(before.at(-1) ?? '', flags);
  if (asking?.flag.value?.startsWith('<')) return valuesOf(asking);
  if (typed.startsWith('-')) return { ...NONE, words: flagWords(flags, before) };
  const optional = asking?.flag.value === undefined ? NONE : valuesOf(asking);

  if (command !== undefined) return both(optional, argumentsOf(command, rest, flags));
  const named = commands.map(({ name, summary }) => ({ value: name, help: summary }));
  if (word === null) return { ...NONE, words: [...named, HELP] };
  if (word !== 'help' || rest.length > 0) return NONE;
  return {
    ...NONE,
    words: [...named, ...topics.map(({ name, summary }) => ({ value: name, help: summary }))],
  };
}

const NONE: Candidates = { words: [], also: [], prefix: '' };
export const HELP: Candidate = { value: 'help', help: 'Explain a command or a topic' };

function both(one: Candidates, other: Candidates): Candidates {
  return {
    words: [...one.words, ...other.words],
    also: [...new Set([...one.also, ...other.also])],
    prefix: '',
  };
}

/** The command of a line, and what stands after it. Before it only options of every command may stand. */
function commandIn(before: readonly string[], commands: readonly Definition[]) {
  for (let at = 0; at < before.length; at++) {
    const word = before[at] ?? '';
    if (word.startsWith('-')) {
      if (flagNamed(word, globalFlags)?.flag.value?.startsWith('<')) at++;
      continue;
    }
    const command = commands.find(({ name, aliases = [] }) => name === word || aliases.includes(word));
    return { word, command, rest: before.slice(at + 1) };
  }
  return { word: null, command: undefined, rest: [] };
}

interface Named {
  name: string;
  flag: Flag;
}

function flagNamed(word: string, flags: FlagTable): Named | undefined {
  const found = Object.entries(flags).find(([name, flag]) => {
    const [spellings = ''] = notation(name, flag).split(/ [<[]/);
    return spellings.split(', ').includes(word);
  });
  return found && { name: found[0], flag: found[1] };
}

function longOf(name: string, flag: Flag): string {
  return /--[\w-]+/.exec(notation(name, flag))?.[0] ?? '';
}

/** What was given is offered again only where it may be repeated. */
function flagWords(flags: FlagTable, before: readonly string[]): Candidate[] {
  return Object.entries(flags)
    .map(([name, flag]) => ({
      value: longOf(name, flag),
      help: flag.help,
      isRepeated: flag.value?.includes('...') ?? false,
    }))
    .filter(({ value, isRepeated }) => isRepeated || !before.includes(value));
}

const FILES = /^[<[](file|file-or-json|folder|path|dir)\b/;

function valuesOf({ name, flag }: Named): Candidates {
  const { value = '', choices, help } = flag;
  if (choices !== undefined) return { ...NONE, words: choices.map((choice) => ({ value: choice, help })) };
  if (name === 'channel' || /^[<[]channel\b/.test(value)) return { ...NONE, also: ['channels'] };
  if (name === 'profile')
    return { ...NONE, words: [{ value: 'local', help: 'the emulator on this machine' }], also: ['profiles'] };
  return FILES.test(value) ? { ...NONE, also: ['files'] } : NONE;
}

function argumentsOf(command: Definition, rest: readonly string[], flags: FlagTable): Candidates {
  if (command.passthrough !== undefined && rest.includes('--')) return { ...NONE, also: ['files'] };
  const given = positionals(rest, flags).length;
  const declared = command.arguments ?? [];
  // One that may be repeated takes what is left, and those after it may come any time.
  const open = declared.findIndex(({ name }) => name.includes('...'));
  const may = declared.filter((_, index) => index === given || (open >= 0 && given >= open && index >= open));
  return may.map(({ name, help }) => argumentCandidates(name, help)).reduce(both, NONE);
}

function positionals(rest: readonly string[], flags: FlagTable): string[] {
  return rest.filter((word, index) => {
    if (word.startsWith('-') && word !== '-') return false;
    const option = flagNamed(rest[index - 1] ?? '', flags);
    return !option?.flag.value?.startsWith('<');
  });
}

function argumentCandidates(name: string, help: string): Candidates {
  const bare = name.replace(/[<[\].>]/g, '');
  if (bare.includes('|')) return { ...NONE, words: bare.split('|').map((value) => ({ value, help })) };
  if (/channel/.test(bare)) return { ...NONE, also: ['channels'] };
  return /^(input|file|path)/.test(bare) ? { ...NONE, also: ['files'] } : NONE;
}
