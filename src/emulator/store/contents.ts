import type { XmlElement } from '../../protocol/xml.js';
import type { Segment } from '../media/segment.js';

/** Who may read, and with `public-read-write` also publish without a signature. */
export type Acl = 'private' | 'public-read' | 'public-read-write';

export function isAcl(text: string): text is Acl {
  return ['private', 'public-read', 'public-read-write'].includes(text);
}

/** Configurations of a bucket that are lists of rules. */
export type RuleSet = 'lifecycle' | 'cors';

/** The rules as elements, in their order; null for a configuration that nobody has put. */
export type RuleSets = Readonly<Record<RuleSet, readonly XmlElement[] | null>>;

/** The pictures that a channel asks for. */
export interface Snapshot {
  /** The role that would write them. */
  roleName: string;
  /** Where they would be put. */
  destBucket: string;
  /** Who would be told. */
  /** The topic of Simple Message Queue that is told of each picture. */
  notifyTopic: string;
  /** From one to the next. */
  intervalSeconds: number;
}

/** What PutLiveChannel can say of a channel. */
export interface ChannelSettings {
  /** Empty without one. */
  description: string;
  /** Whether it accepts pushes. */
  status: 'enabled' | 'disabled';
  /** How long a segment is meant to be. */
  fragDurationSeconds: number;
  /** Segments in the live playlist. */
  fragCount: number;
  /** The name of the live playlist. */
  playlistName: string;
  /** Kept and shown; no pictures are taken. */
  snapshot: Snapshot | null;
}

/** A channel, as the emulator stores it. */
export interface Channel extends ChannelSettings {
  /** Its name. */
  name: string;
  /** Unix milliseconds of the last change of its settings. */
  lastModifiedMs: number;
}

/** A finished push. Unix milliseconds. */
export interface LiveRecord {
  /** Unix milliseconds. */
  startMs: number;
  /** Unix milliseconds. */
  endMs: number;
  /** `ip:port` of the publisher. */
  remoteAddress: string;
}

export interface ObjectHead {
  key: string;
  bytes: number;
  lastModifiedMs: number;
  /** Upper-case hex MD5, without quotes. */
  etag: string;
  contentType: string;
}

/** What else an object was put with, by lower-case name. */
export type KeptHeaders = Readonly<Record<string, string>>;

export interface StoredObject extends ObjectHead {
  headers: KeptHeaders;
  /** `end` is inclusive, as in a Range header. */
  read(range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
}

/** One bucket of the emulator. What a promise of a writing method has resolved for survives a kill. */
export interface Bucket {
  readonly name: string;
  readonly region: string;
  /** Unix milliseconds. */
  readonly createdMs: number;
  readonly acl: Acl;
  setAcl(acl: Acl): Promise<void>;
  readonly rules: RuleSets;
  setRules(of: RuleSet, rules: readonly XmlElement[] | null): Promise<void>;
  channel(name: string): Channel | null;
  /** In byte order of the names. */
  channels(): Channel[];
  /** Creates a channel or replaces the settings of one. */
  putChannel(name: string, settings: ChannelSettings): Promise<Channel>;
  /** Leaves the other settings as they are at that moment; null when there is no such channel. */
  setStatus(name: string, status: Channel['status']): Promise<Channel | null>;
  deleteChannel(name: string): Promise<void>;
  /** The ten latest finished pushes, oldest first. */
  history(channelName: string): LiveRecord[];
  /** All finished segments of a channel name, oldest first; also of a channel that was deleted since. */
  segments(channelName: string): Segment[];
  object(key: string): Promise<StoredObject | null>;
  putObject(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    contentType: string,
    headers?: KeptHeaders,
  ): Promise<ObjectHead>;
  deleteObject(key: string): Promise<void>;
  /** In byte order of the keys, those with the prefix that come after a key. To be read without a pause. */
  objects(prefix: string, after?: string): Iterable<ObjectHead>;
  readonly objectCount: number;
}

/** All of them. */
export interface Buckets {
  bucket(name: string): Bucket | null;
  /** Those that were there from the start first. */
  buckets(): Bucket[];
  /** Creates a bucket, or finds it; null when there are too many. */
  createBucket(name: string): Promise<Bucket | null>;
  /** False when it has channels or objects. */
  deleteBucket(name: string): Promise<boolean>;
}
