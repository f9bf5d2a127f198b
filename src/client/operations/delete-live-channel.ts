import { channelAlone, defineOperation, type OperationResponse } from './operation.js';

/**
 * Deletes a channel; its segments and playlists stay. A name that never existed is no error. ServiceError
 * `ChannelStillLive` while somebody is pushing. OSS documentation, "DeleteLiveChannel".
 */
export interface DeleteLiveChannelInput {
  /** The name of the channel. */
  channelName: string;
}

/** The answer to a deletion, also of a channel that is not there. */
export interface DeleteLiveChannelResult {
  /** The id of the request at the service, for its support; null when it sent none. */
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
