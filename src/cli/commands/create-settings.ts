import { type ChannelSettings, differencesOf } from '../../client/channel-settings.js';
import type { LiveChannelConfiguration } from '../../client/operations/get-live-channel-info.js';
import type { Snapshot } from '../../client/operations/put-live-channel.js';
import { english } from '../../english.js';
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
  throw new UsageError(english`A snapshot needs all four of its options; ${missing} missing.`);
}

/** In words, each setting that was asked for and is another in the channel. */
export function differencesInWords(info: LiveChannelConfiguration, asked: ChannelSettings): string[] {
  return differencesOf(info, asked).map(({ setting, is, wanted }) => {
    const name = setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return english`${name} is ${quoted(is ?? '')}, not ${quoted(wanted)}`;
  });
}

function quoted(value: string | number): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
