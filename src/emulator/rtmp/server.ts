import type { Socket } from 'node:net';
import { Connection } from './connection.js';
import { LIMITS, type RtmpLimits } from './limits.js';
import type { AuthorizePublish, Farewells } from './publishing.js';
import { createRest } from './rest.js';

export interface RtmpServerOptions {
  authorize: AuthorizePublish;
  farewells: Farewells;
  limits?: Partial<RtmpLimits>;
  /** Takes a line about each connection that was ended for what it sent. */
  log?: (line: string) => void;
}

export interface RtmpServer {
  /** Takes over an open socket, plain or TLS, of which nothing has been read (or everything put back). */
  handle(socket: Socket): void;
  /** Ends every push with the reason `shutdown` and settles when all are stored and closed. */
  close(): Promise<void>;
}

/** The RTMP half of the emulator. It opens no port: sockets are handed to it. */
export function createRtmpServer(options: RtmpServerOptions): RtmpServer {
  const { authorize, farewells, log = () => {} } = options;
  const limits = { ...LIMITS, ...options.limits };
  const context = { authorize, farewells, limits, log, rest: createRest() };
  const connections = new Set<Connection>();
  let closed = false;

  return {
    handle(socket) {
      if (closed) {
        socket.destroy();
        return;
      }
      const connection = new Connection(socket, context);
      connections.add(connection);
      void connection.finished.then(() => connections.delete(connection));
    },
    async close() {
      closed = true;
      for (const connection of connections) connection.stop('shutdown');
      await Promise.all([...connections].map((connection) => connection.finished));
    },
  };
}
