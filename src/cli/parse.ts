import { Command as CommanderCommand, CommanderError, type Help } from 'commander';
import type { CommandSpec, Flag } from '../client/operations/operation.js';
import { UsageError } from '../errors.js';
import { type Command, commands } from './commands/index.js';
import type { FlagValue, ParsedCommand, Sink } from './context.js';
import { globalFlags } from './global-flags.js';
import { commandHelp, programHelp, usageOf } from './help.js';
import { optionOf } from './options.js';

declare const __VERSION__: string;

export interface Parsed {
  command: Command;
  parsed: ParsedCommand;
}

/** What the command line asks for; null when it asked for help or the version, which are then written. */
export function parseArgv(argv: readonly string[], stdout: Sink): Parsed | null {
  const [before, after] = splitAtDashes(argv);
  let found: Parsed | null = null;
  const program = buildProgram(stdout, (command, words, flags) => {
    const passed = command.spec.passthrough !== undefined;
    const parsed = {
      arguments: passed ? words : [...words, ...after],
      passthrough: passed ? after : [],
      flags,
    };
    checkCount(command.spec, parsed.arguments);
    found = { command, parsed };
  });
  try {
    program.parse(before, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0 && error.code !== 'commander.help') throw usageError(error, before);
  }
  return found;
}

/** Commander drops the first `--` before a subcommand sees it, so what follows never goes through it. */
function splitAtDashes(argv: readonly string[]): [before: readonly string[], after: readonly string[]] {
  const index = argv.indexOf('--');
  return index < 0 ? [argv, []] : [argv.slice(0, index), argv.slice(index + 1)];
}

type Found = (command: Command, words: readonly string[], flags: Record<string, FlagValue>) => void;

function buildProgram(stdout: Sink, found: Found): CommanderCommand {
  const width = Math.min(stdout.columns ?? 80, 80);
  const known = new Set<string>();
  const program: CommanderCommand = new CommanderCommand('oss-live')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stdout.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => width,
      getErrHelpWidth: () => width,
    })
    .configureHelp({
      formatHelp(_, helper: Help) {
        // `help nope`: the word that is no command is the mistake to tell.
        const word = program.args.find((arg) => arg !== 'help' && !arg.startsWith('-'));
        if (word !== undefined) program.parse([word], { from: 'user' });
        return programHelp(commands, globalFlags, helper);
      },
    })
    .version(__VERSION__, '-V, --version');
  addFlags(program, globalFlags, known);
  for (const command of commands) addCommand(program, command, found);
  // Of the one command that runs only, which is a good part of the start-up time.
  program.hook('preSubcommand', (_, sub) => {
    const command = commands.find(({ spec }) => spec.command === sub.name());
    addFlags(sub, command?.spec.flags ?? [], known);
  });
  return program;
}

/** With `.command()`, which hands down `exitOverride` and the output; `.addCommand()` does not. */
function addCommand(program: CommanderCommand, command: Command, found: Found): void {
  const { spec } = command;
  const sub = program
    .command(spec.command)
    .summary(spec.summary)
    .aliases([...(spec.aliases ?? [])])
    .configureHelp({ formatHelp: (_, helper: Help) => commandHelp(spec, helper) })
    // Counted by checkCount: some of them may stand after `--`.
    .allowExcessArguments();
  sub.action(() => found(command, sub.args, sub.optsWithGlobals<Record<string, FlagValue>>()));
}

function addFlags(program: CommanderCommand, flags: readonly Flag[], known: Set<string>): void {
  for (const flag of flags) {
    const option = optionOf(flag, (text) => known.has(text));
    program.addOption(option);
    for (const name of [option.short, option.long]) if (name !== undefined) known.add(name);
  }
}

function checkCount(spec: CommandSpec, words: readonly string[]): void {
  const declared = spec.arguments ?? [];
  const required = declared.filter(({ name }) => name.startsWith('<'));
  const hint = `Usage: ${usageOf(spec)}`;
  if (words.length < required.length) {
    const missing = required[words.length];
    throw new UsageError(`${spec.command} needs ${missing?.name}: ${missing?.help}.`, { hint });
  }
  const variadic = declared.some(({ name }) => /\.\.\.[>\]]$/.test(name));
  if (!variadic && words.length > declared.length) {
    const excess = words.slice(declared.length).map((word) => `'${word}'`);
    throw new UsageError(`${spec.command} does not take ${excess.join(' ')}.`, { hint });
  }
}

/** What Commander found wrong, in this program's words, with its suggestion or a place to look as the hint. */
function usageError(error: CommanderError, words: readonly string[]): UsageError {
  const [first = '', suggestion = ''] = error.message.replace(/^error: /, '').split('\n');
  const incomplete = /^option '(?:-\w, )?(--[\w-]+).*' argument missing$/.exec(first)?.[1];
  if (incomplete !== undefined)
    return new UsageError(`${incomplete} needs a value.`, { hint: seeHelp(words) });

  const negative = /^unknown option '(-\d.*)'$/.exec(first)?.[1];
  const similar = /^\(Did you mean (.*)\?\)$/.exec(suggestion)?.[1];
  const message = `${first.charAt(0).toUpperCase()}${first.slice(1)}.`;
  if (negative !== undefined) {
    return new UsageError(message, {
      hint: `A value that begins with "-" is joined to its option with "=", as in --start=${negative}`,
    });
  }
  return new UsageError(message, {
    hint: similar === undefined ? seeHelp(words) : `Did you mean ${similar}?`,
  });
}

function seeHelp(words: readonly string[]): string {
  const named = commands.find(({ spec }) => words.includes(spec.command));
  return named === undefined
    ? 'oss-live --help lists the commands and options.'
    : `oss-live ${named.spec.command} --help lists its options.`;
}
