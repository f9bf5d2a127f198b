import { cpuUsage, memoryUsage } from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { createClient } from '../../client/client.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { createTransport } from '../../client/transport.js';
import { hearTexts } from '../../english.js';
import { InterruptedError } from '../../errors.js';
import type { Credentials } from '../../protocol/wire.js';
import { BufferMemory, type PushEvent, type PushOptions, pushSharing } from '../../push/index.js';
import {
  type FromWorker,
  lineOf,
  readMessages,
  receivedError,
  sentError,
  type ToWorker,
  type WorkerPush,
  type WorkerSetup,
} from './messages.js';

export interface WorkerEnds {
  input: Readable;
  output: Writable;
  onExit: NonNullable<PushOptions['onExit']>;
}

/**
 * Carries the media of some sources, as it is told on `input`. Resolves when nobody tells it any more: whoever runs it
 * then ends the process at once, and with it all that it has started.
 */
export async function runRelayWorker({ input, output, onExit }: WorkerEnds): Promise<void> {
  // Its reader may have ended before it.
  output.on('error', () => undefined);
  const worker = new Worker(output, onExit);
  const timer = setInterval(() => worker.tellFigures(), CLIENT_LIMITS.workerFigures.value);
  hearTexts((text, { template, values }) => worker.tellText(text, template, values));
  const closed = new Promise<void>((resolve) => output.once('close', resolve));
  try {
    await Promise.race([readMessages<ToWorker>(input, (message) => worker.obey(message)), closed]);
  } finally {
    clearInterval(timer);
    hearTexts(null);
  }
}

/** What a source's state is made of. */
const TOLD: ReadonlySet<PushEvent['event']> = new Set([
  ...['channel', 'connecting', 'live', 'reconnecting', 'resumed', 'missing', 'shortened', 'unrecorded'],
  ...['ended'],
] as PushEvent['event'][]);
const PROGRESS_MS = 1000;

interface Waiting {
  resolve(credentials: Credentials): void;
  reject(error: Error): void;
}

class Worker {
  readonly #output: Writable;
  readonly #onExit: WorkerEnds['onExit'];
  readonly #memory = new BufferMemory();
  readonly #pushes = new Map<number, AbortController>();
  #asked: Promise<Credentials> | null = null;
  #answer: Waiting | null = null;
  #shared: Omit<PushOptions, 'inputs' | 'channelNames'> | null = null;

  constructor(output: Writable, onExit: WorkerEnds['onExit']) {
    this.#output = output;
    this.#onExit = onExit;
  }

  obey(message: ToWorker): void {
    switch (message.do) {
      case 'begin':
        this.#shared = this.#sharedBy(message.setup);
        break;
      case 'push':
        void this.#push(message.id, message.options);
        break;
      case 'end':
        this.#pushes.get(message.id)?.abort(new InterruptedError('SIGTERM'));
        break;
      case 'memory':
        this.#memory.limitBytes = message.bytes;
        break;
      case 'credentials':
        if (message.credentials !== null) this.#answer?.resolve(message.credentials);
        else if (message.error !== null) this.#answer?.reject(receivedError(message.error));
        this.#asked = null;
    }
  }

  tellFigures(): void {
    const { user, system } = cpuUsage();
    this.#tell({ is: 'figures', memoryBytes: memoryUsage.rss(), cpuSeconds: (user + system) / 1e6 });
  }

  tellText(text: string, template: string, values: readonly unknown[]): void {
    // A list stays one.
    const sent = values.map((value) => (Array.isArray(value) ? value.map(String) : String(value)));
    this.#tell({ is: 'text', text, template, values: sent });
  }

  async #push(id: number, options: WorkerPush): Promise<void> {
    const ending = new AbortController();
    this.#pushes.set(id, ending);
    let error: unknown = null;
    let progressAtMs = Number.NEGATIVE_INFINITY;
    try {
      for await (const event of pushSharing({
        ...this.#shared!,
        ...options,
        bufferMemory: this.#memory,
        signal: ending.signal,
      })) {
        if (event.event === 'progress') {
          // The next one says it all again.
          if (performance.now() - progressAtMs < PROGRESS_MS || this.#output.writableNeedDrain) continue;
          progressAtMs = performance.now();
        } else if (!TOLD.has(event.event)) continue;
        this.#tell({ is: 'event', id, event });
      }
    } catch (thrown) {
      error = thrown;
    }
    this.#pushes.delete(id);
    this.#tell({ is: 'over', id, error: error === null ? null : sentError(error) });
  }

  #sharedBy(setup: WorkerSetup): Omit<PushOptions, 'inputs' | 'channelNames'> {
    const { network, retryAttempts, credentialsExpireAt, ...told } = setup;
    const credentials = told.credentials ?? (() => this.#credentials());
    const connection = { ...told, credentials };
    const retry = retryAttempts === null ? null : { attempts: retryAttempts };
    const client = createClient({ ...connection, retry, transport: createTransport(network) });
    return {
      ...{ ...connection, client, onExit: this.#onExit },
      credentialsExpireAt: credentialsExpireAt === null ? null : new Date(credentialsExpireAt),
    };
  }

  /** The supervisor has them, and renews them. */
  #credentials(): Promise<Credentials> {
    this.#asked ??= new Promise((resolve, reject) => {
      this.#answer = { resolve, reject };
      this.#tell({ is: 'credentials' });
    });
    return this.#asked;
  }

  #tell(message: FromWorker): void {
    this.#output.write(lineOf(message));
    // Nobody reads, and nobody would end it.
    if (this.#output.writableLength > CLIENT_LIMITS.workerUnread.value) this.#output.destroy();
  }
}
