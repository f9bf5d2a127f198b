import { once } from 'node:events';
import { type AddressInfo, createServer, isIP, type Server, type Socket } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import { english } from '../../english.js';
import { CommandError } from '../../errors.js';
import { EMULATOR_LIMITS } from '../limits.js';
import { createTlsServer, TLS_HANDSHAKE, type TlsOptions } from './tls.js';

/** The first byte of every RTMP handshake. No HTTP request begins with it. */
const RTMP_VERSION = 0x03;

/** What is not asked for yet waits in the kernel, where it wakes nobody. */
const READ_AHEAD_BYTES = 1024;

/** Those who mean to say something have said it by then, also over a long way. */
const FIRST_WORD_SECONDS = EMULATOR_LIMITS.firstWord.value;

export interface ListenerOptions {
  http(socket: Socket): void;
  rtmp(socket: Socket): void;
  /** How long a connection may say nothing. */
  silentSeconds?: number;
  /** How many may be silent for more than a second at once: the oldest goes first. */
  mostSilent?: number;
  /** How many may have come within a second and not have spoken yet. */
  mostUnheard?: number;
  /** How many may be open at all. */
  mostOpen?: number;
}

export interface OpenPort {
  port: number;
  /** Takes no more connections; those that are open go on. */
  close(): void;
}

/** TCP ports on which HTTP and RTMP clients, inside TLS or not, are told apart by what they say first. */
export interface Listener {
  /**
   * Opens a port for both; 0 picks one. Rejects with CommandError when it is taken, with UsageError when the
   * certificate cannot be used.
   */
  open(host: string, port: number, tls?: TlsOptions | null): Promise<OpenPort>;
  /** Takes no more connections; those that are open go on. */
  stopAccepting(): void;
  /** Closes the ports and every connection that is still open. */
  close(): Promise<void>;
}

export function createListener(options: ListenerOptions): Listener {
  const {
    silentSeconds = EMULATOR_LIMITS.silence.value,
    mostSilent = EMULATOR_LIMITS.silentConnections.value,
  } = options;
  const { mostUnheard = EMULATOR_LIMITS.unheard.value, mostOpen = EMULATOR_LIMITS.connections.value } =
    options;
  const servers = new Map<Server, Promise<unknown>>();
  const sockets = new Set<Socket>();
  /** Those that have said nothing: since a moment ago, and for longer. */
  const unheard = new Map<Socket, NodeJS.Timeout>();
  const silent = new Map<Socket, NodeJS.Timeout>();

  function accept(socket: Socket, tlsServer: TlsServer | null): void {
    // Until a protocol has taken over, nobody else looks at errors.
    socket.on('error', () => {});
    if (sockets.size >= mostOpen) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    unheard.set(
      socket,
      setTimeout(() => fallSilent(socket), Math.min(FIRST_WORD_SECONDS, silentSeconds) * 1000),
    );
    if (unheard.size > mostUnheard) drop(unheard);
    socket.once('close', () => heard(socket));
    socket.once('readable', () => route(socket, tlsServer));
  }

  function heard(socket: Socket): void {
    clearTimeout(unheard.get(socket) ?? silent.get(socket));
    unheard.delete(socket);
    silent.delete(socket);
  }

  /** What has come while this process was busy is read before the connection is called silent. */
  function fallSilent(socket: Socket): void {
    afterNextPoll(() => {
      if (!unheard.delete(socket)) return;
      const left = Math.max(0, silentSeconds - FIRST_WORD_SECONDS);
      silent.set(
        socket,
        setTimeout(() => socket.destroy(), left * 1000),
      );
      if (silent.size > mostSilent) drop(silent);
    });
  }

  function drop(among: ReadonlyMap<Socket, unknown>): void {
    const [oldest] = among.keys();
    oldest?.destroy();
  }

  function route(socket: Socket, tlsServer: TlsServer | null): void {
    heard(socket);
    const first: Buffer | null = socket.read();
    if (first === null) {
      socket.destroy();
      return;
    }
    socket.unshift(first);
    if (first[0] === TLS_HANDSHAKE && tlsServer !== null) {
      tlsServer.emit('connection', socket);
    } else if (first[0] === RTMP_VERSION) {
      // Only HTTP answers after the client has said its last word.
      socket.allowHalfOpen = false;
      options.rtmp(socket);
    } else {
      options.http(socket);
    }
  }

  function stopAccepting(): void {
    for (const server of servers.keys()) server.close();
  }

  return {
    async open(host, port, tls = null) {
      const tlsServer =
        tls === null ? null : createTlsServer(tls, silentSeconds, (socket) => accept(socket, null));
      const server = createServer(
        { allowHalfOpen: true, noDelay: true, highWaterMark: READ_AHEAD_BYTES },
        (socket) => accept(socket, tlsServer),
      );
      return new Promise((resolve, reject) => {
        server.once('error', (error) => reject(cannotListen(host, port, error)));
        server.listen(port, host, () => {
          servers.set(server, once(server, 'close'));
          resolve({ port: (server.address() as AddressInfo).port, close: () => server.close() });
        });
      });
    },
    stopAccepting,
    async close() {
      stopAccepting();
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.values());
    },
  };
}

/** What has arrived is read before `then` is called. */
function afterNextPoll(then: () => void): void {
  setImmediate(() => setImmediate(then));
}

function cannotListen(host: string, port: number, error: NodeJS.ErrnoException): CommandError {
  // Bun, which runs the binaries, has no code for a name that leads nowhere.
  const { code = isIP(host) === 0 ? 'ENOTFOUND' : '' } = error;
  if (code === 'EADDRINUSE')
    return new CommandError('PortInUse', english`Port ${port} on ${host} is in use.`, 'conflict', {
      advice: { do: 'otherPort' },
      cause: error,
    });
  const reason = REASONS[code] ?? error.message;
  return new CommandError(
    'CannotListen',
    english`Cannot listen on ${host}, port ${port}: ${reason}.`,
    'configuration',
    {
      advice: { do: 'otherAddress' },
      cause: error,
    },
  );
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'not permitted',
  EADDRNOTAVAIL: 'no such address here',
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'no such host name',
};
