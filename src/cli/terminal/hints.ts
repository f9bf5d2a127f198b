import { HINTS } from '../../client/hints.js';
import type { Advice, OssLiveError } from '../../errors.js';
import { commandLine } from './shell.js';

/** Hints of the library for which a command line has better words. */
const IN_COMMANDS: Readonly<Record<string, string>> = {
  'This key is temporary: give its security token too.':
    'This key is temporary: give its token too (-t or OSS_SESSION_TOKEN).',
  'Signed for another region: give that of the bucket.':
    'Signed for another region: give that of the bucket (--region).',
  'The bucket belongs in the host name: do not address it by the path.':
    'The bucket belongs in the host name: leave --addressing-style path off.',
  'List the channels to see the names, or create it.':
    'See `oss-live list` for the names, or make it with `oss-live create`.',
  'The channel is disabled: enable it first.':
    'The channel is disabled: enable it first (`oss-live enable`).',
  'No segment starts in it: the history shows when there were pushes.':
    'No segment starts in it: `oss-live history` shows when there were pushes.',
  'Check the endpoint and its port, and that the server runs.':
    'Check the endpoint and its port; for the local profile, start `oss-live emulator`.',
  'Try again, or allow more time for the answer.':
    'Try again, or allow more time for the answer (--read-timeout).',
};

/** What else there is to do about a data folder that cannot be taken. */
const BEFORE_ANOTHER_FOLDER = {
  inUse: 'Use that one, stop it',
  laterFormat: 'Update oss-live',
  damagedChannel: 'Delete that file to forget the channel',
} as const;

/** The next step for whoever typed the command; null when nothing better is known than the message. */
export function hintOf({ advice, hint }: OssLiveError): string | null {
  if (advice !== null) return adviceInWords(advice);
  return hint === null ? null : inCommands(hint);
}

/** The rows of the reference: what the command line says to each EC and code. */
export function hintRows(): { names: readonly string[]; hint: string }[] {
  return HINTS.map(({ for: names, hint }) => ({ names, hint: inCommands(hint) }));
}

function inCommands(hint: string): string {
  return Object.hasOwn(IN_COMMANDS, hint) ? (IN_COMMANDS[hint] ?? hint) : hint;
}

function adviceInWords(advice: Advice): string {
  switch (advice.do) {
    case 'giveBucket':
      return 'Name it: -b <bucket> or OSS_BUCKET.';
    case 'giveRegion':
      return 'Give the region of the bucket: --region cn-hangzhou or OSS_REGION.';
    case 'giveRegionToo':
      return 'Give the region of the bucket too: --region cn-hangzhou or OSS_REGION.';
    case 'giveCredentials':
      return 'Set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET, or start `oss-live emulator` and use --profile local.';
    case 'leaveProfile':
      return advice.because === 'noKey'
        ? 'Add a key to it, or leave the profile out (--profile, OSS_PROFILE).'
        : 'Leave out the endpoint, or the profile (--profile, OSS_PROFILE).';
    case 'useKeys':
      return 'Use a profile with keys (mode AK or StsToken), or set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET.';
    case 'checkConfigFile':
      return 'Check --config-file and OSSUTIL_CONFIG_FILE.';
    case 'pipeSecret':
      return 'Pipe the secret in, for example: pass show oss | oss-live list -i <id> -k -';
    case 'giveMomentOfExpiry':
      return 'Use --expires-at for a moment.';
    case 'otherPort':
      return 'Stop what listens there, or give another port with --port (0 picks one).';
    case 'otherAddress':
      return 'Give an address of this machine with --host, and a port from 1024 on with --port.';
    case 'writableDataFolder':
      return 'Give a folder that this user may write to with --data-dir.';
    case 'otherDataFolder':
      return `${BEFORE_ANOTHER_FOLDER[advice.because]}, or give another folder with --data-dir.`;
    case 'createChannel':
      return 'Create one: oss-live create <channel>';
    case 'giveEarlierStart':
      return 'Give the earlier time as --start; 90m is 90 minutes ago.';
    case 'giveStart':
      return 'Give --start too.';
    case 'nameChannel':
      return 'Name it as an argument, with --channel or in OSS_LIVE_CHANNEL, or choose one: oss-live use <channel>';
    case 'waitLonger':
      return 'Give it longer with --timeout, or see what is there with oss-live stat.';
    case 'otherMetricsAddress':
      return 'Give another address with --metrics.';
    case 'letCreate':
      return 'Add --create to make it, or see the names with oss-live list.';
    case 'letEnable':
      return `Add --enable, or enable it first: ${commandLine(['oss-live', 'enable', advice.channelName])}`;
    case 'letWait':
      return 'Stop that push, or add --wait to begin when it is over.';
    case 'letEncode':
      return LET_ENCODE[advice.unless];
    case 'leaveSoundOut':
      return 'If it is the sound, --audio none leaves it out.';
    case 'acceptWarning':
      return 'Nothing was sent: without --strict this is only a warning.';
    case 'lowerBitRate':
      return 'Lower the bit rate: --video-bitrate, --height.';
    case 'sendUnencoded':
      return 'Install the full ffmpeg of your system, or send what needs no encoding (--transcode never).';
    case 'lookAtChannel':
      return advice.for === 'state'
        ? 'oss-live info and oss-live stat show whether the channel is there, enabled and free.'
        : 'Somebody else is pushing to the channel; oss-live stat shows who.';
    case 'lookAtStream':
      return `${advice.question} ${commandLine(['oss-live', 'stat', advice.channelName])} shows what it gets.`;
    case 'lookAtInput':
      return 'Add -v to see what it says about the input.';
    case 'installFfmpeg':
      return `Install it: ${advice.line}; or name it with --ffmpeg or OSS_LIVE_FFMPEG.`;
    case 'installFullFfmpeg':
      return 'Install the full ffmpeg of your system, or name another with --ffmpeg.';
  }
}

const LET_ENCODE: Readonly<Record<Extract<Advice, { do: 'letEncode' }>['unless'], string>> = {
  encoded: 'Leave out --transcode never, or encode it yourself.',
  silent: 'Leave out --transcode never, or say --audio aac or --audio none.',
  chosen:
    "LiveChannel takes H.264 and AAC: --transcode always encodes what else comes, unless ffmpeg's own options say -c.",
};
