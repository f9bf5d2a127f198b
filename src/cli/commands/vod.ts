import { resolve } from 'node:path';
import { getVodPlaylist } from '../../client/operations/get-vod-playlist.js';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { SegmentUrls, VodPlaylist } from '../../recording/index.js';
import { CHANNEL, defineCommand, type FlagsOf } from '../command.js';
import { say } from '../say.js';
import { counted } from '../terminal/progress-report.js';
import { factsOf, reportPlaylist, reportValidity, tellPlayer } from '../terminal/vod-report.js';
import { parseDuration } from '../times.js';
import { checkTarget, writeResult } from '../write-file.js';
import { askedRange, RANGE_DETAILS, rangeFlags, wordsBesideRange } from './range-flags.js';

const vodFlags = {
  ...rangeFlags,
  absolute: { help: 'full URLs, for a bucket that is public to read' },
  presign: { value: '<duration>', help: 'signed URLs that are good for so long: 90m, 12h, 7d at most' },
  output: { short: 'o', value: '<file>', help: 'write the playlist to a file instead' },
} as const;

export const vod = defineCommand({
  name: 'vod',
  group: 'Playback',
  operation: getVodPlaylist,
  summary: 'Get the VOD playlist of a time range',
  details: [
    RANGE_DETAILS,
    'Of a day at most and one push the playlist is what the service gives. A longer range, or several pushes, is put together of what it gives: with what reaches into the range, and a discontinuity where timestamps begin anew. Breaks and gaps are told on stderr.',
    'The names in it stand for files beside it. A playlist that plays from elsewhere has full URLs (--absolute) or signed ones (--presign), which let whoever has them read these segments.',
    'Right after a push its last segment is waited for, ten seconds at most, where it is seen to be missing.',
    'The playlist goes to stdout, or to a file with --output. Nothing is stored in the bucket; vod-save does that.',
  ],
  arguments: [CHANNEL],
  flags: vodFlags,
  examples: [
    { line: 'oss-live vod --start --end > playlist.m3u8', comment: 'the latest session' },
    {
      line: 'oss-live vod cam-42 --start 1h-ago --end now -o replay.m3u8',
      comment: 'the last hour, in a file',
    },
    {
      line: 'oss-live vod cam-42 --since 7d --presign 12h -o week.m3u8',
      comment: 'a week, for players elsewhere',
    },
  ],
  async run(invocation) {
    const { context, flags, words, output } = invocation;
    const now = context.now();
    const asked = askedRange(['oss-live', 'vod'], { words, flags }, 1, now);
    const urls = urlsIn(flags);
    const { checkAsked, isoRange, settledRange } = await import('./vod-range.js');
    checkAsked(asked);
    const file = flags.output === undefined || flags.output === '-' ? null : flags.output;
    if (file !== null) await checkTarget(resolve(context.cwd, file), file, flags.yes);

    const { channelName } = await invocation.channel(words[0]);
    const client = await invocation.client();
    const { lookingFor, withSessions } = await import('./range.js');
    const { makePlaylist, signerOf } = await import('../../recording/index.js');
    const looking = { ...(await lookingFor(invocation, channelName, now)), client };
    const range = await settledRange(asked, looking, output);
    const signer = async () => signerOf({ ...(await invocation.settings()), now: context.now }, client);
    const list = await withSessions(makePlaylist({ ...looking, ...range, urls, signer }), looking, {
      ...asked,
      command: ['oss-live', 'vod', channelName, ...wordsBesideRange(vodFlags, flags)],
      output,
    });

    const { dryRun } = flags;
    reportPlaylist(list, output);
    reportValidity(list, output);
    if (file !== null && !dryRun) await writeResult(resolve(context.cwd, file), file, list.playlist);
    if (output.json) {
      await output.result(document(list, isoRange(range), file), { kind: 'none' });
    } else if (file === null) {
      output.text(list.playlist);
    } else {
      output.note(
        say`${dryRun ? say`Would write` : say`Wrote`} ${counted(list.segments, english`segment`)} to ${file}.`,
      );
    }
    if (urls !== 'names') tellPlayer(file, output);
  },
});

function urlsIn({ absolute, presign }: FlagsOf<typeof vodFlags>): SegmentUrls {
  if (presign === undefined) return absolute ? 'absolute' : 'names';
  if (!absolute) return { presignSeconds: parseDuration(presign, '--presign') };
  throw new UsageError(english`--absolute and --presign do not go together.`, {
    hint: english`Signed URLs are full ones: leave --absolute out.`,
  });
}

function document(
  list: VodPlaylist,
  range: { startTime: string; endTime: string },
  file: string | null,
): object {
  const { channelName, playlist, etag, requestId, validity } = list;
  const urlsExpireAt = validity?.expiresAt.toISOString() ?? null;
  return { channelName, ...range, file, playlist, etag, requestId, ...factsOf(list), urlsExpireAt };
}
