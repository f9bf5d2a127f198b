import type { Client } from '../client/client.js';
import type { OperationName } from '../client/operations/index.js';
import type { Transport } from '../protocol/wire.js';
import type { ChosenChannel } from '../settings/choose-channel.js';
import type { Settings } from '../settings/settings.js';
import type { GivenOptions } from '../settings/sources.js';
import type { Context, Output } from './context.js';
import type { ExitCode } from './exit-codes.js';
import type { FlagsOf, FlagTable, GlobalFlags } from './flags.js';

export type { FlagsOf, FlagTable };

export interface Argument {
  /** `[channel]`, `<channel...>`. */
  name: string;
  help: string;
}

/** The argument of the commands that work on one channel. */
export const CHANNEL: Argument = {
  name: '[channel]',
  help: 'the channel; left out: see oss-live help channel',
};

/** A command at work: what was asked, and the lazily built things it needs. */
export interface Invocation<Flags extends FlagTable = Record<never, never>> {
  context: Context;
  /** Its own and the global ones. */
  flags: FlagsOf<Flags> & GlobalFlags;
  /** The arguments. */
  words: readonly string[];
  /** What came after `--`, for a command that hands that on. */
  passthrough: readonly string[];
  output: Output;
  /** Hides what must not be shown, in a text that others have written. */
  mask(text: string): string;
  /** Resolved once; throws ConfigurationError that says what is missing and how to give it. */
  settings(): Promise<Settings>;
  /** A client for the settings; loads the HTTP and XML packages. */
  client(): Promise<Client>;
  /** Another client, for some settings that differ; over a transport that is there, if one is given. */
  connectWith(changes: Partial<Settings>, transport?: Transport): Promise<Client>;
  /** The same with what a file says of endpoint, bucket and so on, which counts where no option does. */
  inPlace(place: GivenOptions): Invocation<Flags>;
  /** Which channel is meant; says on stderr which one was taken, and why, unless it was named. */
  channel(argument: string | undefined): Promise<ChosenChannel>;
}

/** What a command is, without what it does: what help, completion and documentation are drawn from. */
export interface Definition<Flags extends FlagTable = FlagTable> {
  /** As typed. */
  name: string;
  aliases?: readonly string[];
  group: 'Channels' | 'Streaming' | 'Playback' | 'This machine';
  /** For a command that is one: documentation takes its name and its RAM action from it. */
  operation?: { readonly name: OperationName; readonly action: string };
  summary: string;
  /** Paragraphs shown under the summary in the command's own help. */
  details?: readonly string[];
  arguments?: readonly Argument[];
  flags?: Flags;
  /** What the arguments after `--` are for. Without it they are arguments like the others. */
  passthrough?: string;
  /** For one that prints events with `--json`: the schema of these in the package, where it is a file of its own. */
  events?: string;
  /** It prints text, also with `--json`. */
  isText?: true;
  /** Said instead of an example when an argument is missing. */
  instead?: string;
  examples: readonly { line: string; comment: string }[];
}

/** A command of the program. */
export interface Command<Flags extends FlagTable = FlagTable> extends Definition<Flags> {
  /** Gives the exit code when it is not 0; errors are thrown. */
  run(invocation: Invocation): Promise<ExitCode | undefined>;
}

type Defined<Flags extends FlagTable> = Definition<Flags> & {
  run(invocation: Invocation<Flags>): Promise<ExitCode | undefined>;
};

/** Types what `run` reads by the flags beside it, so that renaming one breaks whatever reads it. */
export function defineCommand<const Flags extends FlagTable = Record<never, never>>(
  command: Defined<Flags>,
): Command {
  return command;
}

/** Whether so many arguments can be what it takes. */
export function canTake({ arguments: declared = [] }: Definition, count: number): boolean {
  const least = declared.filter(({ name }) => name.startsWith('<')).length;
  return count >= least && (count <= declared.length || declared.some(isVariadic));
}

export function isVariadic({ name }: Argument): boolean {
  return name.includes('...');
}

/** `oss-live vod-save [options] <playlist> [channel]` */
export function usageOf(command: Definition): string {
  const words = (command.arguments ?? []).map(({ name }) => name);
  const passed = command.passthrough === undefined ? [] : ['[-- <args...>]'];
  return ['oss-live', command.name, '[options]', ...words, ...passed].join(' ');
}
