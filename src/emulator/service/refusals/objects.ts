import { invalidArgument, type RefusalRow, row } from './row.js';

/** Buckets and objects. */
export const OBJECTS = {
  noSuchBucket: row(404, 'NoSuchBucket', '0015-00000101', 'The specified bucket does not exist.'),
  invalidBucketName: row(400, 'InvalidBucketName', null, 'The specified bucket is not valid.'),
  secondLevelDomain: row(
    403,
    'SecondLevelDomainForbidden',
    null,
    'The bucket you are attempting to access must be addressed using OSS third level domain.',
  ),
  bucketNotEmpty: row(409, 'BucketNotEmpty', null, 'The bucket you tried to delete is not empty.'),
  tooManyBuckets: row(400, 'TooManyBuckets', null, 'You have attempted to create more buckets than allowed.'),
  noSuchKey: row(404, 'NoSuchKey', '0026-00000001', 'The specified key does not exist.'),
  undecodableKey: invalidArgument(null, 'The characters encoding of the object name must be utf-8.'),
  invalidObjectName: row(400, 'InvalidObjectName', null, 'The specified object is not valid.'),
  invalidRange: row(416, 'InvalidRange', null, 'The requested range cannot be satisfied.'),
  preconditionFailed: row(
    412,
    'PreconditionFailed',
    null,
    'At least one of the pre-conditions you specified did not hold.',
  ),
  metadataTooLarge: row(
    400,
    'MetadataTooLarge',
    null,
    'Your metadata headers exceed the maximum allowed metadata size.',
  ),
  fileAlreadyExists: row(
    409,
    'FileAlreadyExists',
    null,
    'The object you specified already exists and can not be overwritten.',
  ),
  badAcl: invalidArgument(null, 'x-oss-acl must be private, public-read or public-read-write.'),
  badOverride: invalidArgument(null, 'A response header must not contain control characters.'),
  invalidMaxKeys: invalidArgument(null, 'max-keys must be an integer from 1 to 1000.'),
  invalidEncodingType: invalidArgument(null, 'encoding-type must be url.'),
  invalidContinuationToken: invalidArgument(null, 'The continuation token is invalid.'),
  tooManyKeys: row(400, 'MalformedXML', null, 'At most 1000 objects can be deleted in one request.'),
} as const satisfies Record<string, RefusalRow>;
