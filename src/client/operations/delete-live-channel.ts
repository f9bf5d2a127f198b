import { channelAlone, defineOperation, type OperationResponse } from './operation.js';

/**
 * Deletes a channel; its segments and playlists stay. A name that never existed is no error. ServiceError
 * `ChannelStillLive` while somebody is pushing. OSS documentation, "DeleteLiveChannel".
 */
export interface DeleteLiveChannelInput {
  channelName: string;
}

export interface DeleteLiveChannelResult {
  requestId: string | null;
}

export const deleteLiveChannel = defineOperation({
  name: 'DeleteLiveChannel',
  action: 'oss:DeleteLiveChannel',
  wire: { method: 'DELETE', path: 'channel', query: { live: null }, parameters: [], success: 204 },

  encode(input: DeleteLiveChannelInput) {
    return channelAlone(input);
  },

  decode(response: OperationResponse): DeleteLiveChannelResult {
    return { requestId: response.requestId };
  },
});
