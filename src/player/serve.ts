import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CLIENT_LIMITS } from '../client/limits.js';
import { CommandError } from '../errors.js';
import type { Player } from './player.js';

const HOST = '127.0.0.1';

export interface Serving {
  /** `http://127.0.0.1:{port}`. */
  origin: string;
  close(): Promise<void>;
}

/** Lets a player answer on this machine; port 0 picks one. Rejects with CommandError when the port is taken. */
export async function servePlayer(player: Player, port: number): Promise<Serving> {
  const headMs = CLIENT_LIMITS.playerHead.value;
  const server = createServer(
    { headersTimeout: headMs, requestTimeout: headMs, connectionsCheckingInterval: 1000 },
    player.handle,
  );
  server.maxConnections = CLIENT_LIMITS.playerConnections.value;
  // To CONNECT and to what is no HTTP there is nothing to say.
  server.on('connect', (_, socket) => socket.destroy());
  server.on('clientError', (_, socket) => socket.destroy());
  try {
    await once(server.listen(port, HOST), 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const isTaken = code === 'EADDRINUSE';
    throw new CommandError(
      isTaken ? 'PortInUse' : 'CannotListen',
      isTaken ? `Port ${port} is taken.` : `Cannot listen on ${HOST}:${port} (${code}).`,
      isTaken ? 'conflict' : 'usage',
      { advice: { do: 'otherPort' }, cause },
    );
  }
  return {
    origin: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    async close() {
      player.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
