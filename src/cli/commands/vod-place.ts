import { lookAt } from '../../client/look.js';
import { limits } from '../../protocol/limits.js';
import { lookAtPlace, wouldOverwrite } from '../../recording/index.js';
import { mayReplace } from '../ask.js';
import type { Invocation } from '../command.js';
import { say } from '../say.js';

/**
 * The live playlist is never replaced, and what else has the name only when that is wanted. `unknown` when nobody may
 * look, which is said.
 */
export async function checkPlace(
  { client, context, flags, output }: Pick<Invocation, 'client' | 'context' | 'flags' | 'output'>,
  { channelName, playlistName }: { channelName: string; playlistName: string },
): Promise<'settled' | 'unknown'> {
  const asked = await client();
  const look = await lookAt(asked, channelName, context.signal);
  const target = look.kind === 'found' ? look.info.target : null;
  const livePlaylistName =
    look.kind === 'absent' ? null : (target?.playlistName ?? limits.playlistName.default);
  const place = await lookAtPlace(asked, { channelName, playlistName, livePlaylistName }, context.signal);
  if (place === 'unknown')
    output.warn(say`Whether ${playlistName} exists was not looked at: the key lacks oss:GetObject.`);
  if (place === 'taken' && !flags.yes) {
    const error = wouldOverwrite(channelName, playlistName);
    if (!(await mayReplace(error, context))) throw error;
  }
  return place === 'unknown' && !flags.yes ? 'unknown' : 'settled';
}
