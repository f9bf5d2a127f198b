/** What is served besides LiveChannel: buckets and objects. */
export type StorageOperation =
  | 'ListBuckets'
  | 'PutBucket'
  | 'DeleteBucket'
  | 'HeadBucket'
  | 'GetBucketInfo'
  | 'GetBucketLocation'
  | 'GetBucketStat'
  | 'GetBucketVersioning'
  | 'GetBucketAcl'
  | 'PutBucketAcl'
  | 'GetBucketLifecycle'
  | 'PutBucketLifecycle'
  | 'DeleteBucketLifecycle'
  | 'GetBucketCors'
  | 'PutBucketCors'
  | 'DeleteBucketCors'
  | 'GetObject'
  | 'HeadObject'
  | 'GetObjectMeta'
  | 'PutObject'
  | 'DeleteObject'
  | 'ListObjects'
  | 'ListObjectsV2'
  | 'DeleteMultipleObjects';

interface StorageRule {
  operation: StorageOperation;
  method: string;
  path: 'service' | 'bucket' | 'object';
  /** Parameter that must be there, and its value; null for none. */
  selector: readonly [name: string, value: string] | null;
  parameters: readonly string[];
}

const RESPONSE_OVERRIDES = [
  'response-content-type',
  'response-content-language',
  'response-expires',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
] as const;

const GET_PARAMETERS = ['x-oss-process', ...RESPONSE_OVERRIDES];
const LIST_PARAMETERS = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];

/** Of those whose method, path and selector fit, the first one is meant. */
export const STORAGE_RULES: readonly StorageRule[] = [
  {
    operation: 'ListBuckets',
    method: 'GET',
    path: 'service',
    selector: null,
    parameters: ['prefix', 'marker', 'max-keys'],
  },
  { operation: 'GetBucketInfo', method: 'GET', path: 'bucket', selector: ['bucketInfo', ''], parameters: [] },
  {
    operation: 'GetBucketLocation',
    method: 'GET',
    path: 'bucket',
    selector: ['location', ''],
    parameters: [],
  },
  { operation: 'GetBucketStat', method: 'GET', path: 'bucket', selector: ['stat', ''], parameters: [] },
  {
    operation: 'GetBucketVersioning',
    method: 'GET',
    path: 'bucket',
    selector: ['versioning', ''],
    parameters: [],
  },
  { operation: 'GetBucketAcl', method: 'GET', path: 'bucket', selector: ['acl', ''], parameters: [] },
  { operation: 'PutBucketAcl', method: 'PUT', path: 'bucket', selector: ['acl', ''], parameters: [] },
  ...ofConfiguration('lifecycle', 'BucketLifecycle'),
  ...ofConfiguration('cors', 'BucketCors'),
  {
    operation: 'ListObjectsV2',
    method: 'GET',
    path: 'bucket',
    selector: ['list-type', '2'],
    parameters: [...LIST_PARAMETERS, 'start-after', 'continuation-token', 'fetch-owner'],
  },
  {
    operation: 'ListObjects',
    method: 'GET',
    path: 'bucket',
    selector: null,
    parameters: [...LIST_PARAMETERS, 'marker'],
  },
  {
    operation: 'DeleteMultipleObjects',
    method: 'POST',
    path: 'bucket',
    selector: ['delete', ''],
    parameters: ['encoding-type'],
  },
  { operation: 'GetObject', method: 'GET', path: 'object', selector: null, parameters: GET_PARAMETERS },
  {
    operation: 'GetObjectMeta',
    method: 'HEAD',
    path: 'object',
    selector: ['objectMeta', ''],
    parameters: [],
  },
  { operation: 'HeadObject', method: 'HEAD', path: 'object', selector: null, parameters: GET_PARAMETERS },
  { operation: 'HeadBucket', method: 'HEAD', path: 'bucket', selector: null, parameters: [] },
  { operation: 'PutBucket', method: 'PUT', path: 'bucket', selector: null, parameters: [] },
  { operation: 'DeleteBucket', method: 'DELETE', path: 'bucket', selector: null, parameters: [] },
  { operation: 'PutObject', method: 'PUT', path: 'object', selector: null, parameters: [] },
  { operation: 'DeleteObject', method: 'DELETE', path: 'object', selector: null, parameters: [] },
];

function ofConfiguration<Name extends 'BucketLifecycle' | 'BucketCors'>(
  parameter: string,
  name: Name,
): StorageRule[] {
  const of = (method: string, operation: `${'Get' | 'Put' | 'Delete'}${Name}`): StorageRule => ({
    ...{ operation, method, path: 'bucket', selector: [parameter, ''], parameters: [] },
  });
  return [of('GET', `Get${name}`), of('PUT', `Put${name}`), of('DELETE', `Delete${name}`)];
}
