import { limits } from '../../protocol/limits.js';
import { validatePlaylistName } from '../../protocol/validate.js';
import { change } from '../change.js';
import type { RunCommand } from '../command.js';
import { playUrl } from '../play-url.js';
import { latestPush, withRanges } from '../vod/latest-push.js';
import { askedWindow, isoWindow, resolveWindow } from '../vod/vod-window.js';

export const runVodSave: RunCommand = async (invocation) => {
  const { context, parsed, output } = invocation;
  const { signal } = context;
  const now = context.now();
  const asked = askedWindow(['oss-live', 'vod-save'], parsed, 2, now);
  const [playlistName, channelArgument] = parsed.arguments;
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
