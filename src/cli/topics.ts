import type { Definition } from './command.js';
import { EXIT } from './exit-codes.js';

type Row = readonly [term: string, description: string];

/** A page of help about something that is no command: `oss-live help times`. */
export interface Topic {
  name: string;
  summary: string;
  rows(commands: readonly Definition[]): readonly Row[];
  /** What there is to say under the rows. */
  ending: string;
}

export const EXIT_MEANING: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'done',
  bug: 'a bug of oss-live',
  usage: 'bad usage, value or input file: found here, or refused by the service with 400',
  configuration: 'no usable configuration: credentials, bucket, profile, data folder',
  denied: 'denied or bad signature (401, 403), expired',
  notFound: 'not found',
  conflict: 'conflict: 409, live now, disabled, would overwrite, busy port',
  network: 'network, time-out, throttled, 5xx after retries, unreadable answer: safe to try again',
  partial:
    'several were asked for and some failed; less of a push went out than was planned; a download lacks segments',
  ffmpeg: 'ffmpeg or ffprobe missing, or failed for a reason not listed above',
  emptyRange: 'nothing in the VOD range (EC 0044-00000308)',
  waitedTooLong: 'waited too long',
  interrupted: 'interrupted (Ctrl-C)',
  terminated: 'terminated; a clean stop of `emulator` is 0',
};

export const topics: readonly Topic[] = [
  {
    name: 'times',
    summary: 'How times and durations are written',
    rows: () => [
      ['now', 'this moment'],
      ['90m, 1h-ago', 'that long ago: s, m, h and d, also together, as in 1h30m'],
      ['10:30, 10:30:15', 'the latest such local time, today or yesterday'],
      ['2024-03-05T06:07:08Z', 'ISO 8601; local time when no offset is given'],
      ['2024-03-05', 'the beginning of that day, local'],
      ['1709618828', 'Unix seconds; 13 digits are milliseconds'],
      ['--start, --end alone', 'the start or the end of the latest session'],
      ['--last, --last 3', 'the latest session or sessions'],
      ['--since 2h', 'from then until now'],
      ['--today, --yesterday', 'from midnight, local time'],
      ['3600, 90m, 12h, 7d', 'durations, as for --expires; a number alone is seconds'],
    ],
    ending: `A terminal shows local times with their offset; pipes and --json have UTC. Both
can be typed again. Durations are shown as 12s, 5m 03s, 1h 02m 03s.

Examples:
  oss-live vod test-channel --start 2h-ago --end now
  oss-live vod test-channel --start 10:30 --end 11:00
  oss-live sign-rtmp test-channel --expires 12h`,
  },
  {
    name: 'exit-codes',
    summary: 'What the exit code says',
    rows: () =>
      Object.entries(EXIT_MEANING).map(([name, meaning]) => [
        String(EXIT[name as keyof typeof EXIT]),
        meaning.replaceAll('`', ''),
      ]),
    ending: 'With --json an error is one object on stderr, also with what may be tried again.',
  },
  {
    name: 'errors',
    summary: 'What an error code or an EC means',
    rows: () => [
      ['oss-live help errors', 'every code and EC that is known'],
      ['oss-live help errors <code>', 'what one means, and what to do'],
      ['oss-live doctor --from <file>', 'what an error or a log says; - is stdin'],
    ],
    ending: 'The EC is the finer code of OSS: header x-oss-ec, element EC.',
  },
  {
    name: 'environment',
    summary: 'The variables that are read',
    rows: () => [
      ['OSS_ACCESS_KEY_ID', 'the key, as -i'],
      ['OSS_ACCESS_KEY_SECRET', 'its secret, as -k'],
      ['OSS_SESSION_TOKEN', 'the token of a temporary key, as -t'],
      ['OSS_BUCKET, OSS_REGION', 'as -b and --region'],
      ['OSS_ENDPOINT', 'as -e, instead of a region'],
      ['OSS_PROFILE', 'as --profile; counts before all of the above'],
      ['OSSUTIL_CONFIG_FILE', 'as -c: read instead of ~/.ossutilconfig'],
      ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'the same for the Alibaba Cloud tools,'],
      ['ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'its secret,'],
      ['ALIBABA_CLOUD_SECURITY_TOKEN', 'its token'],
      ['ALIBABA_CLOUD_REGION_ID', 'and its region'],
      ['ALIBABA_CLOUD_OIDC_TOKEN_FILE', 'temporary keys of a role,'],
      ['ALIBABA_CLOUD_CREDENTIALS_URI', 'from an address,'],
      ['ALIBABA_CLOUD_ECS_METADATA', 'or of an ECS instance'],
      ['ALIBABA_CLOUD_PROFILE', 'another profile of ~/.aliyun/config.json'],
      ['ALIBABA_CLOUD_IGNORE_PROFILE', 'true: read nothing of that file'],
      ['OSS_LIVE_CHANNEL', 'the channel when none is named'],
      ['OSS_LIVE_FFMPEG', 'the ffmpeg to run'],
      ['OSS_LIVE_STATE_DIR', 'where the last channels and the ledger are kept'],
      ['HTTPS_PROXY, NO_PROXY', 'proxy for https, as --proxy; hosts reached without it'],
      ['OSS_LIVE_LANGUAGE', 'zh or en, as --language'],
      ['LC_ALL, LC_MESSAGES, LANG', 'the same where that is not said: zh_CN.UTF-8'],
      ['NO_COLOR, FORCE_COLOR', 'no colour; colour also in a pipe'],
      ['TERM=dumb', 'no colour, nothing redrawn'],
    ],
    ending: `Options count before a profile, a profile before variables, variables before
files: ~/.ossutilconfig, then ~/.aliyun/config.json. The parts of one key never
come from two places.`,
  },
  {
    name: 'permissions',
    summary: 'The RAM actions that each command needs',
    rows: (commands) => [
      ...commands.flatMap(({ name, operation }): Row[] =>
        operation === undefined ? [] : actionRows(name, [operation.action, ...(ALSO[name] ?? [])]),
      ),
      ...Object.entries(WITHOUT_OPERATION).flatMap(([name, actions]) => actionRows(name, actions)),
    ],
    ending: `All on acs:oss:*:*:<bucket>/*. Where oss:GetLiveChannel or oss:GetObject is only
for looking first, delete and vod-save go on without it and say so. Patterns of
names (cam-*), and a channel that is left out, need oss:ListLiveChannel.`,
  },
  {
    name: 'channel',
    summary: 'Which channel is meant when none is named',
    rows: () => [
      ['1', 'an argument, or --channel (-C); oss://bucket/channel names the bucket too'],
      ['2', 'the variable OSS_LIVE_CHANNEL'],
      ['3', 'the one selected with oss-live use'],
      ['4', 'the one last created on this machine'],
      ['5', 'the only channel of the bucket'],
    ],
    ending: `3 and 4 are remembered for each endpoint and bucket. What was not named is told
on stderr. delete always wants names; disable wants --yes for one not named.`,
  },
];

const ALSO: Readonly<Record<string, readonly string[]>> = {
  create: ['oss:GetLiveChannel'],
  delete: ['oss:GetLiveChannel', 'oss:GetLiveChannelHistory'],
  history: ['oss:GetLiveChannelStat', 'oss:ListObjects'],
  vod: [
    'oss:GetLiveChannel',
    'oss:GetLiveChannelStat',
    'oss:GetLiveChannelHistory',
    'oss:GetObject',
    'oss:ListObjects',
  ],
  'vod-save': [
    'oss:GetLiveChannel',
    'oss:GetLiveChannelStat',
    'oss:GetLiveChannelHistory',
    'oss:GetVodPlaylist',
    'oss:GetObject',
    'oss:PutObject',
    'oss:ListObjects',
  ],
};

const WITHOUT_OPERATION: Readonly<Record<string, readonly string[]>> = {
  'enable, disable': ['oss:PutLiveChannelStatus'],
  use: ['oss:GetLiveChannel'],
  export: ['oss:GetLiveChannel', 'oss:ListLiveChannel for all channels'],
  plan: ['oss:GetLiveChannel', 'oss:GetLiveChannelStat'],
  apply: ['oss:GetLiveChannel', 'oss:GetLiveChannelStat', 'oss:PutLiveChannel', 'oss:PutLiveChannelStatus'],
  url: ['oss:GetObject, to sign', 'oss:GetLiveChannel', 'oss:GetBucketCors, with --origin'],
  download: [
    'oss:GetObject',
    'oss:GetVodPlaylist or oss:ListObjects',
    'oss:GetLiveChannel',
    'oss:GetLiveChannelStat',
    'oss:GetLiveChannelHistory',
  ],
  thumbnail: ['oss:GetObject', 'oss:GetLiveChannel', 'oss:GetVodPlaylist or oss:ListObjects with --at'],
  play: [
    'oss:GetObject',
    'oss:GetLiveChannel',
    'oss:GetLiveChannelStat',
    'oss:GetLiveChannelHistory',
    'oss:GetVodPlaylist',
    'oss:ListObjects',
    'oss:ListLiveChannel for all channels',
  ],
  clean: [
    'oss:ListObjects',
    'oss:GetLiveChannelStat',
    'oss:GetLiveChannel',
    'oss:GetObject',
    'oss:GetBucketVersioning',
    'oss:DeleteObject to delete',
  ],
  push: ['oss:PublishRtmpStream', 'oss:GetLiveChannel', 'oss:GetLiveChannelStat', 'oss:GetVodPlaylist'],
  relay: [
    'oss:PublishRtmpStream',
    'oss:GetLiveChannel',
    'oss:GetLiveChannelStat',
    'oss:GetVodPlaylist',
    'oss:PutLiveChannel',
  ],
  'sign-rtmp': ['oss:PublishRtmpStream, to publish with the URL'],
  watch: ['oss:GetLiveChannelStat', 'oss:ListLiveChannel for all channels'],
  doctor: ['none: it tells which there are'],
  completion: ['oss:ListLiveChannel, for names of channels'],
};

/** What an option, or a setting of its file, needs beside that. */
const FOR_OPTIONS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  list: { '--live': ['oss:GetLiveChannelStat'] },
  delete: {
    '--with-recordings': ['oss:GetLiveChannelStat', 'oss:ListObjects', 'oss:GetObject', 'oss:DeleteObject'],
  },
  plan: { '--prune': ['oss:ListLiveChannel'] },
  apply: { '--prune': ['oss:ListLiveChannel', 'oss:DeleteLiveChannel'] },
  clean: {
    '--orphans': ['oss:ListLiveChannel'],
    '--lifecycle': ['oss:GetBucketLifecycle', 'oss:PutBucketLifecycle', 'oss:DeleteBucketLifecycle'],
  },
  push: {
    '--create': ['oss:PutLiveChannel'],
    '--enable': ['oss:PutLiveChannelStatus'],
    '--vod': ['oss:PostVodPlaylist', 'oss:GetObject', 'oss:PutObject'],
  },
  relay: {
    'keep: 30d': ['oss:GetBucketLifecycle', 'oss:PutBucketLifecycle'],
    'vod: daily': ['oss:PostVodPlaylist', 'oss:GetObject', 'oss:PutObject', 'oss:ListObjects'],
  },
  watch: { '--ledger': ['oss:GetLiveChannelHistory'] },
  doctor: { '--publish': ['oss:PublishRtmpStream'] },
};

function actionRows(name: string, actions: readonly string[]): Row[] {
  const more = Object.entries(FOR_OPTIONS[name] ?? {});
  return [[name, actions.join(', ')], ...more.map(([option, its]): Row => [`  ${option}`, its.join(', ')])];
}
