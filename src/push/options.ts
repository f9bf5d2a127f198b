import { platform } from 'node:os';
import { env } from 'node:process';
import type { Readable } from 'node:stream';
import type { Client } from '../client/client.js';
import { type WithDefaults, withDefaults } from '../client/defaults.js';
import { endpointOfRegion } from '../client/endpoint.js';
import { CLIENT_LIMITS } from '../client/limits.js';
import type { ClientOptions } from '../client/options.js';
import { validatePlaylistName } from '../client/validate.js';
import { english } from '../english.js';
import { UsageError } from '../errors.js';
import type { ReadableInput, Signal } from '../protocol/ambient.js';
import type { BufferMemory } from '../publish/index.js';

/** What to push, where to, and how long to keep at it; null and absent are the same. With all that createClient takes. */
export interface PushOptions extends ClientOptions {
  /**
   * Files, sent one after the other, or one other input: a URL that ffmpeg can read, `-` for `stdin`, `test` for a
   * test pattern with a tone, or a capture device, with `inputFormat`.
   */
  inputs: readonly string[];
  /** Channels that get the stream, which is encoded once for all of them. */
  channelNames: readonly string[];
  /** Asks the service, or an async function that gives one; made of the options when absent. */
  client?: Client | (() => Promise<Client>) | null;
  /** What ffmpeg reads the input with: a device (`v4l2`), or what stdin carries (`mpegts`). */
  inputFormat?: string | null;
  /** What `-` stands for; it is closed at the end of the push. */
  stdin?: ReadableInput | null;
  /** Encodes what does not fit (`auto`, the default), everything, or nothing. */
  transcode?: 'auto' | 'always' | 'never' | null;
  /** Encodes the video with this bit rate: `2500k`, `2.5M`. */
  videoBitrate?: string | null;
  /** Encodes the video with this height in pixels; even. */
  height?: number | null;
  /** `aac` encodes any other sound, `none` sends none. */
  audio?: 'aac' | 'none' | null;
  /** Input options of ffmpeg, e.g. `['-rtsp_transport', 'udp']`. */
  inputOptions?: readonly string[] | null;
  /** False for a source that takes only one connection: it is sent without having been looked at. */
  probe?: boolean | null;
  /** Output options of ffmpeg, e.g. `['-t', '60']`. They win over all others. */
  outputOptions?: readonly string[] | null;
  /**
   * Keeps the last seconds of the stream, and sends them again after the connection broke: ffmpeg writes into a pipe, and
   * what it writes is published by this process. At least the longest segment and 15 seconds. Absent: ffmpeg publishes.
   */
  bufferSeconds?: number | null;
  /** Begins again at the end of the files. */
  loop?: boolean | null;
  /** Ends when a live input does, instead of opening it again. */
  once?: boolean | null;
  /** Creates a channel that is not there. */
  create?: boolean | null;
  /** Enables a channel that is disabled. */
  enable?: boolean | null;
  /** Waits for the end of a push of somebody else. */
  wait?: boolean | null;
  /** Does not begin when there are warnings about the input. */
  strict?: boolean | null;
  /** The live playlist of this push; the channel's when absent. */
  playlistName?: string | null;
  /** Saves the recording of this push under this name at its end, also when it was interrupted. */
  vod?: string | null;
  /** Lets that replace what has this name. */
  overwrite?: boolean | null;
  /**
   * A file to which each connection is appended when it is over, one JSON document a line; absent for none. Its folder
   * has to be there. A file that cannot be written is an event, and ends nothing.
   */
  ledger?: string | null;
  /** How long each signature lets ffmpeg connect; 3600 when absent. */
  expiresSeconds?: number | null;
  /** When the credentials stop being good: no signature lasts longer. */
  credentialsExpireAt?: Date | null;
  /** Whether a security token is signed (default) or only appended to the URL. */
  signToken?: boolean | null;
  /** How long to try again after the stream broke; 300 when absent. When given, also before it began: input, channel, all. */
  retryForSeconds?: number | null;
  /** How many connections in a row may fail. */
  maxAttempts?: number | null;
  /** Connects again when nothing could be sent for so long; 10 when absent. */
  stallTimeoutSeconds?: number | null;
  /** How soon the service has to report the channel as live; 30 when absent. */
  liveTimeoutSeconds?: number | null;
  /** The ffmpeg to run; the one in PATH when absent. */
  ffmpeg?: string | null;
  /** Ends the push cleanly when it is aborted. */
  signal?: Signal | null;
  /** Variables for ffmpeg, and the PATH to find it in; the process's when absent. */
  env?: Readonly<Record<string, string | undefined>> | null;
  /** `process.platform` of the machine that runs ffmpeg; this one when absent. */
  platform?: string | null;
  /** Where relative names begin; the process's when absent. */
  cwd?: string | null;
  /**
   * Takes what must be done if the process ends while ffmpeg runs, and gives back how to call that off. Without it
   * ffmpeg may outlive a process that ends at once, except on Linux with `setpriv`.
   */
  onExit?: ((cleanUp: () => void) => () => void) | null;
}

/** The same for one of several pushes of a process. */
export interface SharingOptions extends PushOptions {
  /** What their buffers may hold together. */
  bufferMemory?: BufferMemory | null;
}

const BUFFER_SECONDS = CLIENT_LIMITS.pushBufferLength.value;

/** What holds where nothing is said. */
const DEFAULTS = {
  ...{ inputFormat: null, stdin: null, ffmpeg: null, playlistName: null, vod: null, ledger: null },
  ...{ transcode: 'auto', videoBitrate: null, height: null, audio: null, outputOptions: [] },
  ...{ inputOptions: [], probe: true, bufferSeconds: null, bufferMemory: null },
  ...{ loop: false, once: false, overwrite: false, create: false, enable: false, wait: false, strict: false },
  ...{ expiresSeconds: 3600, credentialsExpireAt: null, signToken: true },
  ...{ retryForSeconds: null, maxAttempts: null, stallTimeoutSeconds: 10, liveTimeoutSeconds: 30 },
  ...{ env, platform: platform(), cwd: '.', onExit: () => () => undefined },
} satisfies Partial<SharingOptions>;

/** The options with nothing left open. */
export type Settled = Omit<WithDefaults<SharingOptions, typeof DEFAULTS>, 'endpoint' | 'stdin'> & {
  endpoint: string;
  stdin: Readable | null;
};

/** Throws UsageError for what can be seen to be wrong. */
export function settle(options: SharingOptions): Settled {
  const given = withDefaults(options, DEFAULTS);
  const settled: Settled = {
    ...given,
    endpoint: given.endpoint || endpointOfRegion(given.region ?? ''),
    stdin: given.stdin as Readable | null,
  };
  for (const name of ['inputs', 'channelNames'] as const)
    if (!(settled[name]?.length > 0)) throw new UsageError(english`A push needs ${name}.`);
  const { bufferSeconds } = settled;
  if (bufferSeconds !== null && !(bufferSeconds >= 1 && bufferSeconds <= BUFFER_SECONDS))
    throw new UsageError(english`A buffer has from 1 to ${BUFFER_SECONDS} seconds; got ${bufferSeconds}.`);
  for (const name of [settled.playlistName, settled.vod]) if (name !== null) validatePlaylistName(name);
  return settled;
}
