import type { ServedOperation } from '../router.js';
import type { Half } from './call.js';
import { deleteLiveChannel } from './delete-live-channel.js';
import { deleteMultipleObjects } from './delete-multiple-objects.js';
import { deleteObject } from './delete-object.js';
import { getBucketAcl } from './get-bucket-acl.js';
import { getLiveChannelHistory } from './get-live-channel-history.js';
import { getLiveChannelInfo } from './get-live-channel-info.js';
import { getLiveChannelStat } from './get-live-channel-stat.js';
import { getObject } from './get-object.js';
import { getObjectMeta } from './get-object-meta.js';
import { getVodPlaylist } from './get-vod-playlist.js';
import { listLiveChannel } from './list-live-channel.js';
import { listObjects, listObjectsV2 } from './list-objects.js';
import { postVodPlaylist } from './post-vod-playlist.js';
import { putBucketAcl } from './put-bucket-acl.js';
import { putLiveChannel } from './put-live-channel.js';
import { putLiveChannelStatus } from './put-live-channel-status.js';
import { putObject } from './put-object.js';

/** The server's half of every operation; an operation of the client's list without one does not compile. */
export const halves: Readonly<Record<ServedOperation, Half>> = {
  PutLiveChannel: putLiveChannel,
  ListLiveChannel: listLiveChannel,
  DeleteLiveChannel: deleteLiveChannel,
  PutLiveChannelStatus: putLiveChannelStatus,
  GetLiveChannelInfo: getLiveChannelInfo,
  GetLiveChannelStat: getLiveChannelStat,
  GetLiveChannelHistory: getLiveChannelHistory,
  PostVodPlaylist: postVodPlaylist,
  GetVodPlaylist: getVodPlaylist,
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
};
