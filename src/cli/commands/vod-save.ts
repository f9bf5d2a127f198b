import { limits } from '../../protocol/limits.js';
import type { View } from '../../protocol/operation.js';
import { validatePlaylistName } from '../../protocol/validate.js';
import type { RunCommand } from '../context.js';
import { latestPush, withRanges } from '../latest-push.js';
import { playUrl } from '../play-url.js';
import { askedWindow, isoWindow, resolveWindow } from '../vod-window.js';

export const runVodSave: RunCommand = async (invocation) => {
  const { context, parsed, output } = invocation;
  const { signal } = context;
  const now = context.now();
  const dryRun = parsed.flags.dryRun === true;
  const asked = askedWindow(['oss-live', 'vod-save'], parsed, 2, now);
  const [playlistName, channelArgument] = parsed.arguments;
  validatePlaylistName(playlistName, limits.vod.ec.playlistSuffix);

  const { channelName } = await invocation.channel(channelArgument);
  const settings = await invocation.settings();
  const client = await invocation.client();
  const push = asked.start && asked.end ? null : await latestPush(client, channelName, now, signal);
  const window = resolveWindow(asked, push, now, output);
  const saved = {
    channelName,
    playlistName,
    ...isoWindow(window),
    object: `oss://${settings.bucket}/${channelName}/${playlistName}`,
    playUrl: playUrl(settings, channelName, playlistName),
  };
  const view: View = {
    kind: 'fields',
    fields: [
      [dryRun ? 'Would save' : 'Saved', saved.object],
      ['Play URL', saved.playUrl],
    ],
  };
  if (dryRun) {
    await output.result({ dryRun, ...saved }, view);
    return;
  }

  const { etag, requestId } = await withRanges(
    client.postVodPlaylist({ channelName, playlistName, ...window }, { signal }),
    client,
    { command: ['oss-live', 'vod-save', playlistName, channelName], channelName, signal },
  );
  await output.result({ ...saved, etag, requestId }, view);
};
