import { invalidArgument, type RefusalRow, row } from './row.js';

const invalidChannelName = (ec: string | null, message: string): RefusalRow =>
  row(400, 'InvalidChannelName', ec, message);

/** The operations of LiveChannel. */
export const LIVE_CHANNEL = {
  noSuchLiveChannel: row(
    404,
    'NoSuchLiveChannel',
    '0026-00000021',
    'The specified live channel does not exist.',
  ),
  channelStillLive: row(
    409,
    'ChannelStillLive',
    '0044-00000201',
    "Live channel couldn't be updated or deleted when channel is live.",
  ),
  emptyChannelName: invalidChannelName('0017-00000257', 'ChannelName must not be empty.'),
  longChannelName: invalidChannelName('0017-00000258', 'The Length of channel name must be less than 64.'),
  undecodableChannelName: invalidChannelName('0017-00000259', 'The characters encoding must be utf-8.'),
  slashInChannelName: invalidChannelName(null, 'ChannelName must not contain a slash.'),
  badChannelName: invalidChannelName(null, 'The live channel name is invalid.'),
  badDescription: invalidArgument('0044-00000001', 'Description must be at most 128 bytes.'),
  badStatus: invalidArgument('0044-00000002', 'Status must be enabled or disabled.'),
  severalSnapshots: invalidArgument('0044-00000003', 'There must be at most one Snapshot.'),
  badSnapshotInterval: invalidArgument('0044-00000005', 'Snapshot Interval must be from 1 to 100.'),
  badSnapshotTopic: invalidArgument('0044-00000006', 'Snapshot NotifyTopic is missing or invalid.'),
  badSnapshotRole: invalidArgument('0044-00000007', 'Snapshot RoleName is missing or invalid.'),
  badSnapshotBucket: invalidArgument('0044-00000008', 'Snapshot DestBucket is missing or invalid.'),
  badTargetType: invalidArgument(null, 'Target Type must be HLS.'),
  badFragDuration: invalidArgument('0044-00000014', 'FragDuration must be from 1 to 100.'),
  badFragCount: invalidArgument('0044-00000015', 'FragCount must be from 1 to 100.'),
  slashInPlaylistName: invalidArgument('0044-00000016', 'PlaylistName must not contain a slash.'),
  badPlaylistNameLength: invalidArgument('0044-00000017', 'PlaylistName must be from 6 to 128 bytes.'),
  badPlaylistNameSuffix: invalidArgument('0044-00000018', 'PlaylistName must end with .m3u8.'),
  badMaxKeys: invalidArgument('0044-00000101', 'max-keys must be from 1 to 1000.'),
  badPrefix: invalidArgument('0044-00000102', 'prefix must be at most 1024 bytes.'),
  badMarker: invalidArgument('0044-00000103', 'marker must be at most 1024 bytes.'),
  badStatusParameter: invalidArgument('0017-00000255', 'status must be enabled or disabled.'),
  badVodChannelName: invalidArgument('0044-00000302', 'The live channel name is invalid.'),
  badStartTime: invalidArgument('0044-00000304', 'startTime is missing or malformed.'),
  badEndTime: invalidArgument('0044-00000305', 'endTime is missing or malformed.'),
  reversedTimes: invalidArgument('0044-00000306', 'startTime must be earlier than endTime.'),
  longTimeSpan: invalidArgument('0044-00000307', 'The time span must not be longer than one day.'),
  noSegments: invalidArgument('0044-00000308', 'No ts file found in specified time span.'),
} as const satisfies Record<string, RefusalRow>;
