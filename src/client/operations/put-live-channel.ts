import { limits } from '../../protocol/limits.js';
import { textsOf, type XmlElement } from '../../protocol/xml.js';
import {
  validateChannelName,
  validateDescription,
  validateFragCount,
  validateFragDuration,
  validatePlaylistName,
  validateSnapshot,
  validateStatus,
  validateTargetType,
} from '../validate.js';
import { defineOperation, type OperationResponse } from './operation.js';

/** Whether a channel accepts pushes. */
export type ChannelStatus = 'enabled' | 'disabled';

/** What is made of a push: segments and a live playlist. */
export interface PutLiveChannelTarget {
  /** The only type there is; `HLS` when absent. */
  type?: 'HLS' | null;
  /** Seconds, 1 to 100; 5 when absent. */
  fragDuration?: number | null;
  /** Segments in the live playlist, 1 to 100; 3 when absent. */
  fragCount?: number | null;
  /** 6 to 128 bytes, ends in `.m3u8`, no `/`; `playlist.m3u8` when absent. */
  playlistName?: string | null;
}

/** A still picture every `interval` seconds, announced through MNS. All four fields are required. */
export interface Snapshot {
  /** The RAM role that the service assumes to write the picture and to notify. */
  roleName: string;
  /** A bucket of the same owner. */
  destBucket: string;
  /** The topic of Simple Message Queue that is told of each picture. */
  notifyTopic: string;
  /** Seconds, 1 to 100. */
  interval: number;
}

/**
 * Creates a channel, or replaces the settings of one that nobody is pushing to; what is left out gets the default of
 * the service. ServiceError `ChannelStillLive` while somebody is pushing. OSS documentation, "PutLiveChannel".
 */
export interface PutLiveChannelInput {
  /** 1 to 1023 bytes, without `/`; it is part of URLs and of the names of objects. */
  channelName: string;
  /** At most 128 bytes. */
  description?: string | null;
  /** `enabled` when absent. */
  status?: ChannelStatus | null;
  /** What is made of a push; the defaults of the service when absent. */
  target?: PutLiveChannelTarget | null;
  /** Has the service take pictures; none when absent. */
  snapshot?: Snapshot | null;
}

/** Where a channel is pushed to and played from. */
export interface CreateLiveChannelResult {
  /** `rtmp://…` without a signature. */
  publishUrls: string[];
  /** Of the live playlist: `http://…`, without a signature. */
  playUrls: string[];
  /** The id of the request at the service, for its support; null when it sent none. */
  requestId: string | null;
}

export const putLiveChannel = defineOperation({
  name: 'PutLiveChannel',
  action: 'oss:PutLiveChannel',
  wire: { method: 'PUT', path: 'channel', query: { live: null }, parameters: [], success: 200 },

  encode(input: PutLiveChannelInput) {
    validateInput(input);
    return {
      channelName: input.channelName,
      body: [
        'LiveChannelConfiguration',
        [
          ...optional('Description', input.description),
          ...optional('Status', input.status),
          ['Target', targetElements(input.target ?? {})],
          ...snapshotElements(input.snapshot),
        ],
      ],
    };
  },

  decode(response: OperationResponse): CreateLiveChannelResult {
    const root = response.xml('CreateLiveChannelResult');
    return {
      publishUrls: textsOf(root, 'PublishUrls', 'Url'),
      playUrls: textsOf(root, 'PlayUrls', 'Url'),
      requestId: response.requestId,
    };
  },
});

function validateInput({ channelName, description, status, target, snapshot }: PutLiveChannelInput): void {
  validateChannelName(channelName);
  if (description != null) validateDescription(description);
  if (status != null) validateStatus(status);
  if (target?.type != null) validateTargetType(target.type);
  if (target?.fragDuration != null) validateFragDuration(target.fragDuration);
  if (target?.fragCount != null) validateFragCount(target.fragCount);
  if (target?.playlistName != null) validatePlaylistName(target.playlistName);
  if (snapshot != null) validateSnapshot(snapshot);
}

/** The service wants FragDuration and FragCount together or not at all, so one alone brings the other's default. */
function targetElements(target: PutLiveChannelTarget): XmlElement[] {
  const fragments = target.fragDuration != null || target.fragCount != null;
  return [
    ['Type', target.type ?? 'HLS'],
    ...optional('FragDuration', fragments ? (target.fragDuration ?? limits.fragDuration.default) : null),
    ...optional('FragCount', fragments ? (target.fragCount ?? limits.fragCount.default) : null),
    ...optional('PlaylistName', target.playlistName),
  ];
}

function snapshotElements(snapshot: Snapshot | null | undefined): XmlElement[] {
  if (snapshot == null) return [];
  return [
    [
      'Snapshot',
      [
        ['RoleName', snapshot.roleName],
        ['DestBucket', snapshot.destBucket],
        ['NotifyTopic', snapshot.notifyTopic],
        ['Interval', String(snapshot.interval)],
      ],
    ],
  ];
}

function optional(name: string, value: string | number | null | undefined): XmlElement[] {
  return value == null ? [] : [[name, String(value)]];
}
