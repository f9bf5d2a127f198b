import { HINTS } from '../../client/hints.js';
import { english, listed } from '../../english.js';
import { type Advice, type OssLiveError, ServiceError, type Setting } from '../../errors.js';
import { isoSeconds } from '../../protocol/time.js';
import { wholeSeconds } from '../times.js';
import { commandLine } from './shell.js';
import { causeWords } from './signed-difference.js';

/** Hints of the library for which a command line has better words. */
const IN_COMMANDS: Readonly<Record<string, string>> = {
  'Check that the endpoint speaks https there; a proxy that opens TLS needs its certificate in NODE_EXTRA_CA_CERTS.': english`Check that the endpoint speaks https there; of a proxy that opens TLS give the certificate: --ca-bundle.`,
  'Check the address of the proxy (HTTPS_PROXY), or name the endpoint in NO_PROXY when it is reached without a proxy.': english`Check --proxy or HTTPS_PROXY, or name the endpoint in NO_PROXY when it is reached without a proxy.`,
  'This key is temporary: give its security token too.': english`This key is temporary: give its token too (-t or OSS_SESSION_TOKEN).`,
  'Signed for another region: give that of the bucket.': english`Signed for another region: give that of the bucket (--region).`,
  'The bucket belongs in the host name: do not address it by the path.': english`The bucket belongs in the host name: leave --addressing-style path off.`,
  'List the channels to see the names, or create it.': english`See \`oss-live list\` for the names, or make it with \`oss-live create\`.`,
  'The channel is disabled: enable it first.': english`The channel is disabled: enable it first (\`oss-live enable\`).`,
  'No segment starts in this range: the history shows when there were pushes.': english`No segment starts in this range: \`oss-live history\` lists the pushes.`,
  'Check the endpoint and its port, and that the server runs.': english`Check the endpoint and its port; for the local profile, start \`oss-live emulator\`.`,
  'Try again, or allow more time for the answer.': english`Try again, or allow more time for the answer (--read-timeout).`,
};

/** What else there is to do about a data folder that cannot be taken. */
const BEFORE_ANOTHER_FOLDER = {
  inUse: english`Use that one, stop it`,
  laterFormat: english`Update oss-live`,
  damagedChannel: english`Delete that file to forget the channel`,
} as const;

const LET_ENCODE: Readonly<Record<AdviceTo<'letEncode'>['unless'], string>> = {
  encoded: english`Leave out --transcode never, or encode it yourself.`,
  silent: english`Leave out --transcode never, or say --audio aac or --audio none.`,
  chosen: english`LiveChannel takes H.264 and AAC: --transcode always encodes what else comes, unless ffmpeg's own options say -c.`,
};

type AdviceTo<Do> = Extract<Advice, { do: Do }>;

const WORDS: { [Do in Advice['do']]: string | ((advice: AdviceTo<Do>) => string) } = {
  give: ({ settings }) => giveWords(settings),
  giveRegionToo: english`Give the region of the bucket too: --region cn-hangzhou or OSS_REGION.`,
  giveOwn: english`Put your own there. Without an account, start \`oss-live emulator\` and use --profile local.`,
  leaveProfile: ({ because }) =>
    because === 'noKey'
      ? english`Add a key to it, or leave the profile out (--profile, OSS_PROFILE).`
      : english`Leave out the endpoint, or the profile (--profile, OSS_PROFILE).`,
  checkInstanceRole: english`Is this an ECS instance with a RAM role? Else set OSS_ACCESS_KEY_ID and its secret.`,
  askAliyunCli: (advice) => askAliyunCliWords(advice),
  keepKeysOut: english`Keys are not in the file: they come from where they always do, see oss-live help environment.`,
  checkConfigFile: english`Check --config-file and OSSUTIL_CONFIG_FILE.`,
  pipeSecret: english`Pipe the secret in, for example: pass show oss/secret | oss-live list -i "$(pass show oss/id)" -k -`,
  giveMomentOfExpiry: english`Use --expires-at for a moment.`,
  otherPort: english`Stop what listens there, or give another port with --port (0 picks one).`,
  otherAddress: english`Give an address of this machine with --host, and a port from 1024 on with --port.`,
  writableDataFolder: english`Give a folder that this user may write to with --data-dir.`,
  otherDataFolder: ({ because }) =>
    english`${BEFORE_ANOTHER_FOLDER[because]}, or give another folder with --data-dir.`,
  createChannel: english`Create one: oss-live create test-channel`,
  giveEarlierStart: english`Give the earlier time as --start; 90m is 90 minutes ago.`,
  giveStart: english`Give --start too.`,
  nameChannel: ({ channelName }) =>
    english`Name it as an argument, with --channel or in OSS_LIVE_CHANNEL, or choose one: ${commandLine(['oss-live', 'use', channelName ?? 'test-channel'])}`,
  waitLonger: english`Give it longer with --timeout, or see what is there: oss-live stat`,
  otherMetricsAddress: english`Give another address with --metrics.`,
  letCreate: english`Add --create to make it, or see the names: oss-live list`,
  letEnable: ({ channelName }) =>
    english`Add --enable, or enable it first: ${commandLine(['oss-live', 'enable', channelName])}`,
  letWait: english`Stop that push, or add --wait to start when it is over.`,
  allowOverwrite: english`Add --yes to replace it, or give another name.`,
  makeRoom: english`Make room, or save it elsewhere; the same line goes on with what is there.`,
  allowMissing: ({ because }) =>
    because === 'gone'
      ? english`Add --allow-missing to save the rest without them (exit 8).`
      : english`Restore them first, or add --allow-missing to save the rest without them (exit 8).`,
  letEncode: ({ unless }) => LET_ENCODE[unless],
  leaveSoundOut: english`If it is the sound, --audio none leaves it out.`,
  acceptWarning: english`Nothing was sent: without --strict this is only a warning.`,
  lowerBitRate: english`Lower the bit rate: --video-bitrate, --height.`,
  sendUnencoded: english`Install the full ffmpeg of your system, or send what needs no encoding (--transcode never).`,
  lookAtChannel: ({ for: of }) =>
    of === 'state'
      ? english`oss-live info and oss-live stat show whether the channel is there, enabled and free.`
      : english`Somebody else is pushing to the channel; oss-live stat shows who.`,
  lookAtStream: ({ channelName, question }) =>
    english`${question} ${commandLine(['oss-live', 'stat', channelName])} shows what it gets.`,
  lookAtInput: english`Add -v to see what it says about the input.`,
  installFfmpeg: ({ line }) => english`Install it: ${line}; or name it with --ffmpeg or OSS_LIVE_FFMPEG.`,
  downloadInstead: ({ channelName, ...range }) => {
    const { start, end } = wholeSeconds(range);
    const ends = ['--start', isoSeconds(start), '--end', isoSeconds(end)];
    const line = commandLine(['oss-live', 'download', channelName, ...ends]);
    return english`The key needs oss:GetVodPlaylist. Without it: ${line}`;
  },
  pushFirst: ({ channelName }) =>
    english`Push something: ${commandLine(['oss-live', 'push', '1.flv', channelName])}`,
  savePlaylist: ({ channelName, playlistName }) =>
    english`Save it: ${commandLine(['oss-live', 'vod-save', playlistName, channelName])}`,
  signSegments: ({ channelName }) =>
    english`Sign each segment: ${commandLine(['oss-live', 'vod', channelName, '--presign', '12h', '-o', 'playlist.m3u8'])}; or save it: ${commandLine(['oss-live', 'download', channelName])}`,
  cleanWithoutChannel: ({ channelName }) =>
    english`For its recordings alone: ${commandLine(['oss-live', 'delete', channelName, '--with-recordings', '--if-exists'])}`,
  listChannels: english`See the names: \`oss-live list\`, and \`oss-live clean --orphans\` for those that are gone.`,
  lookAtRecordings: ({ channelName }) =>
    english`See the sessions: ${commandLine(['oss-live', 'clean', channelName])}`,
  signWithV1: english`V4 is assumed for hls/sign, every public example is V1: add --sign-version v1.`,
  tryPublishing: ({ channelName }) =>
    english`Try it, which makes the channel live for a moment: ${commandLine(['oss-live', 'doctor', ...(channelName === null ? [] : [channelName]), '--publish'])}`,
  setClock: english`Have it set by the network: sudo timedatectl set-ntp true`,
  newerNode: english`Install Node 20.18.1 or later: https://nodejs.org`,
  openRtmp: english`Let TCP port 1935 out through the firewall; RTMP never goes through a proxy.`,
  keepTemporary: english`Get new ones before they end, or use a role: commands that run on renew those.`,
  giveEndpoint: ({ endpoint }) => english`Use the endpoint of the bucket: export OSS_ENDPOINT=${endpoint}`,
  closeBucket: ({ bucket }) =>
    english`Close it: ${commandLine(['aliyun', 'oss', 'set-acl', `oss://${bucket}`, 'private', '-b'])}`,
  allowOrigins: ({ bucket }) =>
    english`For players in a browser: ${commandLine(['aliyun', 'oss', 'cors', '--method', 'put', `oss://${bucket}`, 'cors.xml'])}`,
  expireSegments: ({ channelName }) =>
    english`Have them end: ${commandLine(['oss-live', 'clean', channelName ?? 'test-channel', '--lifecycle', '30d'])}`,
  createNamed: ({ channelName }) => english`Make it: ${commandLine(['oss-live', 'create', channelName])}`,
  enableNamed: ({ channelName }) => english`Enable it: ${commandLine(['oss-live', 'enable', channelName])}`,
  signLink: ({ channelName }) => english`Sign one: ${commandLine(['oss-live', 'url', channelName])}`,
  examineChannel: ({ channelName }) =>
    english`Name one: ${commandLine(['oss-live', 'doctor', channelName ?? 'test-channel'])}`,
  installFullFfmpeg: english`Install the full ffmpeg of your system, or name another with --ffmpeg.`,
};

function askAliyunCliWords({ for: what, mode, profile }: AdviceTo<'askAliyunCli'>): string {
  const line = (...words: string[]) => commandLine(['aliyun', ...words, '--profile', profile]);
  if (what === 'newKeys') return english`The Aliyun CLI gets new ones: ${line('sts', 'GetCallerIdentity')}`;
  if (what === 'login') return english`Log in again: ${line('configure', '--mode', mode)}`;
  return english`Give it a key: ${line('configure', '--mode', 'AK')}; or set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET.`;
}

const GIVEN_IN = {
  credentials: ['OSS_ACCESS_KEY_ID', 'OSS_ACCESS_KEY_SECRET'],
  region: ['OSS_REGION'],
  bucket: ['OSS_BUCKET'],
} as const satisfies Record<Setting, readonly string[]>;

function giveWords(settings: readonly Setting[]): string {
  const variables = settings.flatMap((setting): readonly string[] => GIVEN_IN[setting]);
  const set = english`Set ${listed(variables, 'and')}`;
  if (settings.includes('credentials'))
    return english`${set}, or start \`oss-live emulator\` and use --profile local.`;
  const options = settings.map((setting) =>
    setting === 'region' ? '--region cn-hangzhou' : '-b examplebucket',
  );
  return english`${set}, or add ${options.join(' ')}`;
}

/** The next step for whoever typed the command; null when nothing better is known than the message. */
export function hintOf(error: OssLiveError): string | null {
  const { advice, hint } = error;
  if (error instanceof ServiceError && error.difference !== null) return causeWords(error.difference.cause);
  return wordsOf({ advice, hint });
}

/** The same, for a next step alone. */
export function wordsOf({ advice, hint }: Pick<OssLiveError, 'advice' | 'hint'>): string | null {
  if (advice !== null) {
    const words = WORDS[advice.do] as string | ((advice: Advice) => string);
    return typeof words === 'string' ? words : words(advice);
  }
  return hint === null ? null : inCommands(hint);
}

/** The rows of the reference: what the command line says to each EC and code. */
export function hintRows(): { names: readonly string[]; hint: string }[] {
  return HINTS.map(({ names, hint }) => ({ names, hint: inCommands(hint) }));
}

function inCommands(hint: string): string {
  return Object.hasOwn(IN_COMMANDS, hint) ? (IN_COMMANDS[hint] ?? hint) : hint;
}
