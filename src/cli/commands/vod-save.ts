import { lookAt } from '../../client/look.js';
import { postVodPlaylist } from '../../client/operations/post-vod-playlist.js';
import { playUrl } from '../../client/play-url.js';
import { validatePlaylistName } from '../../client/validate.js';
import { UsageError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { mayReplace } from '../ask.js';
import { change } from '../change.js';
import { CHANNEL, defineCommand, type Invocation } from '../command.js';
import { commandLine } from '../terminal/shell.js';
import { askedRange, RANGE_DETAILS, rangeFlags } from './range-flags.js';

export const vodSave = defineCommand({
  name: 'vod-save',
  group: 'Playback',
  operation: postVodPlaylist,
  summary: 'Save the VOD playlist of a time range in the bucket',
  details: [
    RANGE_DETAILS,
    'A range is at most one day.',
    'The live playlist of the channel is never replaced (exit 6); another that exists is when the question is answered with yes, or with --yes.',
    'Right after a push its last segment is waited for, ten seconds at most, where it is seen to be missing.',
  ],
  arguments: [
    {
      name: '<playlist>',
      help: 'name of the playlist, ends in .m3u8; one that exists is replaced only with --yes',
    },
    CHANNEL,
  ],
  flags: rangeFlags,
  examples: [
    {
      line: 'oss-live vod-save replay.m3u8 cam-42 --start 2h-ago --end now',
      comment: 'the last two hours',
    },
  ],
  async run(invocation) {
    const { context, flags, words, output } = invocation;
    const now = context.now();
    const asked = askedRange(['oss-live', 'vod-save'], { words, flags }, 2, now);
    const { checkAsked, isoWindow, settledWindow } = await import('./vod-range.js');
    checkAsked(asked);
    const [playlistName, channelArgument] = words;
    refuseSwapped(invocation);
    validatePlaylistName(playlistName, limits.vod.ec.playlistSuffix);

    const { channelName } = await invocation.channel(channelArgument);
    const settings = await invocation.settings();
    const client = await invocation.client();
    await checkPlace(invocation, { channelName, playlistName });
    const { lookingFor, withSessions } = await import('./range.js');
    const looking = { ...(await lookingFor(invocation, channelName, now)), client };
    const window = await settledWindow(asked, looking, output);
    const saved = await withSessions(
      change(invocation, 'PostVodPlaylist', { channelName, playlistName, ...window }),
      looking,
      { ...asked, command: ['oss-live', 'vod-save', playlistName, channelName], output },
    );
    if (saved === null) return undefined;

    const object = `oss://${settings.bucket}/${channelName}/${playlistName}`;
    const url = playUrl(settings, channelName, playlistName);
    const document = { channelName, playlistName, ...isoWindow(window), object, playUrl: url, ...saved };
    await output.result(document, {
      kind: 'fields',
      fields: [
        ['Saved', object],
        ['Play URL', url],
      ],
    });
  },
});

/** The live playlist is never replaced, and what else has the name only when that is wanted. */
async function checkPlace(
  { client, context, flags, output }: Invocation<typeof rangeFlags>,
  { channelName, playlistName }: { channelName: string; playlistName: string },
): Promise<void> {
  const { lookAtPlace, wouldOverwrite } = await import('../../recording/index.js');
  const asked = await client();
  const look = await lookAt(asked, channelName, context.signal);
  const target = look.kind === 'found' ? look.info.target : null;
  const livePlaylistName =
    look.kind === 'absent' ? null : (target?.playlistName ?? limits.playlistName.default);
  const place = await lookAtPlace(asked, { channelName, playlistName, livePlaylistName }, context.signal);
  if (place === 'unknown')
    output.warn(`Whether ${playlistName} exists was not looked at: the key lacks oss:GetObject.`);
  if (place !== 'taken' || flags.yes) return;
  const error = wouldOverwrite(channelName, playlistName);
  if (!(await mayReplace(error, context))) throw error;
}

/** `vod-save cam-42 rec.m3u8`: what is written comes before where it is from. */
function refuseSwapped({ words: [first = '', second = ''], flags }: Invocation<typeof rangeFlags>): void {
  const { suffix } = limits.playlistName;
  if (first.endsWith(suffix) || !second.endsWith(suffix)) return;
  const option = (name: string, value: string | true | undefined) =>
    typeof value === 'string' ? [name, value] : [];
  const range = [...option('--start', flags.start), ...option('--end', flags.end)];
  throw new UsageError(`A playlist name ends in "${suffix}"; got "${first}".`, {
    ec: limits.vod.ec.playlistSuffix,
    hint: `The playlist comes first: ${commandLine(['oss-live', 'vod-save', second, first, ...range])}`,
  });
}
