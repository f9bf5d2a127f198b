import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { defineOperation, type OperationResponse } from '../operations/operation.js';
import { validateKey } from './object-key.js';

/** Stores a text as an object. OSS documentation, "PutObject". */
export interface PutObjectInput {
  /** The key of the object, which is replaced. */
  key: string;
  /** The text. */
  body: string;
  /** `application/vnd.apple.mpegurl`, for example. */
  contentType: string;
  /**
   * Leaves an object that is there, with ServiceError (409, `FileAlreadyExists`); so does a repetition that finds what
   * an attempt without an answer has stored.
   */
  forbidOverwrite?: boolean | null;
}

/** What was stored. */
export interface PutObjectResult {
  /** As in the header, quotes included. */
  etag: string | null;
  /** The id of the request at the service, for its support; null when it sent none. */
  requestId: string | null;
}

export const putObject = defineOperation({
  name: 'PutObject',
  action: 'oss:PutObject',
  wire: { method: 'PUT', path: 'object', query: {}, parameters: [], success: 200 },

  encode({ key, body, contentType, forbidOverwrite }: PutObjectInput) {
    validateKey(key);
    if (typeof body !== 'string') throw new UsageError(english`The body of an object to store is text.`);
    if (typeof contentType !== 'string' || contentType === '')
      throw new UsageError(english`An object to store has a content type.`);
    return {
      key,
      headers: {
        'Content-Type': contentType,
        ...(forbidOverwrite ? { 'x-oss-forbid-overwrite': 'true' } : {}),
      },
      body,
      isDigested: true,
    };
  },

  decode({ header, requestId }: OperationResponse): PutObjectResult {
    return { etag: header('etag'), requestId };
  },
});
