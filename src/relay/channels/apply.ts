import { differencesOf } from '../../client/channel-settings.js';
import type { Client } from '../../client/client.js';
import { english } from '../../english.js';
import { CommandError } from '../../errors.js';
import type { ChannelChange } from './plan.js';

/** What was done to a channel. */
export type Applied = 'unchanged' | 'created' | 'changed' | 'enabled' | 'disabled' | 'deleted';

/**
 * Does to one channel what was planned, and looks whether the service has taken it. A channel that somebody pushes to is
 * neither replaced, disabled nor deleted: CommandError of kind `conflict`.
 */
export async function applyChange(
  client: Client,
  change: ChannelChange,
  signal: AbortSignal,
): Promise<{ outcome: Applied; requestId: string | null }> {
  const { channelName } = change;
  if ('live' in change && change.live && change.action !== 'enable') throw liveError(change);
  switch (change.action) {
    case 'none':
      return { outcome: 'unchanged', requestId: null };
    case 'create':
    case 'change': {
      const { requestId } = await client.putLiveChannel({ channelName, ...change.settings }, { signal });
      const info = await client.getLiveChannelInfo({ channelName }, { signal });
      const [wrong] = differencesOf(info, change.settings);
      if (wrong !== undefined)
        throw new CommandError(
          'NotTaken',
          english`The service took the settings of ${channelName}, but its ${wrong.setting} is ${JSON.stringify(wrong.is)}.`,
          'conflict',
        );
      return { outcome: change.action === 'create' ? 'created' : 'changed', requestId };
    }
    case 'enable':
    case 'disable': {
      const status = change.action === 'enable' ? 'enabled' : 'disabled';
      const { requestId } = await client.putLiveChannelStatus({ channelName, status }, { signal });
      return { outcome: status, requestId };
    }
    case 'delete': {
      const { requestId } = await client.deleteLiveChannel({ channelName }, { signal });
      return { outcome: 'deleted', requestId };
    }
  }
}

function liveError({ channelName, action }: ChannelChange): CommandError {
  const consequence =
    action === 'disable' ? english`disabling would cut the push` : english`the push would end`;
  return new CommandError('ChannelStillLive', english`${channelName} is live: ${consequence}.`, 'conflict', {
    hint: english`Apply again after the push.`,
  });
}
