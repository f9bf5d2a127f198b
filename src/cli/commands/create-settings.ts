import type { LiveChannelConfiguration } from '../../client/operations/get-live-channel-info.js';
import type {
  ChannelStatus,
  PutLiveChannelInput,
  Snapshot,
} from '../../client/operations/put-live-channel.js';
import { UsageError } from '../../errors.js';
import type { CreateFlags } from './create.js';

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
