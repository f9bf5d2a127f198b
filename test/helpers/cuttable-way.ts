import { connect, type Socket } from 'node:net';
import { afterAll } from 'vitest';
import { type Peer, tcpPeer } from './rtmp-peer.js';

export interface CuttableWay {
  url: string;
  /** Breaks the RTMP connections that there are; what comes later gets through again. */
  cut(how: 'rst' | 'fin'): void;
  /** Lets nothing of them through any more, as a server that has stopped reading. */
  hold(): void;
  /** Takes whatever is sent and lets nothing of it through, as sockets do for minutes of a slim stream. */
  swallow(): void;
}

const peers: Peer[] = [];

afterAll(async () => {
  for (const peer of peers) await peer.close();
});

const RTMP_VERSION = 3;

/** A way to a server that a test can cut when something has happened, instead of after some time. */
export async function cuttableWay(serverUrl: string): Promise<CuttableWay> {
  const streams = new Set<Socket>();
  const peer = await tcpPeer((socket) => {
    const server = connect(Number(new URL(serverUrl).port), '127.0.0.1');
    server.on('error', () => socket.destroy());
    socket.once('data', ([first]: Buffer) => {
      if (first === RTMP_VERSION) streams.add(socket);
    });
    socket.on('close', () => {
      streams.delete(socket);
      server.destroy();
    });
    socket.pipe(server).pipe(socket);
  });
  peers.push(peer);
  return {
    url: `http://${peer.host}`,
    cut(how) {
      for (const socket of streams) how === 'rst' ? socket.resetAndDestroy() : socket.destroy();
    },
    hold() {
      for (const socket of streams) socket.unpipe().pause();
    },
    swallow() {
      for (const socket of streams) socket.unpipe().resume();
    },
  };
}
