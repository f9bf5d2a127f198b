import type { LiveChannelConfiguration } from '../../client/operations/get-live-channel-info.js';
import type {
  ChannelStatus,
  PutLiveChannelInput,
  Snapshot,
} from '../../client/operations/put-live-channel.js';
import { UsageError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import type { FlagsOf, FlagTable } from '../flags.js';

/** Of `create`: what the settings of a channel are asked for with. */
export const createFlags = {
  description: { value: '<text>', help: 'what the channel is for, at most 128 bytes' },
  status: { value: '<status>', help: 'whether the channel takes a push', choices: ['enabled', 'disabled'] },
  fragDuration: {
    value: '<seconds>',
    help: 'least length of a segment (service default: 5)',
    integer: [1, 100, limits.fragDuration.ec],
  },
  fragCount: {
    value: '<number>',
    help: 'segments in the live playlist (service default: 3)',
    integer: [1, 100, limits.fragCount.ec],
  },
  playlistName: {
    value: '<name>',
    help: 'name of the live playlist, ends in .m3u8 (service default: playlist.m3u8)',
  },
  snapshotRole: { value: '<role>', help: 'RAM role that writes snapshots; needs the other three' },
  snapshotBucket: { value: '<bucket>', help: 'bucket that snapshots are written to' },
  snapshotTopic: { value: '<topic>', help: 'MNS topic told about each snapshot' },
  snapshotInterval: {
    value: '<seconds>',
    help: 'seconds between snapshots',
    integer: [1, 100, limits.snapshot.interval.ec],
  },
  replace: { help: 'change an existing channel' },
} as const satisfies FlagTable;

type CreateFlags = FlagsOf<typeof createFlags>;

export type ChannelSettings = Omit<PutLiveChannelInput, 'channelName'>;

/** The settings that were given as options; null for the others. */
export function askedSettings(flags: CreateFlags): ChannelSettings {
  const { description = null, status = null, fragDuration = null, fragCount = null } = flags;
  const target = { fragDuration, fragCount, playlistName: flags.playlistName ?? null };
  return { description, status, target, snapshot: askedSnapshot(flags) };
}

function askedSnapshot(flags: CreateFlags): Snapshot | null {
  const { snapshotRole: roleName, snapshotBucket: destBucket } = flags;
  const { snapshotTopic: notifyTopic, snapshotInterval: interval } = flags;
  if (
    roleName !== undefined &&
    destBucket !== undefined &&
    notifyTopic !== undefined &&
    interval !== undefined
  )
    return { roleName, destBucket, notifyTopic, interval };
  const given = { role: roleName, bucket: destBucket, topic: notifyTopic, interval };
  const missing = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [`--snapshot-${name}`] : [],
  );
  if (missing.length === 4) return null;
  throw new UsageError(`A snapshot needs all four of its options; ${missing.join(', ')} missing.`);
}

/** In words, each setting that was asked for and is another in the channel. Snapshots cannot be compared. */
export function differences(info: LiveChannelConfiguration, asked: ChannelSettings): string[] {
  const compared: [name: string, is: string | number | null, wanted: string | number | null | undefined][] = [
    ['description', info.description, asked.description],
    ['status', info.status, asked.status],
    ['frag-duration', info.target?.fragDuration ?? null, asked.target?.fragDuration],
    ['frag-count', info.target?.fragCount ?? null, asked.target?.fragCount],
    ['playlist-name', info.target?.playlistName ?? null, asked.target?.playlistName],
  ];
  return compared
    .filter(([, is, wanted]) => wanted != null && wanted !== (is ?? ''))
    .map(([name, is, wanted]) => `${name} is ${quoted(is ?? '')}, not ${quoted(wanted ?? '')}`);
}

/** The settings of a channel with those asked for in their place. */
export function overlaid(info: LiveChannelConfiguration, asked: ChannelSettings): ChannelSettings {
  return {
    description: asked.description ?? info.description,
    status: asked.status ?? (info.status as ChannelStatus | null),
    target: {
      fragDuration: asked.target?.fragDuration ?? info.target?.fragDuration ?? null,
      fragCount: asked.target?.fragCount ?? info.target?.fragCount ?? null,
      playlistName: asked.target?.playlistName ?? info.target?.playlistName ?? null,
    },
    snapshot: asked.snapshot ?? null,
  };
}

function quoted(value: string | number): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
