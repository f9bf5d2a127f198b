import { Command as CommanderCommand, CommanderError, Option } from 'commander';
import { english, listed } from '../english.js';
import { UsageError } from '../errors.js';
import type { Command, Invocation } from './command.js';
import { helpErrors } from './commands/help-errors.js';
import { commands } from './commands/index.js';
import type { Sink } from './context.js';
import { refuseFfmpegOptions } from './ffmpeg-habits.js';
import { type Flag, type FlagTable, globalFlags, notation } from './flags.js';
import { commandHelp, helpFlag, programHelp, START, topicHelp } from './help.js';
import { commandTree, helpTree } from './help-tree.js';
import { miscounted, misspelt } from './mistakes.js';
import { said, wrapping } from './say.js';
import { splitAtDashes } from './split-at-dashes.js';
import { topics } from './topics.js';

declare const __VERSION__: string;

/** What a command line asks for. */
export interface Asked extends Pick<Invocation, 'flags' | 'words' | 'passthrough'> {
  command: Command;
}

/** Null when it asked for help or the version, which are then written. */
export function parseArgv(argv: readonly string[], stdout: Sink): Asked | null {
  const [before, after] = splitAtDashes(argv);
  if (argv.length === 0) {
    stdout.write(said(START));
    return null;
  }
  refuseFfmpegOptions(before, after, (word) => commands.some(({ name }) => name === word));
  let asked: Asked | null = null;
  const program = buildProgram(stdout, before[0], (command, sub) => {
    const { help, ...flags } = sub.optsWithGlobals<Invocation['flags'] & { help: boolean }>();
    if (help) {
      const text = flags.json ? printed(commandTree(command)) : commandHelp(command, helperFor(sub, stdout));
      return stdout.write(text);
    }
    const passed = command.passthrough !== undefined;
    const words = passed ? sub.args : [...sub.args, ...after];
    const mistake = miscounted(command, words);
    if (mistake !== null) throw mistake;
    asked = { command, flags, words, passthrough: passed ? after : [] };
  });
  try {
    program.parse(before, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0 && error.code !== 'commander.help') throw misspelt(error, before);
  }
  return asked;
}

/** The one that the first word names; all of them where it is not so plain. A command takes a good part of the start. */
function candidates(first: string | undefined): readonly Command[] {
  const named = commands.find(({ name, aliases = [] }) => name === first || aliases.includes(first ?? ''));
  return named === undefined ? commands : [named];
}

function buildProgram(
  stdout: Sink,
  first: string | undefined,
  found: (command: Command, sub: CommanderCommand) => void,
): CommanderCommand {
  const program = new CommanderCommand('oss-live')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stdout.write(text),
      outputError: () => undefined,
    })
    .configureHelp({ formatHelp: (sub) => wholeHelp(sub, stdout) })
    // A flag like the others, so that it is understood wherever it stands.
    .helpOption(false)
    .helpCommand(false)
    .version(__VERSION__, '-V, --version');
  addFlags(program, { ...globalFlags, ...helpFlag }, []);
  for (const command of candidates(first)) {
    // With `.command()`, which hands down `exitOverride` and the output; `.addCommand()` does not.
    const sub = program.command(command.name).aliases([...(command.aliases ?? [])]);
    // Counted by `miscounted`: some of them may stand after `--`.
    sub.allowExcessArguments().action(() => found(command, sub));
  }
  program
    .command('help', { hidden: true })
    .allowExcessArguments()
    .action((_, sub: CommanderCommand) => {
      // Its table is large, and loaded when it is asked for.
      if (sub.args[0] === 'errors') return found(helpErrors, sub);
      const topic = topics.find(({ name }) => name === sub.args[0]);
      const { json } = program.opts<{ json: boolean }>();
      if (json && sub.args.length === 0) stdout.write(wholeHelp(program, stdout));
      else if (topic !== undefined) stdout.write(topicHelp(topic, helperFor(sub, stdout)));
      else program.parse([...sub.args, '--help', ...(json ? ['--json'] : [])], { from: 'user' });
    });
  // Of the one command that runs only, which is a good part of the start-up time.
  program.hook('preSubcommand', (_, sub) => {
    const command = commands.find(({ name }) => name === sub.name());
    addFlags(sub, command?.flags ?? {}, program.options);
  });
  return program;
}

function wholeHelp(program: CommanderCommand, stdout: Sink): string {
  if (program.opts<{ json: boolean }>().json) return printed(helpTree(commands, __VERSION__));
  return programHelp(commands, globalFlags, helperFor(program, stdout));
}

function printed(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function helperFor(command: CommanderCommand, { columns = 80 }: Sink) {
  const helper = command.createHelp();
  helper.prepareContext({ helpWidth: Math.min(columns, 80) });
  helper.boxWrap = wrapping() ?? helper.boxWrap;
  return helper;
}

function addFlags(program: CommanderCommand, flags: FlagTable, inherited: readonly Option[]): void {
  const known = (text: string) =>
    [...program.options, ...inherited].some(({ long, short }) => text === long || text === short);
  for (const [name, flag] of Object.entries(flags)) program.addOption(optionOf(name, flag, known));
}

/**
 * A flag as Commander wants it. `known` tells whether a text is itself an option of the program. A value written
 * `<name...>` may be given again and again, one each time: Commander's own reading would take the arguments after it.
 */
function optionOf(name: string, flag: Flag, known: (text: string) => boolean): Option {
  const option = new Option(notation(name, flag), flag.help);
  if (flag.value === undefined) return flag.negated ? option : option.default(false);
  if (!option.variadic) {
    return option.default(flag.default).argParser((value) => readValue(flag, option, value, known));
  }
  option.variadic = false;
  return option.argParser((value, earlier: readonly unknown[] = []) => [
    ...earlier,
    readValue(flag, option, value, known),
  ]);
}

function readValue(
  { choices, integer }: Flag,
  { long, required }: Option,
  value: string,
  known: (text: string) => boolean,
): string | number {
  // Commander gives a required value whatever comes next, an option included.
  if (required && known(value)) {
    throw new UsageError(english`${long} needs a value, and ${value} is an option.`, {
      hint: english`If ${value} is meant as the value, write ${long}=${value}`,
    });
  }
  if (choices !== undefined && !choices.includes(value)) {
    const swallowed = english`If ${value} is an argument, put it before ${long}, which may also stand alone.`;
    throw new UsageError(
      english`${long} must be ${listed(choices)}, not '${value}'.`,
      required ? {} : { hint: swallowed },
    );
  }
  if (integer === undefined) return value;
  const [min, max, ec = null] = integer;
  const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  const range =
    max === Number.MAX_SAFE_INTEGER ? english`of at least ${min}` : english`from ${min} to ${max}`;
  throw new UsageError(english`${long} must be an integer ${range}, not '${value}'.`, { ec });
}
