// A publisher that may do what none of ours would: it says what a probe wants, and keeps what it hears.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AmfValue, writeAmf } from '../src/publish/amf0.js';
import { command, MESSAGE, media, publishCommand } from '../src/publish/messages.js';
import { Session } from '../src/publish/session.js';
import { readStatus, type ServerStatus } from '../src/publish/status.js';
import type { Tag } from './media.js';

/** For an answer to `publish`, and for a connection. */
const ANSWER_MS = 15_000;

export interface PushOptions {
  rtmp?: { host: string; port: number } | undefined;
  signal?: AbortSignal;
  speed?: number;
  note?: (line: string) => void;
  /** The number of the command FCPublish; 3. */
  fcPublishId?: number;
}

export interface Heard {
  /** `performance.now()` */
  atMs: number;
  name: string;
  status: ServerStatus | null;
}

export class Push {
  readonly heard: Heard[] = [];
  /** The moment, by `performance.now()`, at which the connection was over. */
  readonly closed: Promise<number>;
  closedAtMs: number | null = null;
  readonly #session: Session;
  #wake: () => void = () => undefined;

  private constructor(
    readonly socket: Socket,
    readonly options: PushOptions,
  ) {
    let shut: (atMs: number) => void;
    this.closed = new Promise((resolve) => {
      shut = resolve;
    });
    this.#session = new Session(socket, {
      shaken: () => this.#wake(),
      command: (name, transactionId, values) => {
        options.note?.(`< rtmp ${name} ${transactionId} ${JSON.stringify(values)}`);
        this.heard.push({
          atMs: performance.now(),
          name,
          status: name === 'onStatus' ? readStatus(values) : null,
        });
        this.#wake();
      },
      acknowledged: () => undefined,
      drained: () => undefined,
      closed: () => {
        this.closedAtMs = performance.now();
        options.note?.('< rtmp closed');
        shut(this.closedAtMs);
        this.#wake();
      },
    });
    this.#session.greet();
  }

  /** Connects, and asks to publish to the URL; resolves when the server has said whether it may. */
  static async open(url: string, options: PushOptions = {}): Promise<Push> {
    const parts = /^rtmp:\/\/([^:/]+):?(\d*)\/(.*)\/([^/]*)$/.exec(url);
    if (parts === null) throw new Error('not a publish URL');
    const [, host = '', port = '', app = '', name = ''] = parts;
    const { rtmp = { host, port: Number(port || 1935) }, signal } = options;
    const socket = connect(rtmp.port, rtmp.host);
    const deadline = AbortSignal.timeout(ANSWER_MS);
    await once(socket, 'connect', {
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
    const push = new Push(socket, options);
    await push.#turn();
    push.say('connect', 1, { app, type: 'nonprivate', tcUrl: `rtmp://${host}${port && `:${port}`}/${app}` });
    await push.until(() => push.heard.some((one) => one.name === '_result'));
    push.#session.useChunks(4096);
    push.say('releaseStream', 2, null, name);
    push.say('FCPublish', options.fcPublishId ?? 3, null, name);
    push.say('createStream', 4, null);
    await push.until(() => push.heard.filter((one) => one.name === '_result').length > 1);
    push.#session.send(publishCommand(1, 'publish', 5, null, name, 'live'));
    await push.until(() => push.status !== null);
    return push;
  }

  /** The last that was said of the stream. */
  get status(): ServerStatus | null {
    return this.heard.findLast(({ status }) => status !== null)?.status ?? null;
  }

  /** The first: whether it was let in. */
  get answer(): ServerStatus | null {
    return this.heard.find(({ status }) => status !== null)?.status ?? null;
  }

  get isIn(): boolean {
    return this.answer?.code === 'NetStream.Publish.Start' && this.closedAtMs === null;
  }

  say(...values: AmfValue[]): void {
    this.#session.send(command(...values));
  }

  /** A message of any type, as it is. */
  message(type: number, payload: Buffer): void {
    this.#session.send({ chunkStream: 8, type, streamId: 1, timestampMs: 0, payload });
  }

  send({ type, timestampMs, payload }: Tag): void {
    if (this.closedAtMs === null) this.#session.send(media(type, { streamId: 1, timestampMs, payload }));
  }

  /** Sends tags at the pace of their times, or faster. */
  async play(tags: readonly Tag[], speed = this.options.speed ?? 1): Promise<void> {
    const [startMs, first] = [performance.now(), tags[0]?.timestampMs ?? 0];
    for (const tag of tags) {
      const waitMs = startMs + (tag.timestampMs - first) / speed - performance.now();
      if (waitMs > 4) await sleep(waitMs, undefined, { signal: this.options.signal });
      this.send(tag);
    }
  }

  /** Waits for what is heard to be enough; false when the connection ends before, or it takes too long. */
  async until(isEnough: () => boolean, withinMs = ANSWER_MS): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while (!isEnough()) {
      if (this.closedAtMs !== null || performance.now() > deadline) return isEnough();
      await Promise.race([
        this.#turn(),
        sleep(Math.min(100, withinMs), undefined, { signal: this.options.signal }),
      ]);
    }
    return true;
  }

  /** Ends the stream as encoders do. */
  async finish(): Promise<void> {
    this.say('FCUnpublish', 6, null, '');
    this.say('deleteStream', 7, null, 1);
    this.socket.end();
    await Promise.race([this.closed, sleep(ANSWER_MS)]);
  }

  drop(): void {
    this.socket.destroy();
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** As AMF 3 writes a text where AMF 0 is expected. */
export const AMF3_COMMAND = Buffer.concat([
  Buffer.of(0),
  writeAmf('probe', 9),
  Buffer.of(0x11, 0x06, 0x03, 0x61),
]);
export { MESSAGE };
