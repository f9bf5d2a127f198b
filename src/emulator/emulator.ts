import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HttpResponse } from '../protocol/wire.js';
import { createClock } from './control/clock.js';
import { type Control, createControl } from './control/control.js';
import { createExchange, VERSION } from './control/exchange.js';
import { createFaults } from './control/faults.js';
import { createJournal } from './control/journal.js';
import { storageFaults } from './control/media-faults.js';
import { admit, publishFaults } from './control/rtmp-faults.js';
import { HttpConnection } from './http/connection.js';
import { closedError, createInProgress } from './http/in-progress.js';
import { createListener } from './http/listener.js';
import type { IncomingRequest } from './http/message.js';
import { createHttpServer } from './http/server.js';
import { createRegistry, type PublishAnswer } from './live/registry.js';
import { checkedOptions, type EmulatorOptions } from './options.js';
import { type Listening, type ListenOptions, openPorts } from './ports.js';
import { createRtmpServer } from './rtmp/server.js';
import { malformedAnswer } from './service/error-document.js';
import { expireObjects } from './service/expiry.js';
import { createFarewells } from './service/farewells.js';
import { isHealth } from './service/handler.js';
import { openStorage } from './store/storage.js';

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
  const { dataDir, reset, bucketNames, region, credentials, acl, ...checked } = checkedOptions(options);
  const { allowAudioOnly, disableDelayMs, controlToken } = checked;
  const startedAt = performance.now();
  const clock = createClock(checked.now);
  const { now } = clock;
  const journal = createJournal(now);
  const faults = createFaults(journal);
  for (const rule of checked.rules) faults.add(rule);
  const storage = openStorage({
    ...{ dataDir, reset, bucketNames, region, acl, now },
    faultsOf: (channelName) => storageFaults(faults, channelName),
  });
  const { buckets } = storage;
  const registry = createRegistry({
    ...{ buckets, credentials, now, allowAudioOnly, disableDelayMs },
    ...{ tell: journal.add, faults: publishFaults(faults) },
  });
  const filled = checked.seedMedia ? fill() : storage.ready();
  // Whoever waits is told; until then nobody does.
  filled.catch(() => {});
  let closing: Promise<void> | null = null;

  async function fill(): Promise<void> {
    await storage.ready();
    const [bucket] = buckets();
    const { seedMedia } = await import('./store/seed-media.js');
    if (bucket !== undefined) await seedMedia(bucket, now().getTime());
  }

  /** Anew each time: the buckets are away while they are emptied. */
  async function opened(): Promise<void> {
    await storage.ready();
    await filled;
    if (closing !== null) throw closedError();
  }

  const control = createControl({
    ...{ dataDir, buckets, registry, journal, clock, faults, opened },
    expire() {
      const moment = now();
      storage.each((bucket) => expireObjects(bucket, moment, journal));
    },
    empty: (keepMedia) => storage.empty(keepMedia, registry.kickAll),
  });
  const inProgress = createInProgress();
  const exchange = createExchange({
    backend: {
      ...{ bucket: storage.bucket, buckets, credentials, now, pushes: registry },
      ...{ createBucket: storage.createBucket, deleteBucket: storage.deleteBucket },
    },
    ...{ journal, faults, control, controlToken, inProgress },
    health: () => ({
      ...{ status: storage.state, version: VERSION, uptimeMs: Math.round(performance.now() - startedAt) },
      buckets: buckets().map(({ name }) => name),
      channels: buckets().reduce((count, bucket) => count + bucket.channels().length, 0),
      live: registry.count,
      faults: faults.list().length,
    }),
    dataDir,
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
    farewells: createFarewells(now),
    log: (text) => journal.add('rtmp-error', { text }),
  });
  const listener = createListener({
    http: (socket) => http.emit('connection', new HttpConnection(socket)),
    rtmp(socket) {
      const hit = faults.hit('connection', { op: 'connect', channel: null, method: null });
      if (hit === null) rtmp.handle(socket);
      else admit(socket, hit.effect, () => rtmp.handle(socket));
    },
  });

  async function shutDown(): Promise<void> {
    await filled.catch(() => {});
    await storage.ready().catch(() => {});
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
      if (closing !== null) await opened();
      const ports = await openPorts(listener, options ?? null);
      try {
        await opened();
        await storage.setPort(ports.listening.port);
      } catch (error) {
        ports.close();
        throw error;
      }
      return ports.listening;
    },
    close() {
      closing ??= shutDown();
      return closing;
    },
    control,
  };
}
