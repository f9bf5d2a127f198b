import { livePlaylist } from '../media/playlist.js';
import type { Segment, SegmentOutput } from '../media/segment.js';
import { Blocks } from './blocks.js';
import { openBucketRecord } from './bucket-record.js';
import { type BegunPush, type ChannelState, openChannels, withRecord } from './channels.js';
import type { Acl, Bucket, Channel, ChannelSettings } from './contents.js';
import { type BucketFolders, namesIn, segmentIndexFile } from './folders.js';
import { LateSegments } from './late-segments.js';
import { decodeName } from './names.js';
import { createObjects } from './objects.js';
import { createQueues } from './queue.js';
import { recoverObjects, recoverSegments } from './recovery.js';
import { openSegmentIndex, type SegmentIndex } from './segment-index.js';
import { createSegmentWriter, type StorageFaults } from './segment-writer.js';

/** Where one push is stored. */
export interface PushStorage {
  readonly output: SegmentOutput;
  /** Whether anything of an earlier push precedes this one in the channel's playlist. */
  readonly startsWithDiscontinuity: boolean;
  /** The channel's when the push began. */
  readonly fragDurationSeconds: number;
  /** Resolves when every closed segment and the history record are on disk, or could not be. */
  end(endMs: number): Promise<void>;
}

/** What a publisher wants to do; without a playlist name the channel's is meant. */
export type WantedPush = Omit<BegunPush, 'playlistName'> & Pick<Partial<BegunPush>, 'playlistName'>;

export interface StoredBucket extends Bucket {
  /**
   * Waits for what is being done to the channel; null when it has been deleted or disabled by then. `failed` is called
   * once, when a write fails; nothing is stored after it.
   */
  beginPush(
    channelName: string,
    wanted: WantedPush,
    failed: (error: unknown) => void,
  ): Promise<PushStorage | null>;
  /** Resolves when everything begun so far is on disk; what is late does not wait any longer. */
  idle(): Promise<void>;
}

export interface BucketOptions {
  name: string;
  region: string;
  /** null: as it was left. */
  acl: Acl | null;
  /** Created over HTTP. */
  asked?: boolean;
  folders: BucketFolders;
  now(): Date;
  faultsOf(channelName: string): StorageFaults;
}

/** Opens a bucket and repairs what a kill left behind. */
export async function openBucket(options: BucketOptions): Promise<StoredBucket> {
  const { name, region, folders, now } = options;
  const record = await openBucketRecord({
    ...{ path: folders.record, temporaryFolder: folders.temporary, acl: options.acl },
    ...{ asked: options.asked ?? false, nowMs: now().getTime() },
  });
  const objects = createObjects(folders, now);
  const channels = await openChannels(folders);
  const indexes = new Map<string, SegmentIndex>();
  const queues = createQueues();
  const backlog = { bytes: 0 };
  const blocks = new Blocks();
  const late = new LateSegments();

  function inTurn<Result>(channelName: string, task: () => Promise<Result>): Promise<Result> {
    return queues.of(channelName).run(task);
  }

  async function indexOf(channelName: string): Promise<SegmentIndex> {
    const index =
      indexes.get(channelName) ?? (await openSegmentIndex(segmentIndexFile(folders, channelName)));
    indexes.set(channelName, index);
    return index;
  }

  async function listLive(channelName: string, playlistName: string): Promise<void> {
    const state = channels.get(channelName);
    const segments = indexes.get(channelName)?.segments ?? [];
    if (state === undefined) return;
    await objects.replace(`${channelName}/${playlistName}`, livePlaylist(segments, state.channel));
  }

  async function unindex(key: string): Promise<void> {
    const slash = key.indexOf('/');
    const channelName = key.slice(0, slash);
    const segmentName = key.slice(slash + 1);
    if (!indexes.get(channelName)?.has(segmentName)) return;
    await inTurn(channelName, async () => {
      await indexes.get(channelName)?.remove(segmentName);
    });
  }

  async function recover(): Promise<void> {
    const files = await recoverObjects(folders, objects);
    const indexed = (await namesIn(folders.segments, '.jsonl'))
      .map(decodeName)
      .filter((part) => part !== null);
    for (const channelName of new Set([...indexed, ...files.keys()])) {
      const index = await openSegmentIndex(segmentIndexFile(folders, channelName));
      indexes.set(channelName, index);
      const begunMs = channels.get(channelName)?.push?.startMs ?? null;
      const found = files.get(channelName) ?? new Map();
      await recoverSegments(index, found, objects, folders.temporary, begunMs);
    }
    for (const state of channels.list()) await endInterrupted(state);
  }

  /** A push that a kill cut off ends with its last segment. */
  async function endInterrupted(state: ChannelState): Promise<void> {
    const { push, channel } = state;
    if (push === null) return;
    const last = indexes.get(channel.name)?.segments.findLast(({ startMs }) => startMs >= push.startMs);
    const { startMs, remoteAddress } = push;
    const endMs = last === undefined ? startMs : Math.round(last.startMs + last.durationSeconds * 1000);
    if (last !== undefined) await listLive(channel.name, push.playlistName);
    await channels.write(withRecord(state, { startMs, endMs, remoteAddress }));
  }

  function putChannel(channelName: string, settings: ChannelSettings): Promise<Channel> {
    const { history = [], push = null } = channels.get(channelName) ?? {};
    const channel: Channel = { ...settings, name: channelName, lastModifiedMs: now().getTime() };
    return channels.write({ channel, history, push }).then(() => channel);
  }

  await recover();

  return {
    name,
    region,
    get acl() {
      return record.acl;
    },
    createdMs: record.createdMs,
    setAcl: record.setAcl,
    get rules() {
      return record.rules;
    },
    setRules: record.setRules,
    channel: (channelName) => channels.get(channelName)?.channel ?? null,
    channels: () => channels.list().map(({ channel }) => channel),
    putChannel: (channelName, settings) => inTurn(channelName, () => putChannel(channelName, settings)),
    setStatus: (channelName, status) =>
      inTurn(channelName, async () => {
        const channel = channels.get(channelName)?.channel;
        return channel === undefined ? null : putChannel(channelName, { ...channel, status });
      }),
    deleteChannel: (channelName) => inTurn(channelName, () => channels.remove(channelName)),
    history: (channelName) => [...(channels.get(channelName)?.history ?? [])],
    segments: (channelName) => (indexes.get(channelName)?.segments ?? []).map(asSegment),
    object: (key) => objects.find(key),
    async putObject(key, body, contentType, headers) {
      const head = await objects.put(key, body, contentType, headers);
      await unindex(key);
      return head;
    },
    async deleteObject(key) {
      await objects.remove(key);
      await unindex(key);
    },
    objects: (prefix, after = '') => objects.list(prefix, after),
    get objectCount() {
      return objects.count;
    },
    beginPush: (channelName, wanted, failed) =>
      inTurn(channelName, async () => {
        const state = channels.get(channelName);
        if (state === undefined || state.channel.status === 'disabled') return null;
        const { startMs, remoteAddress, playlistName = state.channel.playlistName } = wanted;
        const index = await indexOf(channelName);
        await channels.write({ ...state, push: { startMs, remoteAddress, playlistName } });
        const queue = queues.of(channelName);
        const finished = (): Promise<void> => listLive(channelName, playlistName);
        const faults = options.faultsOf(channelName);
        const output = createSegmentWriter({
          ...{ channelName, faults, backlog, blocks, late, queue, objects, index, now, finished, failed },
        });
        return {
          output,
          startsWithDiscontinuity: index.nextSequence > 0,
          fragDurationSeconds: state.channel.fragDurationSeconds,
          end: (endMs) =>
            inTurn(channelName, async () => {
              const ended = channels.get(channelName);
              if (ended !== undefined)
                await channels.write(withRecord(ended, { startMs, endMs, remoteAddress }));
            }),
        };
      }),
    async idle() {
      await late.settle();
      await queues.idle();
    },
  };
}

function asSegment({ name, startMs, durationSeconds, discontinuity, sequence, bytes }: Segment): Segment {
  return { name, startMs, durationSeconds, discontinuity, sequence, bytes };
}
