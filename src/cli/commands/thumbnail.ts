import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { wait } from '../../client/retry.js';
import { english } from '../../english.js';
import { CommandError, OssLiveError, UsageError } from '../../errors.js';
import type { Thumbnail, ThumbnailOptions } from '../../recording/index.js';
import { CHANNEL, defineCommand, type FlagTable, type Invocation } from '../command.js';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.js';
import { FFMPEG_FLAG, namedFfmpeg } from '../ffmpeg-flag.js';
import { say } from '../say.js';
import { sized } from '../terminal/sizes.js';
import { timeCell } from '../terminal/view.js';
import { parseDuration, parseTime } from '../times.js';
import { checkTarget, writeResult } from '../write-file.js';

const thumbnailFlags = {
  at: {
    value: '<time>',
    help: 'the picture of this moment: 10:30, 90m (that long ago), 2024-03-05T06:07:08Z; else of now',
  },
  every: {
    value: '<duration>',
    help: 'one picture after the other while the channel is live, into a folder: 10s',
  },
  output: { short: 'o', value: '<file>', help: 'where to; - is stdout, with --every a folder' },
  width: {
    value: '<pixels>',
    help: 'make wider pictures as wide as this; else as they are',
    integer: [16, 8192],
  },
  ffmpeg: FFMPEG_FLAG,
} as const satisfies FlagTable;

type ThumbnailInvocation = Invocation<typeof thumbnailFlags>;

export const thumbnail = defineCommand({
  name: 'thumbnail',
  group: 'Playback',
  summary: 'Save a picture of a channel, of now or of a moment in a recording',
  details: [
    'A JPEG, decoded by ffmpeg of one segment; nothing else is fetched. Of now it is the last key frame that the live playlist lists, which is a few seconds old, and of a channel that is not live its last one. Of a moment it is the picture that was shown then.',
    'It goes to <channel>.jpg, or where --output says. With --every pictures are taken until Ctrl-C, each named after the time at which it was shown; while nobody pushes it waits.',
  ],
  arguments: [CHANNEL],
  flags: thumbnailFlags,
  examples: [
    { line: 'oss-live thumbnail test-channel', comment: 'what is live, in test-channel.jpg' },
    { line: 'oss-live thumbnail test-channel --at 10:30 -o half-past-ten.jpg', comment: 'of a recording' },
    { line: 'oss-live thumbnail test-channel --width 320 -o - > small.jpg', comment: 'a small one' },
    { line: 'oss-live thumbnail test-channel --every 10s -o pictures', comment: 'one every ten seconds' },
  ],
  async run(invocation) {
    const { context, flags, words, output } = invocation;
    const at = flags.at === undefined ? null : parseTime(flags.at, '--at', context.now());
    const everySeconds = flags.every === undefined ? null : parseDuration(flags.every, '--every');
    checkFlags(invocation);
    const { channelName } = await invocation.channel(words[0]);
    const shown = flags.output ?? (everySeconds === null ? `${channelName}.jpg` : channelName);
    const path = resolve(context.cwd, shown);
    if (everySeconds === null && shown !== '-') await checkTarget(path, shown, flags.yes);
    const options = { ...(await optionsOf(invocation)), channelName, at };
    if (everySeconds !== null) return series(options, { everySeconds, folder: shown }, invocation);

    const { thumbnail: take } = await import('../../recording/index.js');
    const taken = await take(options);
    if (at === null) await tellAge(taken, invocation);
    if (shown === '-') {
      output.bytes(taken.jpeg);
      return undefined;
    }
    if (!flags.dryRun) await writeResult(path, shown, taken.jpeg);
    const document = documentOf(taken, shown);
    await output.result(document, {
      kind: 'fields',
      fields: [
        [flags.dryRun ? english`Would save` : english`Saved`, shown],
        [english`Shown`, timeCell(document.time)],
        [english`Size`, { value: document.bytes, text: sized(document.bytes) }],
      ],
    });
    return undefined;
  },
});

function checkFlags({ context, flags, output }: ThumbnailInvocation): void {
  if (flags.output === '') throw new UsageError(english`--output needs a value.`);
  const toStdout = flags.output === '-';
  if (flags.every !== undefined && flags.at !== undefined)
    throw new UsageError(english`--at is one moment, and --every takes pictures of now: give one of them.`);
  if (flags.every !== undefined && toStdout)
    throw new UsageError(english`--every takes more than one picture: give a folder with --output.`);
  if (toStdout && output.json)
    throw new UsageError(english`--json and a picture do not go to stdout together.`);
  if (toStdout && context.stdout.isTTY)
    throw new UsageError(english`A picture is not for a terminal.`, {
      hint: english`Give a file with --output, or a pipe.`,
    });
}

async function optionsOf(
  invocation: ThumbnailInvocation,
): Promise<Omit<ThumbnailOptions, 'channelName' | 'at'>> {
  const { context, flags } = invocation;
  const { endpoint, bucket, region, credentials } = await invocation.settings();
  const { env, platform, cwd, signal } = context;
  const client = await invocation.client();
  const ffmpeg = namedFfmpeg(invocation)?.path ?? null;
  return {
    endpoint,
    bucket,
    region,
    credentials,
    client,
    ffmpeg,
    width: flags.width,
    env,
    platform,
    cwd,
    signal,
  };
}

/** Older than this it is no picture of now. */
const NOW_MS = 120_000;

async function tellAge(
  { channelName, time }: Thumbnail,
  { context, output }: ThumbnailInvocation,
): Promise<void> {
  if (context.now().getTime() - time.getTime() > NOW_MS)
    output.note(
      say`Nothing new comes from ${channelName}: this is its last picture, of ${output.time(time)}.`,
    );
}

function documentOf({ channelName, time, key, jpeg }: Thumbnail, file: string) {
  return { channelName, file, time: time.toISOString(), object: key, bytes: jpeg.length };
}

/** Until it is interrupted. What may pass by itself is told once, and tried again. */
async function series(
  options: ThumbnailOptions,
  { everySeconds, folder }: { everySeconds: number; folder: string },
  { context, flags, output }: ThumbnailInvocation,
): Promise<ExitCode> {
  const { thumbnail: take } = await import('../../recording/index.js');
  const { signal } = context;
  if (!flags.dryRun) await makeFolder(resolve(context.cwd, folder), folder);
  let [last, told] = ['', ''];
  const tell = (line: string): void => {
    if (line !== told) output.note(line);
    told = line;
  };
  try {
    for (;;) {
      const startedMs = performance.now();
      const taken = await take(options).catch((error: unknown) => {
        if (!(error instanceof OssLiveError) || !isPassing(error)) throw error;
        tell(error.message);
        return null;
      });
      if (taken !== null) {
        const name = `${options.channelName}-${taken.time.toISOString().replace(/[-:]|\.\d+/g, '')}.jpg`;
        const file = join(folder, name);
        if (name === last) tell(say`Nothing new comes from ${options.channelName}: waiting.`);
        else {
          if (!flags.dryRun) await writeResult(resolve(context.cwd, file), file, taken.jpeg);
          if (output.json) output.event({ event: 'picture', ...documentOf(taken, file) });
          else output.text(`${file}\n`);
          told = '';
        }
        last = name;
      }
      await wait(Math.max(0, everySeconds * 1000 - (performance.now() - startedMs)), signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    return signal.reason instanceof OssLiveError ? exitCodeOf(signal.reason) : EXIT.interrupted;
  }
}

/** Nobody has pushed yet, the network is away, a segment is gone or damaged. */
function isPassing({ kind, code }: OssLiveError): boolean {
  return kind === 'network' || PASSING.has(code);
}

const PASSING: ReadonlySet<string> = new Set([
  ...['NoPlaylist', 'NothingRecorded', 'NoVideo', 'NoPicture', 'NoSuchKey'],
]);

async function makeFolder(path: string, shown: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new CommandError('CannotWrite', english`${shown} cannot be made: ${cause.message}.`, 'usage', {
      cause,
    });
  });
}
