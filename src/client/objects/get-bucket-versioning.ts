import { textOf } from '../../protocol/xml.js';
import { defineOperation, type OperationResponse } from '../operations/operation.js';

/** OSS documentation, "GetBucketVersioning". */
export interface BucketVersioning {
  /** Null for a bucket that never had versions. */
  status: 'Enabled' | 'Suspended' | null;
  /** The id of the request at the service, for its support; null when it sent none. */
  requestId: string | null;
}

export const getBucketVersioning = defineOperation({
  name: 'GetBucketVersioning',
  action: 'oss:GetBucketVersioning',
  wire: { method: 'GET', path: 'bucket', query: { versioning: null }, parameters: [], success: 200 },

  encode: () => ({}),

  decode(response: OperationResponse): BucketVersioning {
    const status = textOf(response.xml('VersioningConfiguration'), 'Status')?.trim();
    const { requestId } = response;
    return { status: status === 'Enabled' || status === 'Suspended' ? status : null, requestId };
  },
});
