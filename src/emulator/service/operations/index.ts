import type { ServedOperation } from '../router.js';
import { deleteBucketCors, getBucketCors, putBucketCors } from './bucket-cors.js';
import { deleteBucketLifecycle, getBucketLifecycle, putBucketLifecycle } from './bucket-lifecycle.js';
import type { Half, ServiceHalf } from './call.js';
import { deleteBucket } from './delete-bucket.js';
import { deleteLiveChannel } from './delete-live-channel.js';
import { deleteMultipleObjects } from './delete-multiple-objects.js';
import { deleteObject } from './delete-object.js';
import { getBucketAcl } from './get-bucket-acl.js';
import { getBucketInfo } from './get-bucket-info.js';
import { getBucketLocation } from './get-bucket-location.js';
import { getBucketStat } from './get-bucket-stat.js';
import { getBucketVersioning } from './get-bucket-versioning.js';
import { getLiveChannelHistory } from './get-live-channel-history.js';
import { getLiveChannelInfo } from './get-live-channel-info.js';
import { getLiveChannelStat } from './get-live-channel-stat.js';
import { getObject } from './get-object.js';
import { getObjectMeta } from './get-object-meta.js';
import { getVodPlaylist } from './get-vod-playlist.js';
import { headBucket } from './head-bucket.js';
import { listBuckets } from './list-buckets.js';
import { listLiveChannel } from './list-live-channel.js';
import { listObjects, listObjectsV2 } from './list-objects.js';
import { postVodPlaylist } from './post-vod-playlist.js';
import { putBucket } from './put-bucket.js';
import { putBucketAcl } from './put-bucket-acl.js';
import { putLiveChannel } from './put-live-channel.js';
import { putLiveChannelStatus } from './put-live-channel-status.js';
import { putObject } from './put-object.js';

/** What is asked of the service itself, or of a bucket that is not there yet. */
type ServiceOperation = 'ListBuckets' | 'PutBucket';

export const serviceHalves: Readonly<Record<ServiceOperation, ServiceHalf>> = {
  ListBuckets: listBuckets,
  PutBucket: putBucket,
};

/** The server's half of every other operation; an operation of the client's list without one does not compile. */
export const halves: Readonly<Record<Exclude<ServedOperation, ServiceOperation>, Half>> = {
  PutLiveChannel: putLiveChannel,
  ListLiveChannel: listLiveChannel,
  DeleteLiveChannel: deleteLiveChannel,
  PutLiveChannelStatus: putLiveChannelStatus,
  GetLiveChannelInfo: getLiveChannelInfo,
  GetLiveChannelStat: getLiveChannelStat,
  GetLiveChannelHistory: getLiveChannelHistory,
  PostVodPlaylist: postVodPlaylist,
  GetVodPlaylist: getVodPlaylist,
  DeleteBucket: deleteBucket,
  HeadBucket: headBucket,
  GetBucketInfo: getBucketInfo,
  GetBucketLocation: getBucketLocation,
  GetBucketStat: getBucketStat,
  GetBucketVersioning: getBucketVersioning,
  GetObject: getObject,
  // The handler leaves out the body.
  HeadObject: getObject,
  GetObjectMeta: getObjectMeta,
  PutObject: putObject,
  DeleteObject: deleteObject,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  DeleteMultipleObjects: deleteMultipleObjects,
  GetBucketAcl: getBucketAcl,
  PutBucketAcl: putBucketAcl,
  GetBucketLifecycle: getBucketLifecycle,
  PutBucketLifecycle: putBucketLifecycle,
  DeleteBucketLifecycle: deleteBucketLifecycle,
  GetBucketCors: getBucketCors,
  PutBucketCors: putBucketCors,
  DeleteBucketCors: deleteBucketCors,
};
