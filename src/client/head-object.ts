import { UsageError } from '../errors.js';
import { defineOperation, type OperationResponse } from './operations/operation.js';

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

/** Not of a live channel, so no part of the list that commands and documentation are made from. */
export const headObject = defineOperation({
  name: 'HeadObject',
  action: 'oss:GetObject',
  wire: { method: 'HEAD', path: 'object', query: {}, parameters: [], success: 200 },

  encode({ key }: HeadObjectInput) {
    const bytes = typeof key === 'string' ? Buffer.byteLength(key) : 0;
    if (bytes < 1 || bytes > 1023) throw new UsageError('The key of an object has 1-1023 bytes.');
    return { key };
  },

  decode({ header, requestId }: OperationResponse): HeadObjectResult {
    return { etag: header('etag'), lastModified: header('last-modified'), requestId };
  },
});
