import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** `ip:port`, an IPv6 address in brackets. */
export function remoteAddress({ remoteAddress = '', remotePort = 0 }: Socket): string {
  const address = remoteAddress.replace(/^::ffff:/, '');
  return `${address.includes(':') ? `[${address}]` : address}:${remotePort}`;
}

/** Ends a connection without a word. Node has no reset for one with TLS. */
export function breakOff(socket: Socket, how: 'rst' | 'fin'): void {
  if (how === 'fin' || socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
