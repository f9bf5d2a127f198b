import type { Client } from '../../client/client.js';
import { getLiveChannelHistory } from '../../client/operations/get-live-channel-history.js';
import { getLiveChannelInfo } from '../../client/operations/get-live-channel-info.js';
import { getLiveChannelStat } from '../../client/operations/get-live-channel-stat.js';
import type { Face } from '../../client/operations/operation.js';
import type { RunCommand } from '../command.js';

interface ChannelInput {
  channelName: string;
}

type Get<Result> = (client: Client, input: ChannelInput, options: { signal: AbortSignal }) => Promise<Result>;

/** A command that asks one thing about one channel and shows the answer. */
function showing<Result>(face: Face<ChannelInput, Result>, get: Get<Result>): RunCommand {
  return async ({ context, parsed, output, channel, client }) => {
    const { channelName } = await channel(parsed.arguments[0]);
    const result = await get(await client(), { channelName }, { signal: context.signal });
    await output.result(result, face.view(result, { channelName }));
  };
}

export const runInfo = showing(getLiveChannelInfo.face, (client, input, options) =>
  client.getLiveChannelInfo(input, options),
);

export const runStat = showing(getLiveChannelStat.face, (client, input, options) =>
  client.getLiveChannelStat(input, options),
);

export const runHistory = showing(getLiveChannelHistory.face, (client, input, options) =>
  client.getLiveChannelHistory(input, options),
);
