import { availableParallelism, totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';
import { type Client, createClient } from '../client/client.js';
import { currentCredentials } from '../client/credentials.js';
import { BufferMemory, pushSharing } from '../push/index.js';
import type { RelayOptions, RelayWorkers } from './options.js';
import type { Pushing } from './pushing.js';
import type { WorkerSetup } from './workers/messages.js';
import { Pool, type PoolOptions } from './workers/pool.js';

type Options = Omit<RelayOptions, 'changes' | 'signal'> & { client?: Client | null };

export function openPushing(options: Options, told: Pick<PoolOptions, 'onStarted' | 'onEnded'>): Pushing {
  const { workers = null, bufferBytes, credentials } = options;
  if (workers === null) return pushesHere(options);
  return new Pool({
    // Of which only those are started that a source needs: there may be more sources later.
    count: workers.count ?? availableParallelism(),
    ...{ start: workers.start, setup: setupOf(options, workers) },
    bufferBytes: bufferBytes ?? usualBytes(),
    credentials: () => currentCredentials(credentials),
    ...told,
  });
}

function pushesHere({ sources: _, workers: __, bufferBytes, ...options }: Options): Pushing {
  const client = options.client ?? createClient(options);
  const bufferMemory = new BufferMemory(bufferBytes ?? usualBytes());
  return {
    push: (_, asked, signal) => pushSharing({ ...options, client, bufferMemory, ...asked, signal }),
    shareMemory(bytes) {
      bufferMemory.limitBytes = bytes;
    },
    release: () => undefined,
    figures: () => [],
    close: () => Promise.resolve(),
  };
}

/** What buffers may hold where nothing is said: half of what there is. */
export function usualBytes(): number {
  return Math.floor(machineBytes() / 2);
}

/** The memory that this process may use. */
export function machineBytes(): number {
  const limit = constrainedMemory() ?? 0;
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** How many processes carry the media of so many sources. */
export function workerCount(count: number | null, sources: number): number {
  return Math.max(1, Math.min(count ?? availableParallelism(), sources));
}

function setupOf(options: Options, { network }: RelayWorkers): WorkerSetup {
  const { endpoint = null, bucket, region = null, addressing = null, signatureVersion = null } = options;
  const { credentials, credentialsExpireAt, ledger = null, ffmpeg = null, retry } = options;
  const { env = null, platform = null, cwd = null } = options;
  return {
    ...{ endpoint, bucket, region, addressing, signatureVersion, network },
    credentials: typeof credentials === 'function' ? null : credentials,
    credentialsExpireAt: credentialsExpireAt?.toISOString() ?? null,
    retryAttempts: retry?.attempts ?? null,
    ...{ ledger, ffmpeg, env, platform, cwd },
  };
}
