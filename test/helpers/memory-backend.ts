import { createHash } from 'node:crypto';
import type { Segment } from '../../src/emulator/media/segment.js';
import type { Backend, LiveStat } from '../../src/emulator/service/backend.js';
import type {
  Acl,
  Bucket,
  Channel,
  KeptHeaders,
  LiveRecord,
  ObjectHead,
  RuleSets,
} from '../../src/emulator/store/contents.js';
import type { Credentials } from '../../src/protocol/wire.js';

interface MemoryBucket extends Bucket {
  setSegments(channelName: string, segments: Segment[]): void;
  setHistory(channelName: string, records: LiveRecord[]): void;
}

export interface MemoryBackend extends Backend {
  setLive(channelName: string, stat: LiveStat | null): void;
  setNow(now: Date): void;
  readonly disabled: string[];
  bucket(name: string): MemoryBucket | null;
}

export interface MemoryOptions {
  buckets?: string[];
  region?: string;
  acl?: Acl;
  credentials?: readonly Credentials[];
  now?: string;
}

/** A world without a disk, in which a test says who is live and which segments there are. */
export function createMemoryBackend(options: MemoryOptions = {}): MemoryBackend {
  const { region = 'cn-hangzhou', acl = 'private', credentials = [] } = options;
  let now = new Date(options.now ?? '2024-03-05T06:07:08Z');
  const live = new Map<string, LiveStat>();
  const disabled: string[] = [];
  const buckets = (options.buckets ?? ['examplebucket']).map((name) =>
    createMemoryBucket(name, region, acl, () => now),
  );
  return {
    bucket: (name) => buckets.find((bucket) => bucket.name === name) ?? null,
    buckets: () => buckets,
    async createBucket(name) {
      const bucket = createMemoryBucket(name, region, 'private', () => now);
      buckets.push(bucket);
      return bucket;
    },
    async deleteBucket(name) {
      const [bucket] = buckets.filter((candidate) => candidate.name === name);
      if (bucket === undefined || bucket.channels().length > 0) return false;
      buckets.splice(buckets.indexOf(bucket), 1);
      return true;
    },
    credentials,
    pushes: {
      stat: (_, channelName) => live.get(channelName) ?? null,
      ended: async (_, channelName) => !live.has(channelName),
      disable: (_, channelName) => disabled.push(channelName),
    },
    now: () => now,
    disabled,
    setNow(time) {
      now = time;
    },
    setLive(channelName, stat) {
      if (stat === null) live.delete(channelName);
      else live.set(channelName, stat);
    },
  };
}

function createMemoryBucket(name: string, region: string, firstAcl: Acl, now: () => Date): MemoryBucket {
  let acl = firstAcl;
  let rules: RuleSets = { lifecycle: null, cors: null };
  const channels = new Map<string, Channel>();
  const objects = new Map<string, { head: ObjectHead; headers: KeptHeaders; content: Buffer }>();
  const segments = new Map<string, Segment[]>();
  const history = new Map<string, LiveRecord[]>();
  const inByteOrder = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return {
    name,
    region,
    createdMs: now().getTime(),
    get acl() {
      return acl;
    },
    async setAcl(wanted) {
      acl = wanted;
    },
    get rules() {
      return rules;
    },
    async setRules(of, wanted) {
      rules = { ...rules, [of]: wanted };
    },
    channel: (channelName) => channels.get(channelName) ?? null,
    channels: () => [...channels.values()].sort((a, b) => inByteOrder(a.name, b.name)),
    async putChannel(channelName, settings) {
      const channel = { ...settings, name: channelName, lastModifiedMs: now().getTime() };
      channels.set(channelName, channel);
      return channel;
    },
    async setStatus(channelName, status) {
      const channel = channels.get(channelName);
      return channel === undefined ? null : this.putChannel(channelName, { ...channel, status });
    },
    async deleteChannel(channelName) {
      channels.delete(channelName);
    },
    history: (channelName) => history.get(channelName) ?? [],
    segments: (channelName) => segments.get(channelName) ?? [],
    setSegments: (channelName, list) => segments.set(channelName, list),
    setHistory: (channelName, records) => history.set(channelName, records),
    async object(key) {
      const found = objects.get(key);
      if (found === undefined) return null;
      return {
        ...found.head,
        headers: found.headers,
        async *read({ start, end } = { start: 0, end: found.content.length - 1 }) {
          yield found.content.subarray(start, end + 1);
        },
      };
    },
    async putObject(key, body, contentType, headers = {}) {
      const chunks: Uint8Array[] = [];
      if (body instanceof Uint8Array) chunks.push(body);
      else for await (const chunk of body) chunks.push(chunk);
      const content = Buffer.concat(chunks);
      const etag = createHash('md5').update(content).digest('hex').toUpperCase();
      const head = {
        key,
        bytes: content.length,
        lastModifiedMs: now().getTime(),
        etag,
        contentType,
      };
      objects.set(key, { head, headers, content });
      return head;
    },
    async deleteObject(key) {
      objects.delete(key);
    },
    objects: (prefix, after = '') =>
      [...objects.values()]
        .map(({ head }) => head)
        .filter(({ key }) => key.startsWith(prefix) && inByteOrder(key, after) > 0)
        .sort((a, b) => inByteOrder(a.key, b.key)),
    get objectCount() {
      return objects.size;
    },
  };
}
