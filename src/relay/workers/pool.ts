import { CLIENT_LIMITS } from '../../client/limits.js';
import { wait } from '../../client/retry.js';
import { english } from '../../english.js';
import { CommandError } from '../../errors.js';
import type { Credentials } from '../../protocol/wire.js';
import type { PushEvent } from '../../push/index.js';
import type { Pushing } from '../pushing.js';
import { sentError, type ToWorker, type WorkerSetup } from './messages.js';
import { type StartedWorker, type WorkerFigures, WorkerProcess } from './worker-process.js';

export interface PoolOptions {
  /** How many processes at most. */
  count: number;
  start(): Promise<StartedWorker>;
  setup: WorkerSetup;
  credentials(): Promise<Credentials>;
  /** For the buffers of all of them. */
  bufferBytes: number;
  onStarted(worker: number, pid: number | null): void;
  onEnded(worker: number, how: string, channelNames: readonly string[]): void;
}

/** Processes that share the sources; each is started when it is first needed, and again when it has died. */
export class Pool implements Pushing {
  readonly #seats: Seat[];
  #bufferBytes: number;
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#bufferBytes = options.bufferBytes;
    const onEnded: PoolOptions['onEnded'] = (...ended) => {
      if (!this.#isClosed) options.onEnded(...ended);
    };
    this.#seats = Array.from(
      { length: options.count },
      (_, worker) => new Seat(worker, { ...options, onEnded }),
    );
  }

  /** What `push` gives. A channel stays with its process. Fails with `WorkerEnded` when that dies. */
  async *push(...[channelName, options, signal]: Parameters<Pushing['push']>): AsyncGenerator<PushEvent> {
    const seat = this.#seatOf(channelName, options.bufferSeconds != null);
    const worker = await seat.running(signal);
    if (this.#isClosed || signal.aborted) return;
    yield* worker.push(options, signal);
  }

  /** The channel is gone for good. */
  release(channelName: string): void {
    for (const { channels } of this.#seats) channels.delete(channelName);
    this.#divide();
  }

  shareMemory(bytes: number): void {
    this.#bufferBytes = bytes;
    this.#divide();
  }

  figures(): readonly WorkerFigures[] {
    return this.#seats.flatMap(({ figures }) => figures ?? []);
  }

  /** Ends the processes, whatever they are at. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#seats.map((seat) => seat.close()));
  }

  #seatOf(channelName: string, isBuffered: boolean): Seat {
    const found = this.#seats.find(({ channels }) => channels.has(channelName));
    const seat =
      found ?? this.#seats.reduce((one, other) => (other.channels.size < one.channels.size ? other : one));
    if (seat.channels.get(channelName) === isBuffered) return seat;
    seat.channels.set(channelName, isBuffered);
    this.#divide();
    return seat;
  }

  #divide(): void {
    const all = this.#seats.reduce((sum, { buffers }) => sum + buffers, 0);
    for (const seat of this.#seats)
      if (seat.buffers > 0) seat.giveMemory(Math.floor((this.#bufferBytes * seat.buffers) / all));
  }
}

/** A place for a process, and the channels that it has. */
class Seat {
  /** By name, whether they have a buffer. */
  readonly channels = new Map<string, boolean>();
  readonly #worker: number;
  readonly #options: PoolOptions;
  #starting: Promise<WorkerProcess> | null = null;
  #running: WorkerProcess | null = null;
  #memory: number | null = null;
  /** Deaths in a row soon after the start. */
  #deaths = 0;
  #notBeforeMs = 0;

  constructor(worker: number, options: PoolOptions) {
    this.#worker = worker;
    this.#options = options;
  }

  get buffers(): number {
    return [...this.channels.values()].filter(Boolean).length;
  }

  get figures(): WorkerFigures | null {
    return this.#running && { worker: this.#worker, ...this.#running.figures };
  }

  giveMemory(bytes: number): void {
    if (bytes === this.#memory) return;
    this.#memory = bytes;
    this.#running?.tell({ do: 'memory', bytes });
  }

  async running(signal: AbortSignal): Promise<WorkerProcess> {
    const pauseMs = this.#notBeforeMs - performance.now();
    if (this.#starting === null && pauseMs > 0) await wait(pauseMs, signal);
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async close(): Promise<void> {
    const running = await this.#starting?.catch(() => null);
    await running?.end();
  }

  async #start(): Promise<WorkerProcess> {
    const startedAtMs = performance.now();
    const { start, setup, onStarted } = this.#options;
    try {
      const started = await start();
      const running = new WorkerProcess(started, { do: 'begin', setup }, () => this.#credentials());
      if (this.#memory !== null) running.tell({ do: 'memory', bytes: this.#memory });
      this.#running = running;
      onStarted(this.#worker, started.pid);
      void running.ended.then((how) => this.#ended(how, startedAtMs));
      return running;
    } catch (cause) {
      this.#ended((cause as Error).message, startedAtMs);
      throw new CommandError('WorkerEnded', english`The process that sends it cannot be started.`, 'bug', {
        cause,
      });
    }
  }

  #ended(how: string, startedAtMs: number): void {
    const nowMs = performance.now();
    this.#starting = null;
    this.#running = null;
    this.#deaths = nowMs - startedAtMs < SOON_MS ? this.#deaths + 1 : 0;
    if (this.#deaths > 0)
      this.#notBeforeMs =
        nowMs + Math.min(CLIENT_LIMITS.workerPause.value, FIRST_PAUSE_MS * 2 ** (this.#deaths - 1));
    this.#options.onEnded(this.#worker, how, [...this.channels.keys()]);
  }

  async #credentials(): Promise<ToWorker> {
    try {
      return { do: 'credentials', credentials: await this.#options.credentials(), error: null };
    } catch (error) {
      return { do: 'credentials', credentials: null, error: sentError(error) };
    }
  }
}

const SOON_MS = 30_000;
const FIRST_PAUSE_MS = 1000;
