import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { AuthorizePublish, EndReason, MediaMessage } from '../../src/emulator/rtmp/publishing.js';
import { createRtmpServer } from '../../src/emulator/rtmp/server.js';
import { createFarewells } from '../../src/emulator/service/farewells.js';
import { ownPort } from './own-port.js';

export interface Peer {
  /** `127.0.0.1:port` */
  host: string;
  close(): Promise<void>;
}

/** A TCP server that does with its connections what the test says. */
export async function tcpPeer(onConnection: (socket: Socket) => void): Promise<Peer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await once(server.close(), 'close');
    },
  };
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<string> {
  return `127.0.0.1:${await ownPort()}`;
}

/** An RTMP server that lets everybody in, unless told otherwise, and keeps what it is sent. */
export interface RtmpPeer extends Peer {
  readonly names: string[];
  readonly messages: MediaMessage[];
  readonly ends: EndReason[];
  /** The sockets, in the order in which they came. */
  readonly sockets: Socket[];
  /** Settles with the first media message. */
  readonly streaming: Promise<void>;
}

export interface RtmpPeerOptions {
  /** Refuses every publisher with this description. */
  refuse?: string;
  /** Reads no more from a publisher after its first media message. */
  stopsReading?: boolean;
  /** Aborted with an EndReason when the running push is to be cut. */
  cut?: AbortSignal;
}

export async function rtmpPeer(options: RtmpPeerOptions = {}): Promise<RtmpPeer> {
  const names: string[] = [];
  const messages: MediaMessage[] = [];
  const ends: EndReason[] = [];
  const sockets: Socket[] = [];
  let begun = (): void => undefined;
  const streaming = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const authorize: AuthorizePublish = async (attempt) => {
    names.push(`${attempt.app}/${attempt.name}`);
    if (options.refuse !== undefined)
      return { accept: false, code: 'NetStream.Publish.Denied', description: options.refuse };
    return {
      accept: true,
      channelName: 'cam',
      stream: {
        write(message) {
          messages.push(message);
          begun();
          return options.stopsReading === true ? new Promise(() => undefined) : undefined;
        },
        async end(reason) {
          ends.push(reason);
        },
        cut: options.cut ?? new AbortController().signal,
      },
    };
  };
  const rtmp = createRtmpServer({ authorize, farewells: createFarewells(() => new Date()) });
  const peer = await tcpPeer((socket) => {
    sockets.push(socket);
    rtmp.handle(socket);
  });
  return { ...peer, names, messages, ends, sockets, streaming };
}
