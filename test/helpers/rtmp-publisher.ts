import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'vitest';
import type { MediaMessage } from '../../src/emulator/rtmp/publishing.js';
import { amf, RtmpClient, type ServerMessage } from './rtmp-client.js';

export type Status = { level: string; code: string; description: string };

export interface PublishOptions {
  /** Where to connect, when it is not where the URL says. */
  host?: string;
  port?: number;
  /** What to say instead of splitting the URL before its last path segment. */
  app?: string;
  name?: string;
}

/** The server has refused; this is what it said. */
export class PublishRefused extends Error {
  constructor(readonly status: Status) {
    super(status.description);
  }
}

/** What a publisher is told whose push the server ends, whatever the reason. */
export const PUBLISH_END = {
  level: 'status',
  code: 'NetStream.Publish.Notify',
  description: expect.stringMatching(/^\[ReqId:[0-9A-F]{24}\] publish end$/),
};

const AS_WANTED = ['NetStream.Publish.Start', 'NetStream.Unpublish.Success'];
const TYPES = { audio: 8, video: 9, data: 18 };

/** Connects and publishes; resolves when the server says that it may send. Rejects with `PublishRefused`. */
export async function publish(url: string, options: PublishOptions = {}): Promise<RtmpPublisher> {
  const parts = /^rtmp:\/\/(\[[^\]]+\]|[^:/]+)(:\d+)?\/([^?]*)(.*)$/s.exec(url);
  if (parts === null) throw new Error(`not a publish URL: ${url}`);
  const [, host = '', port = '', path = '', query = ''] = parts;
  const slash = path.lastIndexOf('/');
  const app = options.app ?? path.slice(0, slash);
  const address = options.host ?? host.replace(/[[\]]/g, '');
  const socket = connect(options.port ?? (Number(port.slice(1)) || 1935), address);
  await once(socket, 'connect');
  const publisher = new RtmpPublisher(new RtmpClient(socket));
  await publisher.start(app, options.name ?? path.slice(slash + 1) + query, `rtmp://${host}${port}/${app}`);
  return publisher;
}

/** An encoder, as far as the server can tell. */
export class RtmpPublisher {
  /** Settles when the connection is closed, with what the server had to say about that. */
  readonly closed: Promise<Status | null>;

  constructor(readonly client: RtmpClient) {
    this.closed = client.closed.then(
      () =>
        client.received
          .map(statusOf)
          .filter((status) => status !== null && !AS_WANTED.includes(status.code))
          .at(-1) ?? null,
    );
  }

  /** What the server has said of the push so far. */
  get statuses(): Status[] {
    return this.client.received.map(statusOf).filter((status) => status !== null);
  }

  async start(app: string, name: string, tcUrl: string): Promise<void> {
    await this.client.open(app, tcUrl);
    this.client.command(0, 'releaseStream', 2, null, name);
    this.client.command(0, 'FCPublish', 3, null, name);
    this.client.command(0, 'createStream', 4, null);
    await this.client.answer(4);
    this.client.command(1, 'publish', 5, null, name, 'live');
    const answer = statusOf(await this.client.until((message) => statusOf(message) !== null));
    if (answer?.level === 'status') return;
    await this.closed;
    throw new PublishRefused(answer!);
  }

  /** Resolves when more can be sent. */
  async send({ type, timestampMs, payload }: MediaMessage): Promise<void> {
    const body = type === 'data' ? Buffer.concat([amf('@setDataFrame'), payload]) : payload;
    const taken = this.client.message(TYPES[type], 1, body, timestampMs);
    if (!taken && !this.client.socket.destroyed) await this.client.drained();
  }

  async sendAll(messages: Iterable<MediaMessage>): Promise<void> {
    for (const message of messages) await this.send(message);
  }

  /** Resolves when the server has dealt with all that was sent: it answers a ping in its turn. */
  async arrived(): Promise<void> {
    const pong = this.client.until(({ type, payload }) => type === 4 && payload.readUInt16BE() === 7);
    this.client.message(4, 0, Buffer.from([0, 6, 0, 0, 0, 0]));
    await pong;
  }

  /** Ends the push as encoders do, and waits for the connection to be gone. */
  async unpublish(): Promise<void> {
    this.client.command(0, 'FCUnpublish', 6, null, '');
    this.client.command(0, 'deleteStream', 7, null, 1);
    this.client.socket.end();
    await this.closed;
  }

  /** Leaves without a word, as a killed encoder does (FIN). */
  async disconnect(): Promise<void> {
    this.client.socket.end();
    await this.closed;
  }

  /** Leaves with a reset, as a broken network does (RST). */
  async reset(): Promise<void> {
    this.client.socket.resetAndDestroy();
    await this.closed;
  }
}

function statusOf({ command: [word, , , status] }: ServerMessage): Status | null {
  return word === 'onStatus' ? (status as Status) : null;
}
