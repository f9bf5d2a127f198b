import { validateChannelName } from '../validate.js';
import { defineOperation, type OperationResponse, type View } from './operation.js';

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
    validateChannelName(input.channelName);
    return { channelName: input.channelName };
  },

  decode(response: OperationResponse): DeleteLiveChannelResult {
    return { requestId: response.requestId };
  },

  face: {
    command: 'delete',
    aliases: ['rm'],
    summary: 'Delete live channels',
    details: [
      'The service answers a name that never existed like one that did, so oss-live looks first and says so (exit 5), unless --if-exists is given.',
      'Segments and playlists stay in the bucket and go on costing money.',
    ],
    arguments: [{ name: '<channel...>', help: 'names of the channels' }],
    flags: [{ flags: '--if-exists', help: 'a channel that does not exist is no error' }],
    examples: [{ line: 'oss-live delete cam-41 cam-42', comment: 'two channels' }],
    view(): View {
      return { kind: 'none' };
    },
  },
});
