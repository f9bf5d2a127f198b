import { Command as CommanderCommand, CommanderError, Option } from 'commander';
import { english, listed } from '../english.js';
import { UsageError } from '../errors.js';
import { type Command, canTake, type Definition, type Invocation } from './command.js';
import { commandNamed, definitions, isCommandName } from './commands/index.js';
import type { Sink } from './context.js';
import { refuseFfmpegOptions } from './ffmpeg-habits.js';
import { type Flag, type FlagTable, globalFlags, helpFlag, longOption, notation } from './flags.js';
import { splitAtDashes } from './split-at-dashes.js';

declare const __VERSION__: string;

/** What a command line asks for. */
export interface Asked extends Pick<Invocation, 'flags' | 'words' | 'passthrough'> {
  command: Command;
}

type Pages = typeof import('./help-pages.js');

/** What Commander makes of the words; no name stands for `oss-live help`, and for no command at all. */
interface Found {
  name: string | null;
  args: readonly string[];
  flags: Invocation['flags'] & { help: boolean };
}

/**
 * Null when it asked for help or the version, which are then written. The other commands, the pages of help and the
 * answers to mistakes are loaded when they are needed: reading all of them takes as long as the rest of the start.
 */
export async function parseArgv(argv: readonly string[], stdout: Sink): Promise<Asked | null> {
  const [before, after] = splitAtDashes(argv);
  if (argv.length === 0) return showHelp(stdout, ({ startPage }) => startPage());
  refuseFfmpegOptions(before, after, isCommandName);
  const found = await find(before, stdout);
  if (found === null) return null;
  const { name, args, flags: given } = found;
  const command = name === null ? await helpErrors(args) : await commandNamed(name);
  if (command === null) return answerHelp(args, given.json, stdout);
  const { help, ...flags } = given;
  if (help) return showHelp(stdout, ({ commandPage }) => commandPage(command, flags.json, stdout));
  const passed = command.passthrough !== undefined;
  const words = passed ? args : [...args, ...after];
  if (!canTake(command, words.length)) throw (await import('./mistakes.js')).miscounted(command, words);
  return { command, flags, words, passthrough: passed ? after : [] };
}

/** Null when it was the version, which is then written. */
async function find(words: readonly string[], stdout: Sink): Promise<Found | null> {
  let found: Found | null = null;
  const program = buildProgram({ words, commands: await candidates(words[0]), stdout }, (one) => {
    found = one;
  });
  try {
    program.parse(words, { from: 'user' });
    return found;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.version') return null;
    if (error.code === 'commander.help') return { name: null, args: [], flags: valuesOf(program, {}) };
    const { misspelt } = await import('./mistakes.js');
    throw misspelt(error, words, await definitions());
  }
}

/** The one that the first word names; all of them where it is not so plain. */
async function candidates(first: string | undefined): Promise<readonly Definition[]> {
  if (first === 'help') return [];
  const named = first === undefined ? null : await commandNamed(first);
  return named === null ? definitions() : [named];
}

/** For `oss-live help errors`, which is no command of the list. */
async function helpErrors([topic]: readonly string[]): Promise<Command | null> {
  return topic === 'errors' ? (await import('./commands/help-errors.js')).helpErrors : null;
}

/** `oss-live help`, of a topic or a command; `oss-live --help`. */
async function answerHelp(args: readonly string[], json: boolean, stdout: Sink): Promise<Asked | null> {
  const { programPage, topicPage } = await import('./help-pages.js');
  const [topic] = args;
  const text = topic === undefined ? await programPage(json, stdout) : await topicPage(topic, stdout);
  if (text === null) return parseArgv([...args, '--help', ...(json ? ['--json'] : [])], stdout);
  stdout.write(text);
  return null;
}

async function showHelp(stdout: Sink, page: (pages: Pages) => string): Promise<null> {
  stdout.write(page(await import('./help-pages.js')));
  return null;
}

interface Asking {
  words: readonly string[];
  commands: readonly Definition[];
  stdout: Sink;
}

function buildProgram({ words, commands, stdout }: Asking, found: (found: Found) => void): CommanderCommand {
  const program = new CommanderCommand('oss-live')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: () => undefined,
      outputError: () => undefined,
    })
    // A flag like the others, so that it is understood wherever it stands.
    .helpOption(false)
    .helpCommand(false)
    .version(__VERSION__, '-V, --version');
  addFlags(program, { flags: ofAll, words }, []);
  for (const { name, aliases = [], flags = {} } of commands) {
    // With `.command()`, which hands down `exitOverride` and the output; `.addCommand()` does not.
    const sub = program.command(name).aliases([...aliases]);
    // Counted by `canTake`: some of them may stand after `--`.
    sub.allowExcessArguments().action(() => found({ name, args: sub.args, flags: valuesOf(sub, flags) }));
  }
  program
    .command('help', { hidden: true })
    .allowExcessArguments()
    .action((_, sub: CommanderCommand) =>
      found({ name: null, args: sub.args, flags: valuesOf(program, {}) }),
    );
  // Of the one command that runs only, which is a good part of the start-up time.
  program.hook('preSubcommand', (_, sub) => {
    const command = commands.find(({ name }) => name === sub.name());
    addFlags(sub, { flags: command?.flags ?? {}, words }, program.options);
  });
  return program;
}

const ofAll: FlagTable = { ...globalFlags, ...helpFlag };

/** Those that the words may mean: to tell Commander of all takes a twentieth of the start. */
function addFlags(
  program: CommanderCommand,
  { flags, words }: { flags: FlagTable; words: readonly string[] },
  inherited: readonly Option[],
): void {
  const known = (text: string) =>
    [...program.options, ...inherited].some(({ long, short }) => text === long || text === short);
  for (const [name, flag] of Object.entries(flags))
    if (words.some((word) => mayMean(word, name, flag))) program.addOption(optionOf(name, flag, known));
}

/** `--json`, `--expires=90m`, and `-qv`, of which any letter may be one. */
function mayMean(word: string, name: string, { short, negated }: Flag): boolean {
  if (!word.startsWith('--')) return short !== undefined && word.startsWith('-') && word.includes(short);
  return word.split('=')[0] === longOption(name, negated);
}

/** What was given, and what counts where nothing was. */
function valuesOf(command: CommanderCommand, flags: FlagTable): Found['flags'] {
  const usual = Object.entries({ ...ofAll, ...flags }).flatMap(([name, flag]) => {
    const value = flag.value === undefined ? flag.negated === true : flag.default;
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(usual), ...command.optsWithGlobals() };
}

/**
 * A flag as Commander wants it. `known` tells whether a text is itself an option of the program. A value written
 * `<name...>` may be given again and again, one each time: Commander's own reading would take the arguments after it.
 */
function optionOf(name: string, flag: Flag, known: (text: string) => boolean): Option {
  const option = new Option(notation(name, flag), flag.help);
  if (flag.value === undefined) return option;
  if (!option.variadic) return option.argParser((value) => readValue(flag, option, value, known));
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
