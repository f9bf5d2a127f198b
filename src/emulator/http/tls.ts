import type { Socket } from 'node:net';
import { createSecureContext, createServer, type Server, TLSSocket } from 'node:tls';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';

/** The first byte of a TLS connection: a handshake record. Neither HTTP nor RTMP begins with it. */
export const TLS_HANDSHAKE = 0x16;

/** What a server proves itself with, as the text of PEM files. */
export interface TlsOptions {
  /** The certificate, and those between it and the root, if any. */
  cert: string;
  /** The key of the certificate, PEM. */
  key: string;
}

/**
 * Takes over sockets on which TLS has begun (`server.emit('connection', socket)`) and hands on what is inside them. It
 * opens no port. Throws UsageError when certificate and key cannot be used.
 */
export function createTlsServer(
  { cert, key }: TlsOptions,
  handshakeSeconds: number,
  secured: (socket: Socket) => void,
): Server {
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(english`The certificate and its key cannot be used: ${reason}.`, { cause });
  }
  const server = createServer({
    ...{ cert, key, ALPNProtocols: ['http/1.1'], handshakeTimeout: handshakeSeconds * 1000 },
  });
  server.on('secureConnection', secured);
  server.on('tlsClientError', (_, socket) => socket.destroy());
  return server;
}

/** Breaks a connection off with a reset; one with TLS, for which Node has none, with its end. */
export function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
