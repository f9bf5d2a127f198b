import { platform } from 'node:os';
import { env } from 'node:process';
import type { Client } from '../client/client.js';
import { type WithDefaults, withDefaults } from '../client/defaults.js';
import type { ClientOptions } from '../client/options.js';
import { validateChannelName } from '../client/validate.js';
import { english } from '../english.js';
import { UsageError } from '../errors.js';
import { isLanguage, type Language } from './language.js';

/** What the player shows, and to whom; null and absent are the same. With all that createClient takes. */
export interface PlayerOptions extends ClientOptions {
  /** Only these channels; all of the bucket when absent. */
  channelNames?: readonly string[] | null;
  /** The path of a ledger, which `push` and `watch` may have written; it is only read. */
  ledger?: string | null;
  /** What the path begins with, 16 to 128 characters of A-Z, a-z, 0-9, `-` and `_`; a random one of 128 bits when absent. */
  token?: string | null;
  /**
   * What the `Host` header may say, such as `player.example.com:8443`. Names of this machine with any port when absent, and
   * then nobody else is answered.
   */
  hosts?: readonly string[] | null;
  /** The language of the page, `en` or `zh`; the one of the two that the browser prefers when absent. */
  language?: Language | null;
  /** The ffmpeg that makes pictures of live channels; the one in PATH when absent. Without any there are none. */
  ffmpeg?: string | null;
  /** Asks the service; made of the options when absent. */
  client?: Client | null;
  /** Variables for ffmpeg, and the PATH to find it in; the process's when absent. */
  env?: Readonly<Record<string, string | undefined>> | null;
  /** `process.platform` of the machine that runs ffmpeg; this one when absent. */
  platform?: string | null;
  /** Where a relative path of ffmpeg begins; the process's when absent. */
  cwd?: string | null;
  /** Told of a request that failed by a bug of ours; who asked reads only that it was one. */
  onError?: ((error: unknown) => void) | null;
}

const DEFAULTS = {
  ...{
    channelNames: null,
    ledger: null,
    token: null,
    hosts: null,
    language: null,
    ffmpeg: null,
    client: null,
    onError: null,
  },
  ...{ env, platform: platform(), cwd: '.', now: () => new Date() },
} satisfies Partial<PlayerOptions>;

/** The options with nothing left open. */
export type Settled = WithDefaults<PlayerOptions, typeof DEFAULTS>;

/** Throws UsageError for what can be seen to be wrong. */
export function settle(options: PlayerOptions): Settled {
  const settled = withDefaults(options, DEFAULTS);
  const { channelNames, token, hosts, language } = settled;
  for (const list of [channelNames, hosts])
    if (list !== null && !(Array.isArray(list) && list.length > 0))
      throw new UsageError(english`channelNames and hosts are lists that are not empty, or left out.`);
  if (language !== null && !isLanguage(language))
    throw new UsageError(english`language is 'en' or 'zh', or left out.`);
  for (const name of channelNames ?? []) validateChannelName(name);
  if (token !== null && !/^[\w-]{16,128}$/.test(token))
    throw new UsageError(english`token has 16 to 128 characters of A-Z, a-z, 0-9, "-" and "_".`);
  return settled;
}
