import type { Client } from '../client/client.js';
import { CommandError, OssLiveError, UsageError } from '../errors.js';
import { disabledError, statOf } from './targets.js';

/**
 * The error of a connection, told apart by asking the service: over RTMP it may refuse without saying why, or just
 * close the connection of a channel that was disabled.
 */
export async function explained(
  error: unknown,
  { client, channelName, signal }: { client: Client; channelName: string; signal: AbortSignal },
): Promise<unknown> {
  if (!(error instanceof OssLiveError) || !['PublishRefused', 'ConnectionLost'].includes(error.code))
    return error;
  try {
    const { status } = await client.getLiveChannelInfo({ channelName }, { signal });
    if (status === 'disabled') return disabledError(channelName);
    if (error.code === 'ConnectionLost') return error;
    const stat = await statOf(client, channelName, signal);
    if (stat?.status !== 'Live') return error;
    const who = stat.remoteAddr ?? 'somebody';
    return new CommandError(
      'ChannelStillLive',
      `Channel ${channelName} is live: ${who} is pushing to it.`,
      'conflict',
      {
        hint: 'Stop that push, or add --wait to begin when it is over.',
      },
    );
  } catch (found) {
    const tells = found instanceof OssLiveError && found.kind === 'notFound';
    return tells ? found : error;
  }
}

/** What a second reader of stdin cannot make sense of is not a bad input, but the rest of one. */
export function notJoined(error: unknown): unknown {
  if (!(error instanceof UsageError)) return error;
  const message = 'The connection broke, and what is left on stdin cannot be taken up in the middle.';
  return new CommandError('InputNotJoined', message, 'network', {
    hint: 'Start both programs again; MPEG-TS (-f mpegts) can be taken up anywhere.',
    cause: error,
  });
}
