import type { Command } from './command.js';
import { EXIT } from './exit-codes.js';
import { type Flag, type FlagTable, globalFlags, notation } from './flags.js';
import { usageOf } from './help.js';
import { EXIT_MEANING, topics } from './topics.js';

/** The whole of help as data, for scripts and assistants. */
export function helpTree(commands: readonly Command[], version: string): object {
  return {
    ...{ name: 'oss-live', version, commands: commands.map(commandTree), globalFlags: flagTree(globalFlags) },
    topics: topics.map(({ name, summary, rows }) => ({ name, summary, rows: Object.fromEntries(rows()) })),
    exitCodes: Object.entries(EXIT).map(([name, code]) => ({
      ...{ code, name, meaning: EXIT_MEANING[name as keyof typeof EXIT] },
    })),
  };
}

/** One command of it. */
export function commandTree(command: Command): object {
  const { name, aliases = [], group, operation, summary, details = [], passthrough = null } = command;
  return {
    ...{ name, aliases, group, summary, details, usage: usageOf(command) },
    operation: operation?.name ?? null,
    arguments: (command.arguments ?? []).map(({ name, help }) => ({
      name: name.replace(/[<[\].>]/g, ''),
      required: name.startsWith('<'),
      variadic: name.includes('...'),
      help,
    })),
    ...{ flags: flagTree(command.flags ?? {}), passthrough, examples: command.examples },
    // Where each event of --json is described, in the package.
    events: command.events ?? null,
  };
}

function flagTree(flags: FlagTable): object[] {
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

function typeOf({ value, integer }: Flag): 'boolean' | 'integer' | 'string' {
  if (value === undefined) return 'boolean';
  return integer === undefined ? 'string' : 'integer';
}
