import { postVodPlaylist } from '../../client/operations/post-vod-playlist.js';
import { playUrl } from '../../client/play-url.js';
import { validatePlaylistName } from '../../client/validate.js';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { change } from '../change.js';
import { CHANNEL, defineCommand, type FlagTable, type Invocation } from '../command.js';
import { flagWords } from '../flags.js';
import { commandLine } from '../terminal/shell.js';
import { askedRange, RANGE_DETAILS, rangeFlags, wordsBesideRange } from './range-flags.js';

const saveFlags = {
  ...rangeFlags,
  split: { value: '<unit>', help: 'one playlist a day: replay-2024-03-05.m3u8', choices: ['day'] },
} as const satisfies FlagTable;

export const vodSave = defineCommand({
  name: 'vod-save',
  group: 'Playback',
  operation: postVodPlaylist,
  summary: 'Save the VOD playlist of a time range in the bucket',
  details: [
    RANGE_DETAILS,
    'Of a day at most and one push the service stores it. A longer range, or several pushes, is put together here and stored beside the segments: with a discontinuity where timestamps begin anew. Breaks and gaps are told on stderr.',
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
  flags: saveFlags,
  examples: [
    {
      line: 'oss-live vod-save replay.m3u8 cam-42 --start 2h-ago --end now',
      comment: 'the last two hours',
    },
    { line: 'oss-live vod-save week.m3u8 cam-42 --since 7d --split day', comment: 'a playlist for each day' },
  ],
  async run(invocation) {
    const { context, flags, words, output } = invocation;
    const now = context.now();
    const asked = askedRange(['oss-live', 'vod-save'], { words, flags }, 2, now);
    const { checkAsked, isoRange, settledRange } = await import('./vod-range.js');
    checkAsked(asked);
    const [playlistName, channelArgument] = words;
    refuseSwapped(invocation);
    validatePlaylistName(playlistName, limits.vod.ec.playlistSuffix);
    const isSplit = flags.split === 'day';
    const { dayName, listsOf, saveStitched } = await import('./vod-save-stitched.js');
    if (isSplit) dayName(playlistName, '2024-03-05');

    const { channelName } = await invocation.channel(channelArgument);
    const settings = await invocation.settings();
    const client = await invocation.client();
    const { checkPlace } = await import('./vod-place.js');
    const { lookingFor, withSessions } = await import('./range.js');
    const { isOnePiece, recordingOf, roundedWindow } = await import('../../recording/index.js');
    const looking = { ...(await lookingFor(invocation, channelName, now)), client };
    const rest = wordsBesideRange(saveFlags, flags);
    const command = ['oss-live', 'vod-save', playlistName, channelName, ...rest];
    const found = <T>(answer: Promise<T>) => withSessions(answer, looking, { ...asked, command, output });
    const place = isSplit ? null : await checkPlace(invocation, { channelName, playlistName });
    const range = await settledRange(asked, looking, output);
    if (isSplit || !isOnePiece(range)) {
      const recording = await found(recordingOf({ ...looking, ...range }));
      await saveStitched(invocation, listsOf(recording, playlistName, isSplit), { ...range, isSplit, place });
      return undefined;
    }
    const window = roundedWindow(range.start, range.end);
    const saved = await found(
      change(invocation, 'PostVodPlaylist', { channelName, playlistName, ...window }),
    );
    if (saved === null) return undefined;

    const object = `oss://${settings.bucket}/${channelName}/${playlistName}`;
    const url = playUrl(settings, channelName, playlistName);
    const document = { channelName, playlistName, ...isoRange(range), object, playUrl: url, ...saved };
    await output.result(document, {
      kind: 'fields',
      fields: [
        [english`Saved`, object],
        [english`Play URL`, url],
      ],
    });
  },
});

/** `vod-save cam-42 rec.m3u8`: what is written comes before where it is from. */
function refuseSwapped({ words: [first = '', second = ''], flags }: Invocation<typeof saveFlags>): void {
  const { suffix } = limits.playlistName;
  if (first.endsWith(suffix) || !second.endsWith(suffix)) return;
  throw new UsageError(english`A playlist name ends in "${suffix}"; got "${first}".`, {
    ec: limits.vod.ec.playlistSuffix,
    hint: english`The playlist comes first: ${commandLine(['oss-live', 'vod-save', second, first, ...flagWords(saveFlags, flags)])}`,
  });
}
