import { setImmediate as nextTurn } from 'node:timers/promises';
import { UsageError } from '../errors.js';
import { localProfile } from '../protocol/local-profile.js';
import type { Credentials, HttpResponse } from '../protocol/wire.js';
import { createClock } from './control/clock.js';
import { type Control, createControl } from './control/control.js';
import { createExchange, VERSION } from './control/exchange.js';
import type { FaultRule } from './control/fault-rule.js';
import { createFaults } from './control/faults.js';
import { createJournal } from './control/journal.js';
import { storageFaults } from './control/media-faults.js';
import { admit } from './control/rtmp-faults.js';
import { closedError, createInProgress } from './http/in-progress.js';
import { createListener } from './http/listener.js';
import type { IncomingRequest } from './http/message.js';
import { createHttpServer } from './http/server.js';
import type { TlsOptions } from './http/tls.js';
import { createRegistry, type PublishAnswer } from './live/registry.js';
import { createRtmpServer } from './rtmp/server.js';
import type { Backend } from './service/backend.js';
import { malformedAnswer } from './service/error-document.js';
import { FAREWELLS } from './service/farewells.js';
import { isHealth } from './service/handler.js';
import { isBucketName } from './service/names.js';
import type { Acl } from './store/contents.js';
import { isAcl } from './store/contents.js';
import { openStorage } from './store/storage.js';

export interface EmulatorOptions {
  /** Where media and state are kept; created when it is missing. One emulator at a time. */
  dataDir: string;
  /** Names of the buckets; `['local']`. */
  buckets?: readonly string[] | null;
  /** The region of the buckets; `cn-hangzhou`. */
  region?: string | null;
  /** The keys that may sign; the well-known one of the client's profile `local`. */
  credentials?: readonly Credentials[] | null;
  /** Who may read, and who may publish without a signature; as PutBucketAcl has left it, at first `private`. */
  acl?: Acl | null;
  /** The clock of signatures, names and records. */
  now?: (() => Date) | null;
  /** Stores pushes without H.264 video too, which the service does not; false. */
  allowAudioOnly?: boolean | null;
  /** Gives the first bucket a channel `demo` with an hour of media, unless it has one; false. */
  seedMedia?: boolean;
  /** Rules that make something go wrong from the start. */
  faults?: readonly FaultRule[] | null;
  /** From disabling a channel to the cut of its push; 2000. OSS documentation: within about ten seconds. */
  disableDelayMs?: number | null;
}

export interface ListenOptions {
  /** `127.0.0.1`. */
  host?: string | null;
  /** For HTTP and RTMP; 0, the default, picks one. */
  port?: number | null;
  /** Takes RTMP on this port too. */
  rtmpPort?: number | null;
  /** Answers `https` and `rtmps` too, on the same ports. */
  tls?: TlsOptions | null;
}

export interface Listening {
  /** `http://127.0.0.1:8787`. */
  url: string;
  /** `rtmp://127.0.0.1:8787`. */
  rtmpUrl: string;
  /** null without a certificate. */
  httpsUrl: string | null;
  rtmpsUrl: string | null;
  port: number;
}

/** A LiveChannel service on this machine. Its methods wait until the data folder is ready, and reject if it never is. */
export interface Emulator {
  /** One HTTP exchange without a port; serves as a client's transport. */
  handle(request: IncomingRequest): Promise<HttpResponse>;
  /** What a publisher with this URL would be told. */
  authorizePublish(url: string): Promise<PublishAnswer>;
  /**
   * Opens a port that speaks HTTP and RTMP. Rejects with CommandError when it is taken, with UsageError when the
   * certificate or its key cannot be used.
   */
  listen(options?: ListenOptions | null): Promise<Listening>;
  /**
   * Ends the pushes, finishes their segments and what requests are writing, and gives the data folder free. A request
   * whose body has not come within five seconds is broken off. Safe to call twice.
   */
  close(): Promise<void>;
  /** For tests: time, faults, what has happened, a clean slate. */
  readonly control: Control;
}

/**
 * Starts an emulator and returns at once; it opens no port until it is told to.
 *
 * @throws UsageError when an option is malformed. A data folder that cannot be used rejects the first call of a method
 *   with ConfigurationError, one that another emulator uses with CommandError (`DataFolderInUse`).
 */
export function createEmulator(options: EmulatorOptions): Emulator {
  const { dataDir } = options;
  const acl = checkedAcl(options.acl ?? null);
  const region = options.region ?? localProfile.region;
  const credentials = options.credentials ?? [localProfile];
  const allowAudioOnly = options.allowAudioOnly ?? false;
  const disableDelayMs = options.disableDelayMs ?? 2000;
  const bucketNames = checkedNames(options.buckets ?? [localProfile.bucket]);
  const clock = createClock(options.now ?? (() => new Date()));
  const { now } = clock;
  const journal = createJournal(now);
  const faults = createFaults(journal);
  for (const rule of options.faults ?? []) faults.add(rule);
  const storage = openStorage({
    ...{ dataDir, bucketNames, region, acl, now },
    faultsOf: (channelName) => storageFaults(faults, channelName),
  });
  const { buckets } = storage;
  const registry = createRegistry({
    ...{ buckets, credentials, now, journal, faults, allowAudioOnly, disableDelayMs },
  });
  const backend: Backend = { bucket: storage.bucket, buckets, credentials, now, pushes: registry };
  const seeded = options.seedMedia ? seed() : Promise.resolve();
  // Whoever waits is told; until then nobody does.
  seeded.catch(() => {});
  const startedAt = performance.now();
  let closing: Promise<void> | null = null;

  async function seed(): Promise<void> {
    await storage.ready();
    const [bucket] = buckets();
    const { seedMedia } = await import('./store/seed-media.js');
    if (bucket !== undefined) await seedMedia(bucket, now().getTime());
  }

  async function opened(): Promise<void> {
    await storage.ready();
    await seeded;
    if (closing !== null) throw closedError();
  }

  const control = createControl({
    ...{ dataDir, buckets, registry, journal, clock, faults, opened },
    empty: (keepMedia) => storage.empty(keepMedia, registry.kickAll),
  });
  const inProgress = createInProgress();
  const exchange = createExchange({
    ...{ backend, journal, faults, control, inProgress, bucketNames },
    health: () => ({
      ...{ status: storage.state, version: VERSION, uptimeMs: Math.round(performance.now() - startedAt) },
      buckets: bucketNames,
      channels: buckets().reduce((count, bucket) => count + bucket.channels().length, 0),
      live: registry.count,
      faults: faults.list().length,
      dataDir,
    }),
  });
  const answer = async (request: IncomingRequest): Promise<HttpResponse> => {
    if (!isHealth(request)) await opened();
    return exchange(request);
  };
  const http = createHttpServer(answer, { errorPage: malformedAnswer });
  const rtmp = createRtmpServer({
    async authorize(attempt) {
      await opened();
      return registry.authorize(attempt);
    },
    farewells: FAREWELLS,
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

  async function shutDown(): Promise<void> {
    await storage.ready().catch(() => {});
    await seeded.catch(() => {});
    listener.stopAccepting();
    await Promise.all([rtmp.close(), inProgress.close()]);
    // What was answered is to leave before its connection goes.
    await nextTurn();
    await listener.close();
    http.close();
    await storage.close();
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
    async listen(options) {
      const host = options?.host ?? '127.0.0.1';
      const rtmpPort = options?.rtmpPort ?? null;
      const tls = options?.tls ?? null;
      if (closing !== null) await opened();
      const main = await listener.open(host, options?.port ?? 0, tls);
      try {
        if (rtmpPort !== null) await listener.open(host, rtmpPort, tls);
        await opened();
        await storage.setPort(main.port);
      } catch (error) {
        main.close();
        throw error;
      }
      const authority = `${printedHost(host)}:${main.port}`;
      return {
        ...{ url: `http://${authority}`, rtmpUrl: `rtmp://${authority}`, port: main.port },
        httpsUrl: tls && `https://${authority}`,
        rtmpsUrl: tls && `rtmps://${authority}`,
      };
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

/** A misspelt one must not open a bucket. */
function checkedAcl(acl: Acl | null): Acl | null {
  if (acl === null || isAcl(acl)) return acl;
  throw new UsageError(`The acl of an emulator is private, public-read or public-read-write, not ${acl}.`);
}

function checkedNames(names: readonly string[]): readonly string[] {
  for (const name of names)
    if (!isBucketName(name))
      throw new UsageError(
        `Bucket name "${name}" must be 3 to 63 lower-case letters, digits and inner hyphens.`,
      );
  if (names.length === 0) throw new UsageError('An emulator needs at least one bucket.');
  return [...new Set(names)];
}
