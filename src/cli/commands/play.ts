import { once } from 'node:events';
import { isDenied } from '../../client/look.js';
import { validateChannelName } from '../../client/validate.js';
import { english } from '../../english.js';
import { isNoSuchChannel, ServiceError, UsageError } from '../../errors.js';
import type { Player } from '../../player/index.js';
import { defineCommand, type FlagTable, type Invocation } from '../command.js';
import { FFMPEG_FLAG, namedFfmpeg } from '../ffmpeg-flag.js';
import { languageOf } from '../language.js';
import { ledgerPath } from '../ledger.js';
import { say } from '../say.js';

const playFlags = {
  port: {
    value: '<number>',
    help: 'the port of the page; 0 picks a free one',
    integer: [0, 65_535],
    default: 0,
  },
  open: { help: 'open the page in the browser' },
  player: {
    value: '<program>',
    help: 'play in this program instead, until it is closed: what is live, else the latest recording',
    choices: ['ffplay', 'vlc', 'mpv'],
  },
  ledger: {
    value: '<file>',
    help: 'the ledger that knows of earlier pushes, or none; else that of push and watch',
  },
  ffmpeg: FFMPEG_FLAG,
} as const satisfies FlagTable;

type PlayInvocation = Invocation<typeof playFlags>;

export const play = defineCommand({
  name: 'play',
  group: 'Playback',
  summary: 'Watch channels in the browser, live and recorded',
  details: [
    'Prints the address of a page on this machine and serves it until Ctrl-C. Behind it a small proxy signs every request: nothing is made public, and no link ends in mid-view. Without a channel the page has all of the bucket, with a picture of each that is live (made by ffmpeg, if there is one).',
    'The page shows what is live, how far it is behind, and why nothing is to be seen when nothing is; recordings by days on a time line, to be watched over the breaks between pushes; and it hands them on as files.',
    'Only this machine is answered, under a path that nobody can guess, and only with what the chosen channels have stored. Whoever of this machine knows the address may watch. No key is in the page. Nothing is loaded from the internet.',
  ],
  arguments: [{ name: '[channel...]', help: 'the channels to show; none: all of the bucket' }],
  flags: playFlags,
  examples: [
    { line: 'oss-live play --open', comment: 'all channels, in the browser' },
    { line: 'oss-live play test-channel --player mpv', comment: 'one, in mpv' },
    { line: 'oss-live play cam-1 cam-2 --port 9000', comment: 'two of them' },
  ],
  async run(invocation) {
    const { context, flags, words, output } = invocation;
    const names = words.length > 0 || flags.channel === undefined ? words : [flags.channel];
    for (const name of names) validateChannelName(name);
    if (flags.player !== undefined && flags.open)
      throw new UsageError(english`--open and --player show it in two places: give one of them.`);
    if (flags.player !== undefined && names.length > 1)
      throw new UsageError(english`--player plays one channel, not ${names.length}.`);
    const { programNamed } = await import('../start-program.js');
    const program = flags.player === undefined ? null : await programNamed(flags.player, context);
    const channelName = flags.player === undefined ? null : (await invocation.channel(names[0])).channelName;
    const chosen = channelName === null ? [...new Set(names)] : [channelName];
    const { createPlayer, servePlayer } = await import('../../player/index.js');
    const { endpoint, bucket, region, credentials } = await invocation.settings();
    const { env, platform, cwd, now, signal } = context;
    const player = createPlayer({
      ...{ endpoint, bucket, region, credentials, client: await invocation.client(), now },
      channelNames: chosen.length === 0 ? null : chosen,
      ...{ ledger: ledgerPath(flags, context), ffmpeg: namedFfmpeg(invocation)?.path ?? null },
      ...{ env, platform, cwd },
      // English is also what is spoken when nobody has asked for anything: then the browser knows better.
      language: flags.language ?? (languageOf([], env) === 'zh' ? 'zh' : null),
      onError: (error) => output.warn(say`A request of the page failed: ${error} (this is a bug)`),
    });
    if (channelName === null) await mustAnswer(chosen[0], invocation);
    const serving = await servePlayer(player, flags.port);
    try {
      const url = serving.origin + player.path;
      if (channelName !== null && program !== null)
        return await playIn({ program, channelName }, player, serving.origin, invocation);
      if (output.json)
        output.event({ event: 'ready', url, bucket, channels: chosen.length === 0 ? null : chosen });
      else output.text(`${url}\n`);
      output.note(say`Ctrl-C ends it.`);
      if (flags.open) await openPage(url, invocation);
      if (!signal.aborted) await once(signal, 'abort');
      return undefined;
    } finally {
      await serving.close();
    }
  },
});

/** Wrong keys and buckets are told here, not first by the page. What one channel lacks is for the page to tell. */
async function mustAnswer(channelName: string | undefined, invocation: PlayInvocation): Promise<void> {
  const { signal } = invocation.context;
  const client = await invocation.client();
  if (channelName === undefined) {
    await client.listLiveChannel({ maxKeys: 1 }, { signal });
    return;
  }
  await client.getLiveChannelStat({ channelName }, { signal }).catch((error: unknown) => {
    if (!(error instanceof ServiceError) || !(isNoSuchChannel(error) || isDenied(error))) throw error;
  });
}

async function openPage(url: string, { context, output }: PlayInvocation): Promise<void> {
  const { openInBrowser } = await import('../start-program.js');
  if (!(await openInBrowser(url, context)))
    output.warn(say`There is no browser to open here: copy the address into one.`);
}

const ARGUMENTS = {
  ffplay: ['-hide_banner', '-v', 'error'],
  vlc: ['--quiet', '--play-and-exit'],
  mpv: ['--really-quiet'],
} as const;

async function playIn(
  { program, channelName }: { program: string; channelName: string },
  player: Player,
  origin: string,
  { context, flags, output, client, settings }: PlayInvocation,
): Promise<undefined> {
  const { listSessions } = await import('../../recording/index.js');
  const { runUntilClosed } = await import('../start-program.js');
  const { signal } = context;
  const asking = await client();
  const { status } = await asking.getLiveChannelStat({ channelName }, { signal });
  const { bucket, endpoint } = await settings();
  const [latest] =
    status === 'Live'
      ? []
      : await listSessions({
          ...{ client: asking, bucket, endpoint, channelName, last: 1, signal },
          ledger: ledgerPath(flags, context),
        });
  const url =
    origin +
    (latest === undefined
      ? player.livePath(channelName)
      : player.recordingPath(channelName, latest.start, latest.end));
  if (latest !== undefined)
    output.note(
      say`${channelName} is not live: this is its latest recording, of ${output.time(latest.start)}.`,
    );
  if (output.json) output.event({ event: 'ready', url, bucket, channels: [channelName] });
  else output.note(say`Playing ${url}`);
  await runUntilClosed(
    program,
    [...(flags.player === undefined ? [] : ARGUMENTS[flags.player]), url],
    context,
  );
  return undefined;
}
