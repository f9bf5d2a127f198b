import { playUrl } from '../../client/play-url.js';
import { validatePlaylistName } from '../../client/validate.js';
import { UsageError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { change } from '../change.js';
import type { RunCommand } from '../command.js';
import type { FlagValue, ParsedCommand } from '../context.js';
import { commandLine } from '../terminal/shell.js';
import { askedWindow, isoWindow, settledWindow, withRanges } from './vod-range.js';

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
  const range = { client, channelName, now, signal, output };
  const window = await settledWindow(asked, range);
  const saved = await withRanges(
    change(invocation, 'PostVodPlaylist', { channelName, playlistName, ...window }),
    range,
    ['oss-live', 'vod-save', playlistName, channelName],
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
