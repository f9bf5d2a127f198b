import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { PushOptions } from '../../push/index.js';
import type { FlagTable, Invocation } from '../command.js';
import { FFMPEG_FLAG, namedFfmpeg } from '../ffmpeg-flag.js';
import { writableLedger } from '../ledger.js';
import { signsToken } from '../sign-token.js';
import { commandLine } from '../terminal/shell.js';
import { parseDuration } from '../times.js';

export const pushFlags = {
  to: { value: '<channel...>', help: 'push to this channel; given again, to several at once, encoded once' },
  create: { help: 'create the channel when there is none' },
  enable: { help: 'enable the channel when it is disabled' },
  wait: { help: 'when somebody else is pushing, wait for the end of that' },
  strict: { help: 'do not start when there are warnings about the input (exit 2)' },
  buffer: {
    value: '<duration>',
    help: 'keep so much of the stream, and send it again after an outage: 60s; the longest segment and 15s at least',
  },
  loop: { help: 'start over at the end of the files' },
  once: { help: 'end when a live input ends, instead of opening it again' },
  inputFormat: {
    value: '<name>',
    help: 'what ffmpeg reads the input with: a capture device (v4l2, avfoundation, dshow), or what stdin carries (mpegts)',
  },
  inputOption: {
    value: '<name=value...>',
    help: "an input option of ffmpeg's, such as rtsp_transport=udp; may be repeated",
  },
  probe: {
    negated: true,
    help: 'do not examine the input first: for a source that takes one connection only',
  },
  transcode: {
    value: '<when>',
    help: 'encode the stream that does not fit, both, or none',
    choices: ['auto', 'always', 'never'],
    default: 'auto',
  },
  videoBitrate: { value: '<rate>', help: 'encode the video with this bit rate: 2500k, 2.5M' },
  height: { value: '<pixels>', help: 'encode the video with this height; even', integer: [16, 4320] },
  audio: { value: '<kind>', help: 'aac: encode any other sound; none: send none', choices: ['aac', 'none'] },
  playlistName: { value: '<name>', help: 'the live playlist of this push; {date} and {time} are replaced' },
  vod: {
    value: '<name>',
    help: 'save the recording of this push under this name at its end; {date} and {time} are replaced',
  },
  ledger: {
    value: '<file>',
    help: 'write the connections down in this file; none: nowhere (default: ledger.ndjson in the state folder)',
  },
  expires: {
    value: '<duration>',
    help: 'how long each signature lets ffmpeg connect: 3600, 90m (default 1h)',
  },
  retryFor: {
    value: '<duration>',
    help: 'how long to keep trying after the stream broke (default 5m); when given, also before it started: input, channel, connection',
  },
  maxAttempts: { value: '<count>', help: 'how many connections in a row may fail', integer: [1, 1_000_000] },
  stallTimeout: {
    value: '<duration>',
    help: 'reconnect when nothing could be sent for this long (default 10s)',
  },
  liveTimeout: {
    value: '<duration>',
    help: 'how long the service may take to report the channel as live (default 30s)',
  },
  ffmpeg: FFMPEG_FLAG,
  ffmpegLog: { value: '<file>', help: 'add what ffmpeg writes to this file, signatures masked' },
  progress: {
    value: '<interval>',
    help: 'how often to say how it gets on where no line can be redrawn: 60, 5m, none (default 10s; 1s with --json)',
  },
  signToken: { negated: true, help: 'append the STS token to the URL without signing it' },
} as const satisfies FlagTable;

export type PushInvocation = Invocation<typeof pushFlags>;

/** The flags, read and checked, as options of the library's push. */
export async function readOptions(invocation: PushInvocation): Promise<PushOptions> {
  const { context, flags, words, passthrough } = invocation;
  checkEncoding(flags);
  const playlistName = fillTemplate('--playlist-name', flags.playlistName, context.now());
  const vod = fillTemplate('--vod', flags.vod, context.now());
  if (vod !== null && vod === playlistName)
    throw new UsageError(
      english`--vod and --playlist-name must differ: both would be written to one object.`,
    );
  const isFile = (word: string) => isFileAt(resolve(context.cwd, word));
  const { inputs, channelNames, channel } = await readWords(words, flags, isFile);
  const { transcode, videoBitrate, height, audio, inputFormat, probe, maxAttempts } = flags;
  const { create, enable, wait, strict, loop, once, yes: overwrite } = flags;
  const settings = await invocation.settings();
  const { endpoint, bucket, region, addressing, credentialsExpireAt } = settings;
  const { env, platform, cwd, now, signal, onExit } = context;
  return {
    ...{ endpoint, bucket, region, addressing, credentialsExpireAt },
    credentials: settings.renewCredentials ?? settings.credentials,
    client: invocation.client,
    inputs,
    channelNames: channelNames ?? [(await invocation.channel(channel)).channelName],
    // Opening stdin takes time.
    stdin: inputs.some((word) => word === '-' || word === 'pipe:0') ? context.stdin : null,
    ...{ transcode, videoBitrate, height, audio, inputFormat, outputOptions: passthrough },
    ...{ inputOptions: inputOptions(flags), probe },
    ...{ create, enable, wait, strict, loop, once, playlistName, vod, overwrite },
    signToken: await signsToken(context, settings, flags.signToken),
    ledger: flags.dryRun ? null : await writableLedger(flags, context),
    ffmpeg: namedFfmpeg(invocation)?.path ?? null,
    ...{ maxAttempts, retryForSeconds: duration(flags.retryFor, '--retry-for') },
    bufferSeconds: duration(flags.buffer, '--buffer'),
    expiresSeconds: duration(flags.expires, '--expires'),
    stallTimeoutSeconds: duration(flags.stallTimeout, '--stall-timeout'),
    liveTimeoutSeconds: duration(flags.liveTimeout, '--live-timeout'),
    ...{ env, platform, cwd, now, signal, onExit },
  };
}

function checkEncoding({ transcode, videoBitrate, height }: PushInvocation['flags']): void {
  if (transcode === 'never' && (videoBitrate !== undefined || height !== undefined)) {
    const option = height === undefined ? '--video-bitrate' : '--height';
    throw new UsageError(english`${option} needs the video encoded, and --transcode never forbids that.`);
  }
  if (height !== undefined && height % 2 !== 0)
    throw new UsageError(english`--height must be even, not ${height}.`);
  if (videoBitrate === undefined) return;
  // Nobody means so few bits a second.
  if (/^\d{1,5}$/.test(videoBitrate))
    throw new UsageError(
      english`--video-bitrate ${videoBitrate} is in bits per second: do you mean ${videoBitrate}k?`,
    );
  if (/^[1-9]\d*(\.\d+)?[kKmM]?$/.test(videoBitrate)) return;
  throw new UsageError(english`--video-bitrate: "${videoBitrate}" is not a bit rate.`, {
    hint: english`Say 2500k or 2.5M.`,
  });
}

/** Of `--input-option`, as ffmpeg takes them. What cannot be read is not repeated: it may be a secret. */
function inputOptions({ inputOption = [] }: PushInvocation['flags']): string[] {
  return inputOption.flatMap((text) => {
    const [, name = '', value] = /^-?([A-Za-z]\w*(?::\w+)*)(?:=(.*))?$/s.exec(text) ?? [];
    if (name === 'i' || name === '') {
      throw new UsageError(english`--input-option is not name=value.`, {
        hint: english`Say rtsp_transport=udp, without "-".`,
      });
    }
    return value === undefined ? [`-${name}`] : [`-${name}`, value];
  });
}

/** Seconds from one line about progress to the next: null for what is usual, infinity for none. */
export function progressSeconds({ flags: { progress } }: PushInvocation): number | null {
  return progress === 'none' ? Number.POSITIVE_INFINITY : duration(progress, '--progress');
}

function duration(text: string | undefined, option: string): number | null {
  return text === undefined ? null : parseDuration(text, option);
}

/** A playlist name with `{date}` and `{time}` replaced: local, `20240305` and `060708`. */
export function fillTemplate(option: string, template: string | undefined, now: Date): string | null {
  if (template === undefined) return null;
  const two = (value: number) => String(value).padStart(2, '0');
  const values: Readonly<Record<string, string>> = {
    date: `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`,
    time: `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`,
  };
  return template.replace(/\{([^{}]*)\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) return value;
    throw new UsageError(english`${option}: there is no ${placeholder}.`, {
      hint: english`There are {date} and {time}.`,
    });
  });
}

interface PushWords {
  inputs: readonly string[];
  /** Named by `--to`, one or more; null when the channel is chosen as by any other command. */
  channelNames: readonly string[] | null;
  /** As an argument. */
  channel: string | undefined;
}

type IsFile = (word: string) => Promise<boolean>;

/**
 * Which words are inputs and which is the channel: the last of two or more, unless `--channel` or `--to` names it.
 * `isFile` keeps `push a.flv b.flv` from pushing to a channel of that name.
 */
async function readWords(
  words: readonly string[],
  { to, channel: named }: PushInvocation['flags'],
  isFile: IsFile,
): Promise<PushWords> {
  if (to !== undefined && named !== undefined)
    throw new UsageError(english`Name the channels with --to alone, without --channel.`);
  const [repeated] = to?.filter((channel, index) => to.indexOf(channel) !== index) ?? [];
  for (const channel of to ?? []) checkTarget(channel);
  if (repeated !== undefined) throw new UsageError(english`--to names ${repeated} twice.`);
  if (words.length < 2 || named !== undefined || to !== undefined)
    return { inputs: words, channelNames: to ?? null, channel: undefined };

  const channel = words.at(-1);
  if (channel !== undefined && (await isFile(channel))) {
    throw new UsageError(english`Which channel? ${channel} is a file.`, {
      hint: await orderHint(words, isFile),
    });
  }
  if (channel !== undefined && MEDIA.test(channel) && !channel.includes('://')) {
    throw new UsageError(english`There is no file ${channel}.`, {
      hint: english`If a channel is called that, name it with --channel.`,
    });
  }
  return { inputs: words.slice(0, -1), channelNames: null, channel };
}

/** What a channel may be called, and hardly ever is. */
const MEDIA =
  /\.(mp4|m4v|mov|flv|f4v|mkv|webm|avi|ts|m2ts|mts|mpe?g|wmv|3gp|ogv|h26[45]|hevc|m3u8|mp3|aac)$/i;

function checkTarget(channel: string): void {
  // What is no name at all is told as such.
  if (channel.includes('/')) return;
  if (channel.includes(',')) {
    throw new UsageError(english`--to takes one channel; give it again for another.`, {
      hint: english`Say --to one --to two; a channel whose name has a comma goes after --channel.`,
    });
  }
  if (!MEDIA.test(channel)) return;
  throw new UsageError(english`--to names a channel, and ${channel} looks like a file.`, {
    hint: english`If a channel is called that, name it with --channel.`,
  });
}

async function orderHint(words: readonly string[], isFile: IsFile): Promise<string> {
  const [first = '', ...inputs] = words;
  if (await isFile(first)) return english`To push several files, name the channel with --channel.`;
  return english`The channel comes last: ${commandLine(['oss-live', 'push', ...inputs, first])}`;
}

async function isFileAt(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true;
}
