import { resolve } from 'node:path';
import { getVodPlaylist } from '../../client/operations/get-vod-playlist.js';
import { latestPush, withRanges } from '../../recording/latest-push.js';
import { askedWindow, isoWindow, resolveWindow } from '../../recording/vod-window.js';
import { CHANNEL, defineCommand, type FlagTable } from '../command.js';
import { checkTarget, writeWhole } from '../write-file.js';

export const rangeFlags = {
  start: { value: '[time]', help: 'now, 90m, 1h-ago, 10:30, ISO 8601 or Unix seconds' },
  end: { value: '[time]', help: 'the same' },
} as const satisfies FlagTable;

export const vod = defineCommand({
  name: 'vod',
  group: 'Playback',
  operation: getVodPlaylist,
  summary: 'Get the VOD playlist of a time range',
  details: [
    'A bare or omitted --start or --end means the start or the end of the latest push. A range is at most one day.',
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
    const given = { arguments: words, passthrough: [], flags };
    const asked = askedWindow(['oss-live', 'vod'], given, 1, now);
    const file = flags.output === undefined || flags.output === '-' ? null : flags.output;
    if (file !== null) await checkTarget(resolve(context.cwd, file), file, flags.yes);

    const { channelName } = await invocation.channel(words[0]);
    const client = await invocation.client();
    const push = asked.start && asked.end ? null : await latestPush(client, channelName, now, signal);
    const window = resolveWindow(asked, push, now, output);
    const { playlist, etag, requestId } = await withRanges(
      client.getVodPlaylist({ channelName, ...window }, { signal }),
      client,
      { command: ['oss-live', 'vod', channelName], channelName, signal },
    );

    const { dryRun } = flags;
    if (file !== null && !dryRun) await writeWhole(resolve(context.cwd, file), file, playlist);
    if (output.json) {
      const document = { channelName, ...isoWindow(window), file, playlist, etag, requestId };
      await output.result(document, { kind: 'none' });
    } else if (file === null) {
      output.text(playlist);
    } else {
      output.note(`${dryRun ? 'Would write' : 'Wrote'} ${countSegments(playlist)} to ${file}.`);
    }
    return undefined;
  },
});

function countSegments(playlist: string): string {
  const segments = playlist.split('\n').filter((line) => line.startsWith('#EXTINF:')).length;
  return segments === 1 ? '1 segment' : `${segments} segments`;
}
