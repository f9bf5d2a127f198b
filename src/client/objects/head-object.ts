import { defineOperation, type OperationResponse } from '../operations/operation.js';
import { validateKey } from './object-key.js';

/** Asks for what is known of an object, without its content. OSS documentation, "HeadObject". */
export interface HeadObjectInput {
  /** Its name in the bucket: `{channelName}/{playlistName}`. */
  key: string;
}

/** What is known of an object without its body. */
export interface HeadObjectResult {
  /** As in the header, quotes included. */
  etag: string | null;
  /** In bytes; null when the service did not say. */
  size: number | null;
  /** HTTP date, as sent. */
  lastModified: string | null;
  /** The id of the request at the service, for its support; null when it sent none. */
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
    const length = header('content-length');
    const size = length !== null && /^\d+$/.test(length) ? Number(length) : null;
    return { etag: header('etag'), size, lastModified: header('last-modified'), requestId };
  },
});
