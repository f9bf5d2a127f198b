import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { RtmpLimits } from '../../src/emulator/rtmp/limits.js';
import type { EndReason, MediaMessage, PublishAttempt, Verdict } from '../../src/emulator/rtmp/publishing.js';
import { createRtmpServer, type RtmpServer } from '../../src/emulator/rtmp/server.js';
import { createFarewells } from '../../src/emulator/service/farewells.js';

/** A push as the emulator's store would see it. */
export class RecordedPush {
  readonly messages: MediaMessage[] = [];
  readonly ends: EndReason[] = [];
  readonly ended: Promise<EndReason>;
  #end: (reason: EndReason) => void = () => {};
  readonly #cut = new AbortController();

  constructor(
    readonly attempt: PublishAttempt,
    readonly behaviour: {
      write?: (message: MediaMessage) => void | Promise<void>;
      end?: () => Promise<void>;
    },
  ) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  cut(reason: EndReason): void {
    this.#cut.abort(reason);
  }

  verdict(): Verdict {
    const { write, end } = this.behaviour;
    return {
      accept: true,
      channelName: this.attempt.name.replace(/\?.*/, ''),
      stream: {
        cut: this.#cut.signal,
        write: (message) => {
          this.messages.push(message);
          return write?.(message);
        },
        end: async (reason) => {
          this.ends.push(reason);
          await end?.();
          this.#end(reason);
        },
      },
    };
  }
}

export interface TestServerOptions {
  limits?: Partial<RtmpLimits>;
  /** Replaces letting everybody in. */
  decide?: (push: RecordedPush) => Promise<Verdict> | Verdict;
  write?: (message: MediaMessage) => void | Promise<void>;
  end?: () => Promise<void>;
  /** Stands between the port and the server. */
  accept?: (socket: Socket, rtmp: RtmpServer) => void;
}

export interface TestServer {
  readonly port: number;
  readonly rtmp: RtmpServer;
  /** In the order in which `publish` was asked for. */
  readonly pushes: RecordedPush[];
  readonly log: string[];
  /** How many sockets are open. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** The RTMP server on a port of its own, with pushes that are only recorded. */
export async function startRtmpServer(options: TestServerOptions = {}): Promise<TestServer> {
  const pushes: RecordedPush[] = [];
  const log: string[] = [];
  const rtmp = createRtmpServer({
    farewells: createFarewells(() => new Date()),
    limits: options.limits,
    log: (line) => log.push(line),
    authorize: async (attempt) => {
      const push = new RecordedPush(attempt, options);
      pushes.push(push);
      return options.decide?.(push) ?? push.verdict();
    },
  });
  const accept = options.accept ?? ((socket, server) => server.handle(socket));
  const listener = createServer((socket) => accept(socket, rtmp)).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    rtmp,
    pushes,
    log,
    connections: () =>
      new Promise((resolve, reject) =>
        listener.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
      ),
    async close() {
      listener.close();
      await rtmp.close();
    },
  };
}
