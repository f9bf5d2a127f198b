import type { Socket } from 'node:net';
import { CommandError, EXIT, UsageError } from '../errors.js';
import type { Credentials, HttpResponse } from '../protocol/wire.js';
import type { Acl, Backend } from './backend.js';
import { createJournal } from './control/journal.js';
import { createHttpHandler } from './http/handler.js';
import type { IncomingRequest } from './http/message.js';
import { createHttpServer } from './http/server.js';
import { createListener } from './listener.js';
import { createRegistry, type PublishAnswer } from './live/registry.js';
import { localProfile } from './local-profile.js';
import { createRtmpServer } from './rtmp/server.js';
import { openBucket, type StoredBucket } from './store/bucket.js';
import { openDataFolder } from './store/data-folder.js';
import { prepareBucketFolders } from './store/folders.js';

declare const __VERSION__: string;

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
}

const BUCKET_NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/**
 * Starts an emulator and returns at once; it opens no port until it is told to.
 *
 * @throws UsageError when an option is malformed. A data folder that cannot be used rejects the first call of a method
 *   with ConfigurationError, one that another emulator uses with CommandError (`DataFolderInUse`).
 */
export function createEmulator(options: EmulatorOptions): Emulator {
  const { dataDir, acl = 'private', region = localProfile.region, now = () => new Date() } = options;
  const { allowAudioOnly = false, disableDelayMs = 2000, credentials = [localProfile] } = options;
  const bucketNames = checkedNames(options.buckets ?? [localProfile.bucket]);
  const buckets = new Map<string, StoredBucket>();
  const journal = createJournal(now);
  const allBuckets = (): StoredBucket[] => [...buckets.values()];
  const registry = createRegistry({
    ...{ credentials, now, journal, allowAudioOnly, disableDelayMs },
    buckets: allBuckets,
  });
  const backend: Backend = {
    bucket: (name) => buckets.get(name) ?? null,
    buckets: allBuckets,
    ...{ credentials, now, pushes: registry },
  };
  const startedMs = now().getTime();
  let state: 'starting' | 'ok' | 'closed' = 'starting';
  let closing: Promise<void> | null = null;

  const answer = createHttpHandler(backend, {
    version: __VERSION__,
    health: () => ({
      ...{ status: state, version: __VERSION__, uptimeMs: now().getTime() - startedMs, dataDir },
      buckets: bucketNames,
      channels: allBuckets().reduce((count, bucket) => count + bucket.channels().length, 0),
      live: registry.count,
    }),
    onError: (error) => journal.add('error', { error: String(error) }),
  });
  const http = createHttpServer(async (request) => {
    if (!isHealth(request)) await opened();
    return answer(request);
  });
  const rtmp = createRtmpServer({
    async authorize(attempt) {
      await opened();
      return registry.authorize(attempt);
    },
    log: (text) => journal.add('rtmp-error', { text }),
  });
  const listener = createListener({
    http: (socket: Socket) => http.emit('connection', socket),
    rtmp: (socket) => rtmp.handle(socket),
  });

  const folder = openDataFolder(dataDir);
  const ready = folder.then(async ({ media, internal, lock }) => {
    try {
      for (const name of bucketNames) {
        const folders = await prepareBucketFolders(media, internal, name);
        buckets.set(name, await openBucket({ name, region, acl, folders, now }));
      }
      state = 'ok';
    } catch (error) {
      await lock.release();
      throw error;
    }
  });
  // Whoever calls a method is told; nobody else is waiting.
  ready.catch(() => {});

  async function opened(): Promise<void> {
    await ready;
    if (closing !== null) throw new CommandError('Closed', 'The emulator is closed.', EXIT.conflict);
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
      return answer(request);
    },
    async authorizePublish(url) {
      await opened();
      return registry.answerTo(url);
    },
    async listen({ host = '127.0.0.1', port = 0, rtmpPort = null } = {}) {
      if (closing !== null) await opened();
      const ports = [await listener.open(host, port)];
      try {
        if (rtmpPort !== null) ports.push(await listener.open(host, rtmpPort));
        await opened();
        await (await folder).lock.setPort(ports[0]!.port);
      } catch (error) {
        for (const open of ports) open.close();
        throw error;
      }
      const authority = `${printedHost(host)}:${ports[0]!.port}`;
      return { url: `http://${authority}`, rtmpUrl: `rtmp://${authority}`, port: ports[0]!.port };
    },
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
}

function isHealth({ target }: IncomingRequest): boolean {
  return /^\/_health(?:\?|$)/.test(target);
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
