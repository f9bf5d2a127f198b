import { isoSeconds } from '../instant.js';
import { type Half, xmlAnswer } from './call.js';
import { OWNER } from './owner.js';

/** Both endpoints are the one that was asked: another would lead a client away from here. */
export const getBucketInfo: Half = ({ bucket, urls }) =>
  xmlAnswer([
    'BucketInfo',
    [
      [
        'Bucket',
        [
          ['Name', bucket.name],
          ['CreationDate', isoSeconds(bucket.createdMs)],
          ['Location', `oss-${bucket.region}`],
          ['ExtranetEndpoint', urls.service],
          ['IntranetEndpoint', urls.service],
          ['StorageClass', 'Standard'],
          ['DataRedundancyType', 'LRS'],
          ['AccessMonitor', 'Disabled'],
          ['TransferAcceleration', 'Disabled'],
          ['CrossRegionReplication', 'Disabled'],
          OWNER,
          ['AccessControlList', [['Grant', bucket.acl]]],
        ],
      ],
    ],
  ]);
