import { platform } from 'node:os';
import { env } from 'node:process';
import type { Client } from '../../client/client.js';
import { type WithDefaults, withDefaults } from '../../client/defaults.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import type { ClientOptions } from '../../client/options.js';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { Signal } from '../../protocol/ambient.js';
import { checkAsked, DEFAULT_GAP_SECONDS } from '../sessions/list-sessions.js';
import type { Session } from '../sessions/session.js';

/** What to download, and where to; null and absent are the same. With all that createClient takes. */
export interface DownloadOptions extends ClientOptions {
  /** The name of the channel. */
  channelName: string;
  /** A range of any length; every segment that overlaps it is taken, whole. An end that is absent is that of the latest session. */
  start?: Date | null;
  /** The other end; the latest session's when absent. */
  end?: Date | null;
  /** So many sessions instead of the latest alone, where an end is absent. */
  last?: number | null;
  /** Pushes with less time between them are one session: seconds; 600 when absent. */
  gapSeconds?: number | null;
  /** The path of a ledger, which `push` and `watch` may have written; it is only read. */
  ledger?: string | null;
  /** What is known of the range between `start` and `end`, for who has looked already; else it is looked for. */
  sessions?: readonly Session[] | null;
  /**
   * `.mp4`, `.mkv`, `.ts`, or a folder, for the segments as they are and a list that plays from disk: a name without an
   * extension, or one that ends in `/`. Beside it `{file}.part` holds what is fetched until the result is complete.
   */
  file: string;
  /** Asks the service; made of the options when absent. */
  client?: Client | null;
  /** Segments fetched at once, 1 to 64; 8 when absent. */
  jobs?: number | null;
  /** Closes gaps in time; `encode` also makes one file of what changes in picture or sound, by encoding all of it. */
  join?: boolean | 'encode' | null;
  /** A file for each day, by the calendar of this machine, or for each push. */
  split?: 'day' | 'push' | null;
  /** Leaves out segments that are gone or archived, instead of failing. */
  allowMissing?: boolean | null;
  /** Replaces files that have the name of a result. */
  overwrite?: boolean | null;
  /** How long to go on when nothing comes; 300 when absent. */
  retryForSeconds?: number | null;
  /** The ffmpeg to run; the one in PATH when absent. `.ts` and folders need none. */
  ffmpeg?: string | null;
  /** Ends the download; what was fetched stays for the next one. */
  signal?: Signal | null;
  /** Variables for ffmpeg, and the PATH to find it in; the process's when absent. */
  env?: Readonly<Record<string, string | undefined>> | null;
  /** `process.platform` of the machine that runs ffmpeg; this one when absent. */
  platform?: string | null;
  /** Where relative names begin; the process's when absent. */
  cwd?: string | null;
  /** Takes what must be done if the process ends while ffmpeg runs, and gives back how to call that off. */
  onExit?: ((cleanUp: () => void) => () => void) | null;
}

const DEFAULTS = {
  ...{ start: null, end: null, last: 1, gapSeconds: DEFAULT_GAP_SECONDS, ledger: null, sessions: null },
  ...{ jobs: 8, join: false, split: null, allowMissing: false, overwrite: false },
  ...{
    retryForSeconds: 300,
    ffmpeg: null,
    env,
    platform: platform(),
    cwd: '.',
    onExit: () => () => undefined,
  },
} satisfies Partial<DownloadOptions>;

/** The options with nothing left open. */
export type Settled = WithDefaults<DownloadOptions, typeof DEFAULTS>;

/** Throws UsageError for what can be seen to be wrong. */
export function settle(options: DownloadOptions): Settled {
  const settled = withDefaults(options, DEFAULTS);
  const { start, end, jobs, split, join, retryForSeconds } = settled;
  checkAsked(options);
  if (start !== null && end !== null && start >= end)
    throw new UsageError(english`The start of the range is not before its end.`);
  if (typeof settled.file !== 'string')
    throw new UsageError(english`A download needs the name of a file or a folder.`);
  const most = CLIENT_LIMITS.downloadJobs.value;
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > most)
    throw new UsageError(english`jobs is an integer from 1 to ${most}; got ${jobs}.`);
  if (!(retryForSeconds >= 0)) throw new UsageError(english`retryForSeconds is a number from 0.`);
  if (split !== null && split !== 'day' && split !== 'push')
    throw new UsageError(english`split is "day" or "push".`);
  if (typeof join !== 'boolean' && join !== 'encode')
    throw new UsageError(english`join is true, false or "encode".`);
  return settled;
}
