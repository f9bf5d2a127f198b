import { playUrl } from '../../client/play-url.js';
import { validatePlaylistName } from '../../client/validate.js';
import { UsageError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { latestPush, withRanges } from '../../recording/latest-push.js';
import { askedWindow, isoWindow, resolveWindow } from '../../recording/vod-window.js';
import { change } from '../change.js';
import type { RunCommand } from '../command.js';
import type { FlagValue, ParsedCommand } from '../context.js';
import { commandLine } from '../terminal/shell.js';

export const runVodSave: RunCommand = async (invocation) => {
  const { context, parsed, output } = invocation;
  const { signal } = context;
  const now = context.now();
  const asked = askedWindow(['oss-live', 'vod-save'], parsed, 2, now);
  const [playlistName, channelArgument] = parsed.arguments;
  refuseSwapped(parsed);
  validatePlaylistName(playlistName, limits.vod.ec.playlistSuffix);

  const { channelName } = await invocation.channel(channelArgument);
  const settings = await invocation.settings();
  const client = await invocation.client();
  const push = asked.start && asked.end ? null : await latestPush(client, channelName, now, signal);
  const window = resolveWindow(asked, push, now, output);
  const saved = await withRanges(
    change(invocation, 'PostVodPlaylist', { channelName, playlistName, ...window }),
    client,
    { command: ['oss-live', 'vod-save', playlistName, channelName], channelName, signal },
  );
  if (saved === null) return;

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
};

/** `vod-save cam-42 rec.m3u8`: what is written comes before where it is from. */
function refuseSwapped({ arguments: [first = '', second = ''], flags }: ParsedCommand): void {
  const { suffix } = limits.playlistName;
  if (first.endsWith(suffix) || !second.endsWith(suffix)) return;
  const option = (name: string, value: FlagValue) => (typeof value === 'string' ? [name, value] : []);
  const range = [...option('--start', flags.start), ...option('--end', flags.end)];
  throw new UsageError(`A playlist name ends in "${suffix}"; got "${first}".`, {
    ec: limits.vod.ec.playlistSuffix,
    hint: `The playlist comes first: ${commandLine(['oss-live', 'vod-save', second, first, ...range])}`,
  });
}
