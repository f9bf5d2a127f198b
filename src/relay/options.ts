import type { ClientOptions } from '../client/options.js';
import type { TransportSettings } from '../client/transport.js';
import type { Signal } from '../protocol/ambient.js';
import type { PushOptions } from '../push/index.js';
import type { Hours } from './hours.js';
import type { StartedWorker } from './workers/worker-process.js';

/** How a source is read and sent: what `push` takes of it. */
export type SourcePush = Pick<
  PushOptions,
  | 'bufferSeconds'
  | 'inputFormat'
  | 'inputOptions'
  | 'probe'
  | 'transcode'
  | 'videoBitrate'
  | 'height'
  | 'audio'
>;

/** A source and the channel that it goes to. */
export interface RelaySource {
  channelName: string;
  /** What ffmpeg reads: a URL, or `test`. It may hold a password, and stands in no event. */
  input: string;
  push: SourcePush;
  /** The live playlist, with `{date}` for the day; the channel's when null. */
  playlist: string | null;
  /** When it is on air; null for always. */
  hours: Hours | null;
  /** In which hours and days are; the machine's when null. */
  timeZone: string | null;
}

/** Processes that carry the media, so that the one that supervises them does little, and lives on when one dies. */
export interface RelayWorkers {
  /** Starts this program with `runRelayWorker`. */
  start(): Promise<StartedWorker>;
  /** How many; one for each core when null. */
  count: number | null;
  /** How they reach the service: the transport of this process stays here. */
  network: TransportSettings;
}

/** What holds from now on. */
export type RelayChange = Pick<RelayOptions, 'sources' | 'bufferBytes' | 'dayLists'>;

/** What to relay. With all that createClient takes. */
export interface RelayOptions extends ClientOptions {
  sources: readonly RelaySource[];
  /** Channels whose days get a list each, and in which time zone days are; null for the machine's. */
  dayLists?: ReadonlyMap<string, string | null> | null;
  /** Other sources from now on: what differs is ended or begun, all else goes on. */
  changes?: AsyncIterable<RelayChange> | null;
  /** Absent: all is done in this process. */
  workers?: RelayWorkers | null;
  /** What the buffers of all sources may hold together; half of the memory of the machine when absent. */
  bufferBytes?: number | null;
  /** A file to which each connection is appended, as by `push`; absent for none. */
  ledger?: string | null;
  /** The ffmpeg to run; the one in PATH when absent. */
  ffmpeg?: string | null;
  env?: PushOptions['env'];
  platform?: PushOptions['platform'];
  cwd?: string | null;
  onExit?: PushOptions['onExit'];
  /** When the credentials stop being good. */
  credentialsExpireAt?: Date | null;
  /** The same for who has to give new ones; null for never, or where they come by themselves. Told an hour before. */
  credentialsEnd?: (() => Date | null) | null;
  /** Ends all streams cleanly. */
  signal?: Signal | null;
}
