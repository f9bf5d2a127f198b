import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { defineOperation, type OperationResponse } from '../operations/operation.js';

/** OSS documentation, "GetBucketLifecycle". */
export interface BucketLifecycle {
  /** The XML as the service gave it, so that what is not understood can go back as it was. */
  document: string;
  /** The id of the request at the service, for its support; null when it sent none. */
  requestId: string | null;
}

/** OSS documentation, "PutBucketLifecycle". */
export interface PutBucketLifecycleInput {
  /** `<LifecycleConfiguration>` with all rules, which replace those that are there. */
  document: string;
  /** Lets rules with one kind of action be for the same objects; refused when absent. */
  allowOverlap?: boolean | null;
}

const query = { lifecycle: null } as const;

export const getBucketLifecycle = defineOperation({
  name: 'GetBucketLifecycle',
  action: 'oss:GetBucketLifecycle',
  wire: { method: 'GET', path: 'bucket', query, parameters: [], success: 200 },

  encode: () => ({}),

  decode(response: OperationResponse): BucketLifecycle {
    response.xml('LifecycleConfiguration');
    return { document: response.text, requestId: response.requestId };
  },
});

export const putBucketLifecycle = defineOperation({
  name: 'PutBucketLifecycle',
  action: 'oss:PutBucketLifecycle',
  wire: { method: 'PUT', path: 'bucket', query, parameters: [], success: 200 },

  encode({ document, allowOverlap }: PutBucketLifecycleInput) {
    if (typeof document !== 'string' || document === '')
      throw new UsageError(english`Lifecycle rules are an XML document.`);
    return {
      headers: {
        'Content-Type': 'application/xml',
        ...(allowOverlap ? { 'x-oss-allow-same-action-overlap': 'true' } : {}),
      },
      body: document,
      isDigested: true,
    };
  },

  decode: ({ requestId }: OperationResponse) => ({ requestId }),
});

export const deleteBucketLifecycle = defineOperation({
  name: 'DeleteBucketLifecycle',
  // By the name of the operation: its page names none, that of ossutil another operation's.
  action: 'oss:DeleteBucketLifecycle',
  wire: { method: 'DELETE', path: 'bucket', query, parameters: [], success: 204 },

  encode: () => ({}),

  decode: ({ requestId }: OperationResponse) => ({ requestId }),
});
