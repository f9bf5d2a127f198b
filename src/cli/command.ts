import type { Client } from '../client/client.js';
import type { Settings } from '../settings/settings.js';
import type { Context, Output, ParsedCommand } from './context.js';
import type { ExitCode } from './exit-codes.js';

export interface ChosenChannel {
  channelName: string;
  /** Named by argument, `--channel`, or OSS_LIVE_CHANNEL. */
  explicit: boolean;
}

/** A command at work: what was asked, and the lazily built things it needs. */
export interface Invocation {
  context: Context;
  parsed: ParsedCommand;
  output: Output;
  /** Resolved once; throws ConfigurationError that says what is missing and how to give it. */
  settings(): Promise<Settings>;
  /** A client for the settings; loads the HTTP and XML packages. */
  client(): Promise<Client>;
  /** Another client, for some settings that differ. */
  connectWith(changes: Partial<Settings>): Promise<Client>;
  /** Which channel is meant, by the order argument, option, variable, `use`, last created, only one. */
  channel(argument: string | undefined): Promise<ChosenChannel>;
}

/** A command's own half. Returns the exit code when it is not 0; errors are thrown. */
export type RunCommand = (invocation: Invocation) => Promise<ExitCode | undefined>;
