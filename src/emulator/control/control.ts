import type { Registry } from '../live/registry.js';
import type { LiveStat } from '../service/backend.js';
import type { StoredBucket } from '../store/bucket.js';
import type { Acl, Channel, LiveRecord } from '../store/contents.js';
import type { Clock, ClockSetting, ClockState } from './clock.js';
import type { FaultRule } from './fault-rule.js';
import type { FaultReport, Faults } from './faults.js';
import type { Journal, JournalEvent } from './journal.js';

/** A channel of an emulator. */
export interface ChannelReport extends Channel {
  /** Pushes that have ended, oldest first. */
  history: LiveRecord[];
  /** How many are stored. */
  segments: number;
  /** null: nobody is pushing. */
  live: LiveStat | null;
}

/** A bucket of an emulator. */
export interface BucketReport {
  /** Its name. */
  name: string;
  /** Its region. */
  region: string;
  /** Who may read, and who may publish without a signature. */
  acl: Acl;
  /** How many there are, segments included. */
  objects: number;
  /** Its channels. */
  channels: ChannelReport[];
}

/** All that an emulator holds. */
export interface StateReport {
  /** In the order in which they were named. */
  buckets: BucketReport[];
  /** What it takes for now. */
  clock: ClockState;
  /** The rules, and how often each has struck. */
  faults: FaultReport[];
  /** Where it stores. */
  dataDir: string;
}

/** What a test may ask of an emulator that no client can. The same is under `/_emulator/` on its port. */
export interface Control {
  /** Ends the pushes and forgets channels, rules and clock; objects too, unless the media is to be kept. */
  reset(options?: { media?: 'keep' }): Promise<void>;
  /** What has happened after the event with this number, 0 for all that is remembered: a thousand. */
  events(since?: number): JournalEvent[];
  /** Calls back with each new event, until the returned function is called. */
  subscribe(listener: (event: JournalEvent) => void): () => void;
  /** The rules, and how often each has struck. */
  faults(): FaultReport[];
  /** Throws UsageError when the rule makes no sense. */
  addFault(rule: FaultRule): FaultReport;
  /** False when there is no such rule. */
  removeFault(id: string): boolean;
  /** Removes every rule. */
  clearFaults(): void;
  /** What the emulator takes for now. */
  clock(): ClockState;
  /** Objects that the lifecycle rules of their bucket delete by then are gone before the next request is answered. */
  setClock(setting: ClockSetting): ClockState;
  /** Ends the push on a channel; false when there is none. Without a bucket, the first one is meant. */
  kick(channelName: string, bucketName?: string): boolean;
  /** Buckets, channels, pushes, clock and rules. */
  state(): Promise<StateReport>;
}

export interface ControlOptions {
  dataDir: string;
  buckets(): StoredBucket[];
  registry: Registry;
  journal: Journal;
  clock: Clock;
  faults: Faults;
  /** Resolves when there is something to report about. */
  opened(): Promise<void>;
  /** Carries out what the rules of the buckets want at the time that it is now. */
  expire(): void;
  /** Empties every bucket. */
  empty(keepMedia: boolean): Promise<void>;
}

export function createControl(options: ControlOptions): Control {
  const { buckets, registry, journal, clock, faults } = options;

  function reportOf(bucket: StoredBucket): BucketReport {
    const { name, region, acl } = bucket;
    const channels = bucket.channels().map((channel) => ({
      ...channel,
      history: bucket.history(channel.name),
      segments: bucket.segments(channel.name).length,
      live: registry.stat(name, channel.name),
    }));
    return { name, region, acl, objects: bucket.objectCount, channels };
  }

  return {
    async reset({ media } = {}) {
      await options.opened();
      faults.clear();
      clock.set(null);
      await options.empty(media === 'keep');
      journal.add('reset', { media: media ?? 'removed' });
    },
    events: (since = 0) => journal.since(since),
    subscribe: (listener) => journal.subscribe(listener),
    faults: () => faults.list(),
    addFault: (rule) => faults.add(rule),
    removeFault: (id) => faults.remove(id),
    clearFaults: () => faults.clear(),
    clock: () => clock.state(),
    setClock(setting) {
      clock.set(setting);
      options.expire();
      return clock.state();
    },
    kick: (channelName, bucketName = buckets()[0]?.name ?? '') => registry.kick(bucketName, channelName),
    async state() {
      await options.opened();
      return {
        buckets: buckets().map(reportOf),
        clock: clock.state(),
        faults: faults.list(),
        dataDir: options.dataDir,
      };
    },
  };
}
