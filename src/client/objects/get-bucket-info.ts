import { child, textOf } from '../../protocol/xml.js';
import { defineOperation, type OperationResponse } from '../operations/operation.js';

/** OSS documentation, "GetBucketInfo". Null is what the service did not say. */
export interface BucketInfo {
  /** `oss-cn-hangzhou` */
  location: string | null;
  /** Host names, without a scheme. */
  extranetEndpoint: string | null;
  /** The host for machines inside Alibaba Cloud in the same region. */
  intranetEndpoint: string | null;
  /** `private`, `public-read` or `public-read-write`. */
  acl: string | null;
  /** `Standard`, `IA`, `Archive`, … */
  storageClass: string | null;
  /** Such a bucket has no live channels. The Java SDK reads it. */
  hasHierarchicalNamespace: boolean;
  /** The id of the request at the service, for its support; null when it sent none. */
  requestId: string | null;
}

export const getBucketInfo = defineOperation({
  name: 'GetBucketInfo',
  action: 'oss:GetBucketInfo',
  wire: { method: 'GET', path: 'bucket', query: { bucketInfo: null }, parameters: [], success: 200 },

  encode: () => ({}),

  decode(response: OperationResponse): BucketInfo {
    const bucket = child(response.xml('BucketInfo'), 'Bucket');
    const text = (name: string) => textOf(bucket, name)?.trim() || null;
    return {
      location: text('Location'),
      extranetEndpoint: text('ExtranetEndpoint'),
      intranetEndpoint: text('IntranetEndpoint'),
      acl: textOf(child(bucket, 'AccessControlList'), 'Grant')?.trim() || null,
      storageClass: text('StorageClass'),
      hasHierarchicalNamespace: text('HierarchicalNamespace')?.toLowerCase() === 'enabled',
      requestId: response.requestId,
    };
  },
});
