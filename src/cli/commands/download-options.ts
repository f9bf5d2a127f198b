import type { AskedRange, DownloadOptions, Looking } from '../../recording/index.js';
import type { FlagTable, Invocation } from '../command.js';
import { FFMPEG_FLAG, namedFfmpeg } from '../ffmpeg-flag.js';
import { parseDuration } from '../times.js';
import { askedRange, rangeFlags } from './range-flags.js';

export const downloadFlags = {
  ...rangeFlags,
  output: {
    short: 'o',
    value: '<file>',
    help: 'the .mp4, .mkv or .ts file, or the folder, to save it in (default: the channel and .mp4)',
  },
  jobs: { value: '<count>', help: 'segments that are fetched at once', integer: [1, 64], default: 8 },
  join: {
    value: '[encode]',
    help: 'close gaps in time; encode: also make one file of what changes in kind, by encoding it',
    choices: ['encode'],
  },
  split: { value: '<by>', help: 'save a file for each day or push', choices: ['day', 'push'] },
  allowMissing: { help: 'leave out segments that are gone or archived (exit code 8)' },
  retryFor: { value: '<duration>', help: 'how long to go on when nothing comes (default 5m)' },
  ffmpeg: FFMPEG_FLAG,
} as const satisfies FlagTable;

export type DownloadInvocation = Invocation<typeof downloadFlags>;

/** What to download, and where it was looked for. */
export interface Asked {
  options: DownloadOptions;
  range: AskedRange;
  looking: Looking;
}

/** The flags, read and checked, as options of the library's download. */
export async function readOptions(invocation: DownloadInvocation): Promise<Asked> {
  const { context, flags, words, output } = invocation;
  const { env, platform, cwd, now, signal, onExit } = context;
  const range = askedRange(['oss-live', 'download'], { words, flags }, 1, now());
  const { checkAsked, settledRange } = await import('./vod-range.js');
  checkAsked(range);
  const retryForSeconds = flags.retryFor === undefined ? null : parseDuration(flags.retryFor, '--retry-for');
  const { jobs, split, allowMissing, yes: overwrite } = flags;
  const { channelName } = await invocation.channel(words[0]);
  const settings = await invocation.settings();
  const client = await invocation.client();
  const { lookingFor } = await import('./range.js');
  const looking = { ...(await lookingFor(invocation, channelName, now())), client };
  const { start, end, sessions } = await settledRange(range, looking, output);
  const { endpoint, bucket, region, addressing, signatureVersion } = settings;
  const options: DownloadOptions = {
    ...{ endpoint, bucket, region, addressing, signatureVersion, client, channelName },
    credentials: settings.renewCredentials ?? settings.credentials,
    ...{ start, end, sessions },
    file: flags.output ?? `${channelName}.mp4`,
    ...{ jobs, split, allowMissing, overwrite, retryForSeconds },
    join: flags.join === 'encode' ? 'encode' : flags.join === true,
    ffmpeg: namedFfmpeg(invocation)?.path ?? null,
    ...{ env, platform, cwd, now, signal, onExit },
  };
  return { options, range, looking };
}
