import { limits } from '../../protocol/limits.js';
import { validateChannelName, validateStatus } from '../validate.js';
import { defineOperation, type OperationResponse } from './operation.js';
import type { ChannelStatus } from './put-live-channel.js';

/**
 * Enables or disables a channel; disabling cuts a running push within about ten seconds. ServiceError
 * `NoSuchLiveChannel` for an unknown name. OSS documentation, "PutLiveChannelStatus".
 */
export interface PutLiveChannelStatusInput {
  /** The name of the channel. */
  channelName: string;
  /** `disabled` also cuts a running push. */
  status: ChannelStatus;
}

/** The answer to a change of state. */
export interface PutLiveChannelStatusResult {
  /** The id of the request at the service, for its support; null when it sent none. */
  requestId: string | null;
}

export const putLiveChannelStatus = defineOperation({
  name: 'PutLiveChannelStatus',
  action: 'oss:PutLiveChannelStatus',
  wire: { method: 'PUT', path: 'channel', query: { live: null }, parameters: ['status'], success: 200 },

  encode(input: PutLiveChannelStatusInput) {
    validateChannelName(input.channelName);
    validateStatus(input.status, limits.statusParameter.ec);
    return { channelName: input.channelName, query: { status: input.status } };
  },

  decode(response: OperationResponse): PutLiveChannelStatusResult {
    return { requestId: response.requestId };
  },
});
