import type { Readable, Writable } from 'node:stream';
import { eventStream, withoutProgress } from '../../client/event-stream.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { english, passOn } from '../../english.js';
import { CommandError, type OssLiveError } from '../../errors.js';
import type { PushEvent } from '../../push/index.js';
import {
  type FromWorker,
  lineOf,
  readMessages,
  receivedError,
  type ToWorker,
  type WorkerPush,
} from './messages.js';

/** A process that runs `runRelayWorker`, as whoever started it sees it. */
export interface StartedWorker {
  pid: number | null;
  input: Writable;
  output: Readable;
  /** How it ended, in words: `exit code 1`, `SIGKILL`. */
  ended: Promise<string>;
  kill(): void;
}

/** What a worker takes of the machine. */
export interface WorkerFigures {
  /** Which of them, from 0. */
  worker: number;
  pid: number | null;
  memoryBytes: number;
  cpuSeconds: number;
}

/** Who reads what a push in the worker tells. */
interface Follower {
  emit(event: PushEvent): void;
  over(error: OssLiveError | null): void;
}

/** A worker at work. */
export class WorkerProcess {
  /** Resolves when it has ended, with how. */
  readonly ended: Promise<string>;
  readonly #started: StartedWorker;
  readonly #credentials: () => Promise<ToWorker>;
  readonly #pushes = new Map<number, Follower>();
  #lastId = 0;
  #silence = 0;
  #isOver = false;
  #figures: Omit<WorkerFigures, 'pid' | 'worker'> = { memoryBytes: 0, cpuSeconds: 0 };

  constructor(started: StartedWorker, begin: ToWorker, credentials: () => Promise<ToWorker>) {
    this.#started = started;
    this.#credentials = credentials;
    started.input.on('error', () => undefined);
    this.tell(begin);
    const timer = setInterval(() => {
      if (++this.#silence > CLIENT_LIMITS.workerSilence.value) started.kill();
    }, CLIENT_LIMITS.workerFigures.value);
    // What cannot be understood comes from no worker that could go on.
    const read = readMessages<FromWorker>(started.output, (message) => this.#heard(message));
    read.catch(() => started.kill());
    this.ended = started.ended.then((how) => {
      this.#isOver = true;
      clearInterval(timer);
      for (const { over } of this.#pushes.values()) over(workerEnded(how));
      return how;
    });
  }

  get figures(): Omit<WorkerFigures, 'worker'> {
    return { pid: this.#started.pid, ...this.#figures };
  }

  tell(message: ToWorker): void {
    this.#started.input.write(lineOf(message));
  }

  /** What `push` gives, of a push in that process. */
  push(options: WorkerPush, signal: AbortSignal): AsyncGenerator<PushEvent, void, void> {
    const id = ++this.#lastId;
    const work = (emit: Follower['emit'], ended: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const end = () => this.tell({ do: 'end', id });
        const over = (error: OssLiveError | null) => {
          this.#pushes.delete(id);
          ended.removeEventListener('abort', end);
          if (error === null) resolve();
          else reject(error);
        };
        if (this.#isOver) return over(workerEnded('it was gone already'));
        this.#pushes.set(id, { emit, over });
        this.tell({ do: 'push', id, options });
        ended.addEventListener('abort', end, { once: true });
        if (ended.aborted) end();
      });
    return eventStream<PushEvent>(work, { signal, queue: withoutProgress('progress') });
  }

  /** Closing its stdin ends it at once. */
  async end(): Promise<void> {
    this.#started.input.end();
    const timer = setTimeout(() => this.#started.kill(), LEAVING_MS);
    await this.ended;
    clearTimeout(timer);
  }

  #heard(message: FromWorker): void {
    this.#silence = 0;
    switch (message.is) {
      case 'event':
        this.#pushes.get(message.id)?.emit(message.event);
        break;
      case 'text':
        passOn(message.text, message);
        break;
      case 'over':
        this.#pushes.get(message.id)?.over(message.error && receivedError(message.error));
        break;
      case 'figures':
        this.#figures = { memoryBytes: message.memoryBytes, cpuSeconds: message.cpuSeconds };
        break;
      case 'credentials':
        void this.#credentials().then((answer) => this.tell(answer));
    }
  }
}

function workerEnded(how: string): CommandError {
  return new CommandError('WorkerEnded', english`The process that sends it has ended (${how}).`, 'bug');
}

/** From the end of its input on. */
const LEAVING_MS = 500;
