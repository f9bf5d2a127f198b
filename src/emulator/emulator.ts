import { CommandError, EXIT, UsageError } from '../errors.js';
import type { Credentials, HttpResponse } from '../protocol/wire.js';
import type { Acl, Backend } from './backend.js';
import { createClock } from './control/clock.js';
import { type Control, createControl } from './control/control.js';
import { createFaults, type FaultRule } from './control/faults.js';
import { createJournal } from './control/journal.js';
import { storageFaults } from './control/media-faults.js';
import { admit } from './control/rtmp-faults.js';
import { createExchange, isHealth, VERSION } from './exchange.js';
import type { IncomingRequest } from './http/message.js';
import { createHttpServer } from './http/server.js';
import { createListener } from './listener.js';
import { createRegistry, type PublishAnswer } from './live/registry.js';
import { localProfile } from './local-profile.js';
import { createRtmpServer } from './rtmp/server.js';
import { openBucket, type StoredBucket } from './store/bucket.js';
import { openDataFolder } from './store/data-folder.js';
import { prepareBucketFolders, removeBucketFolders } from './store/folders.js';

export interface EmulatorOptions {
  /** Where media and state are kept; created when it is missing. One emulator at a time. */
  dataDir: string;
  /** Names of the buckets; `['local']`. */
  buckets?: readonly string[];
  /** The region of the buckets; `cn-hangzhou`. */
  region?: string;
  /** The keys that may sign; the well-known one of the client's profile `local`. */
  credentials?: readonly Credentials[];
  /** Who may read, and who may publish without a signature; `private`. */
  acl?: Acl;
  /** The clock of signatures, names and records. */
  now?: () => Date;
  /** Stores pushes without H.264 video too, which the service does not; false. */
  allowAudioOnly?: boolean;
  /** Rules that make something go wrong from the start. */
  faults?: readonly FaultRule[];
  /** From disabling a channel to the cut of its push; 2000. OSS documentation: within about ten seconds. */
  disableDelayMs?: number;
}

export interface ListenOptions {
  /** `127.0.0.1`. */
  host?: string;
  /** For HTTP and RTMP; 0, the default, picks one. */
  port?: number;
  /** Takes RTMP on this port too. */
  rtmpPort?: number | null;
}

export interface Listening {
  /** `http://127.0.0.1:8787`. */
  url: string;
  /** `rtmp://127.0.0.1:8787`. */
  rtmpUrl: string;
  port: number;
}

/** A LiveChannel service on this machine. Its methods wait until the data folder is ready, and reject if it never is. */
export interface Emulator {
  /** One HTTP exchange without a port; serves as a client's transport. */
  handle(request: IncomingRequest): Promise<HttpResponse>;
  /** What a publisher with this URL would be told. */
  authorizePublish(url: string): Promise<PublishAnswer>;
  /** Opens a port that speaks HTTP and RTMP. Rejects with CommandError when it is taken. */
  listen(options?: ListenOptions): Promise<Listening>;
  /** Ends the pushes, finishes their segments and gives the data folder free. Safe to call twice. */
  close(): Promise<void>;
  /** For tests: time, faults, what has happened, a clean slate. */
  readonly control: Control;
}

const BUCKET_NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/**
 * Starts an emulator and returns at once; it opens no port until it is told to.
 *
 * @throws UsageError when an option is malformed. A data folder that cannot be used rejects the first call of a method
 *   with ConfigurationError, one that another emulator uses with CommandError (`DataFolderInUse`).
 */
export function createEmulator(options: EmulatorOptions): Emulator {
  const { dataDir, acl = 'private', region = localProfile.region, now: baseNow = () => new Date() } = options;
  const { allowAudioOnly = false, disableDelayMs = 2000, credentials = [localProfile] } = options;
  const bucketNames = checkedNames(options.buckets ?? [localProfile.bucket]);
  const buckets = new Map<string, StoredBucket>();
  const allBuckets = (): StoredBucket[] => [...buckets.values()];
  const clock = createClock(baseNow);
  const { now } = clock;
  const journal = createJournal(now);
  const faults = createFaults(journal);
  for (const rule of options.faults ?? []) faults.add(rule);
  const registry = createRegistry({
    ...{ credentials, now, journal, faults, allowAudioOnly, disableDelayMs },
    buckets: allBuckets,
  });
  const backend: Backend = {
    bucket: (name) => buckets.get(name) ?? null,
    buckets: allBuckets,
    ...{ credentials, now, pushes: registry },
  };
  const startedAt = performance.now();
  let state: 'starting' | 'ok' | 'closed' = 'starting';
  let closing: Promise<void> | null = null;

  const control = createControl({
    ...{ dataDir, registry, journal, clock, faults, opened, empty },
    buckets: allBuckets,
  });
  const exchange = createExchange({
    ...{ backend, journal, faults, control, bucketNames },
    health: () => ({
      ...{ status: state, version: VERSION, uptimeMs: Math.round(performance.now() - startedAt) },
      buckets: bucketNames,
      channels: allBuckets().reduce((count, bucket) => count + bucket.channels().length, 0),
      live: registry.count,
      faults: faults.list().length,
      dataDir,
    }),
  });
  const http = createHttpServer(async (request) => {
    if (!isHealth(request)) await opened();
    return exchange(request);
  });
  const rtmp = createRtmpServer({
    async authorize(attempt) {
      await opened();
      return registry.authorize(attempt);
    },
    log: (text) => journal.add('rtmp-error', { text }),
  });
  const listener = createListener({
    http: (socket) => http.emit('connection', socket),
    rtmp(socket) {
      const hit = faults.hit('connection', { op: 'connect', channel: null, method: null });
      if (hit === null) rtmp.handle(socket);
      else admit(socket, hit.effect, () => rtmp.handle(socket));
    },
  });

  const folder = openDataFolder(dataDir);
  let ready = folder.then(async ({ lock }) => {
    try {
      await openBuckets();
      state = 'ok';
    } catch (error) {
      await lock.release();
      throw error;
    }
  });
  // Whoever calls a method is told; nobody else is waiting.
  ready.catch(() => {});

  async function openBuckets(): Promise<void> {
    const { media, internal } = await folder;
    for (const name of bucketNames) {
      const folders = await prepareBucketFolders(media, internal, name);
      const faultsOf = (channelName: string) => storageFaults(faults, channelName);
      buckets.set(name, await openBucket({ name, region, acl, folders, now, faultsOf }));
    }
  }

  async function opened(): Promise<void> {
    await ready;
    if (closing !== null) throw new CommandError('Closed', 'The emulator is closed.', EXIT.conflict);
  }

  /** Whoever comes meanwhile waits until it is done. */
  function empty(keepMedia: boolean): Promise<void> {
    ready = ready.then(async () => {
      await registry.kickAll();
      const { media, internal } = await folder;
      for (const bucket of allBuckets()) {
        for (const { name } of bucket.channels()) await bucket.deleteChannel(name);
        if (!keepMedia) await removeBucketFolders(media, internal, bucket.name);
      }
      if (!keepMedia) await openBuckets();
    });
    return ready;
  }

  async function shutDown(): Promise<void> {
    await ready.catch(() => {});
    listener.stopAccepting();
    await rtmp.close();
    await Promise.all(allBuckets().map((bucket) => bucket.idle()));
    await listener.close();
    http.close();
    if (state === 'ok') await (await folder).lock.release();
    state = 'closed';
  }

  return {
    async handle(request) {
      await opened();
      return exchange(request);
    },
    async authorizePublish(url) {
      await opened();
      return registry.answerTo(url);
    },
    async listen({ host = '127.0.0.1', port = 0, rtmpPort = null } = {}) {
      if (closing !== null) await opened();
      const main = await listener.open(host, port);
      try {
        if (rtmpPort !== null) await listener.open(host, rtmpPort);
        await opened();
        await (await folder).lock.setPort(main.port);
      } catch (error) {
        main.close();
        throw error;
      }
      const authority = `${printedHost(host)}:${main.port}`;
      return { url: `http://${authority}`, rtmpUrl: `rtmp://${authority}`, port: main.port };
    },
    close() {
      closing ??= shutDown();
      return closing;
    },
    control,
  };
}

/** An address that a client on this machine can use; not `localhost`, which ali-oss puts a bucket before. */
function printedHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === 'localhost') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function checkedNames(names: readonly string[]): readonly string[] {
  for (const name of names)
    if (!BUCKET_NAME.test(name))
      throw new UsageError(
        `Bucket name "${name}" must be 3 to 63 lower-case letters, digits and inner hyphens.`,
      );
  if (names.length === 0) throw new UsageError('An emulator needs at least one bucket.');
  return [...new Set(names)];
}
