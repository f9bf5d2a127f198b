import { type Definition, isVariadic, usageOf } from './command.js';
import { EXIT } from './exit-codes.js';
import { type Flag, type FlagTable, globalFlags, notation } from './flags.js';
import { EXIT_MEANING, topics } from './topics.js';

/** The whole of help as data, for scripts and assistants. */
export interface HelpTree {
  name: 'oss-live';
  version: string;
  commands: CommandTree[];
  globalFlags: FlagTree[];
  /** Each row by what stands at its left. */
  topics: { name: string; summary: string; rows: Record<string, string> }[];
  exitCodes: { code: number; name: string; meaning: string }[];
}

/** One command of it. */
export interface CommandTree {
  name: string;
  aliases: readonly string[];
  group: string;
  summary: string;
  details: readonly string[];
  usage: string;
  /** OSS's name of the one operation that it is; null for a command that is more, or none. */
  operation: string | null;
  arguments: { name: string; required: boolean; variadic: boolean; help: string }[];
  flags: FlagTree[];
  /** What the arguments after `--` are for; null where they are arguments like the others. */
  passthrough: string | null;
  examples: readonly { line: string; comment: string }[];
  /** Where in the package is described what `--json` prints; null where that is text. */
  result: string | null;
  /** The same of each of its events, where these have a file of their own. */
  events: string | null;
}

interface FlagTree {
  name: string;
  option?: string;
  short: string | null;
  help: string;
  type: 'boolean' | 'integer' | 'string';
  /** What follows it: `<text>`; null for one that is given alone. */
  value: string | null;
  repeatable: boolean;
  choices: readonly string[] | null;
  minimum: number | null;
  maximum: number | null;
  default: string | number | boolean | null;
}

export function helpTree(commands: readonly Definition[], version: string): HelpTree {
  return {
    ...{ name: 'oss-live', version, commands: commands.map(commandTree) },
    globalFlags: flagTree(globalFlags),
    topics: topics.map(({ name, summary, rows }) => ({
      ...{ name, summary, rows: Object.fromEntries(rows(commands)) },
    })),
    exitCodes: Object.entries(EXIT).map(([name, code]) => ({
      ...{ code, name, meaning: EXIT_MEANING[name as keyof typeof EXIT] },
    })),
  };
}

export function commandTree(command: Definition): CommandTree {
  const { name, aliases = [], group, operation, summary, details = [], passthrough = null } = command;
  return {
    ...{ name, aliases, group, summary, details, usage: usageOf(command) },
    operation: operation?.name ?? null,
    arguments: (command.arguments ?? []).map((argument) => ({
      name: argument.name.replace(/[<[\].>]/g, ''),
      required: argument.name.startsWith('<'),
      variadic: isVariadic(argument),
      help: argument.help,
    })),
    ...{ flags: flagTree(command.flags ?? {}), passthrough, examples: command.examples },
    result: command.isText ? null : `docs/results.schema.json#/$defs/${name}`,
    events: command.events ?? null,
  };
}

function flagTree(flags: FlagTable): FlagTree[] {
  return Object.entries(flags).map(([name, flag]) => {
    const { short = null, help, choices = null, integer = null, negated = false } = flag;
    const option = /--[\w-]+/.exec(notation(name, flag))?.[0];
    const [minimum, maximum] = integer ?? [null, null];
    return {
      ...{ name, option, short: short === null ? null : `-${short}`, help },
      ...{ type: typeOf(flag), value: flag.value ?? null, repeatable: flag.value?.includes('...') ?? false },
      ...{ choices, minimum, maximum, default: flag.default ?? (negated ? true : null) },
    };
  });
}

function typeOf({ value, integer }: Flag): FlagTree['type'] {
  if (value === undefined) return 'boolean';
  return integer === undefined ? 'string' : 'integer';
}
