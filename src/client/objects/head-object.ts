import { defineOperation, type OperationResponse } from '../operations/operation.js';
import { validateKey } from './object-key.js';

/** Asks for what is known of an object, without its content. OSS documentation, "HeadObject". */
export interface HeadObjectInput {
  /** Its name in the bucket: `{channelName}/{playlistName}`. */
  key: string;
}

export interface HeadObjectResult {
  /** As in the header, quotes included. */
  etag: string | null;
  /** HTTP date, as sent. */
  lastModified: string | null;
  requestId: string | null;
}

export const headObject = defineOperation({
  name: 'HeadObject',
  action: 'oss:GetObject',
  wire: { method: 'HEAD', path: 'object', query: {}, parameters: [], success: 200 },

  encode({ key }: HeadObjectInput) {
    validateKey(key);
    return { key };
  },

  decode({ header, requestId }: OperationResponse): HeadObjectResult {
    return { etag: header('etag'), lastModified: header('last-modified'), requestId };
  },
});
