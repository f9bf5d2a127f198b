import { resolve } from 'node:path';
import { getVodPlaylist } from '../../client/operations/get-vod-playlist.js';
import { CHANNEL, defineCommand } from '../command.js';
import { checkTarget, writeResult } from '../write-file.js';
import { askedRange, RANGE_DETAILS, rangeFlags } from './range-flags.js';

export const vod = defineCommand({
  name: 'vod',
  group: 'Playback',
  operation: getVodPlaylist,
  summary: 'Get the VOD playlist of a time range',
  details: [
    RANGE_DETAILS,
    'A range is at most one day.',
    'Right after a push its last segment is waited for, ten seconds at most, where it is seen to be missing.',
    'The playlist goes to stdout, or to a file with --output. Nothing is stored in the bucket; vod-save does that.',
  ],
  arguments: [CHANNEL],
  flags: {
    ...rangeFlags,
    output: { short: 'o', value: '<file>', help: 'write the playlist to a file instead' },
  },
  examples: [
    { line: 'oss-live vod --start --end > playlist.m3u8', comment: 'the latest push' },
    {
      line: 'oss-live vod cam-42 --start 1h-ago --end now -o replay.m3u8',
      comment: 'the last hour, in a file',
    },
  ],
  async run(invocation) {
    const { context, flags, words, output } = invocation;
    const { signal } = context;
    const now = context.now();
    const asked = askedRange(['oss-live', 'vod'], { words, flags }, 1, now);
    const { checkAsked, isoWindow, settledWindow } = await import('./vod-range.js');
    checkAsked(asked);
    const file = flags.output === undefined || flags.output === '-' ? null : flags.output;
    if (file !== null) await checkTarget(resolve(context.cwd, file), file, flags.yes);

    const { channelName } = await invocation.channel(words[0]);
    const client = await invocation.client();
    const { lookingFor, withSessions } = await import('./range.js');
    const looking = { ...(await lookingFor(invocation, channelName, now)), client };
    const window = await settledWindow(asked, looking, output);
    const { playlist, etag, requestId } = await withSessions(
      client.getVodPlaylist({ channelName, ...window }, { signal }),
      looking,
      { ...asked, command: ['oss-live', 'vod', channelName], output },
    );

    const { dryRun } = flags;
    if (file !== null && !dryRun) await writeResult(resolve(context.cwd, file), file, playlist);
    if (output.json) {
      const document = { channelName, ...isoWindow(window), file, playlist, etag, requestId };
      await output.result(document, { kind: 'none' });
    } else if (file === null) {
      output.text(playlist);
    } else {
      output.note(`${dryRun ? 'Would write' : 'Wrote'} ${countSegments(playlist)} to ${file}.`);
    }
  },
});

function countSegments(playlist: string): string {
  const segments = playlist.split('\n').filter((line) => line.startsWith('#EXTINF:')).length;
  return segments === 1 ? '1 segment' : `${segments} segments`;
}
