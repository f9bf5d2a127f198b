import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { english } from '../english.js';
import { type Advice, CommandError } from '../errors.js';
import { CLIENT_LIMITS } from './limits.js';

export interface ListenAddress {
  host: string;
  /** 0 picks one. */
  port: number;
}

export interface OpenServer {
  /** `http://127.0.0.1:9310` */
  origin: string;
  /** Ends the connections too. */
  close(): Promise<void>;
}

/**
 * Lets a few readers ask over HTTP, within limits of connections and time. Rejects with CommandError, and with `advice` as
 * the next step, when the port is taken.
 */
export async function openServer(
  listener: RequestListener,
  { host, port }: ListenAddress,
  advice: Advice,
): Promise<OpenServer> {
  const headMs = CLIENT_LIMITS.serverHead.value;
  const server = createServer(
    { headersTimeout: headMs, requestTimeout: headMs, connectionsCheckingInterval: 1000 },
    listener,
  );
  server.maxConnections = CLIENT_LIMITS.serverConnections.value;
  // To CONNECT and to what is no HTTP there is nothing to say.
  server.on('connect', (_, socket) => socket.destroy());
  server.on('clientError', (_, socket) => socket.destroy());
  try {
    await once(server.listen(port, host), 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const isTaken = code === 'EADDRINUSE';
    throw new CommandError(
      isTaken ? 'PortInUse' : 'CannotListen',
      isTaken
        ? english`Port ${port} is taken on ${host}.`
        : english`Cannot listen on ${host}:${port} (${code}).`,
      isTaken ? 'conflict' : 'usage',
      { advice, cause },
    );
  }
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    origin: `http://${shownHost}:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
