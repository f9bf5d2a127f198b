import type { Socket } from 'node:net';

/** `ip:port`, an IPv6 address in brackets. */
export function remoteAddress({ remoteAddress = '', remotePort = 0 }: Socket): string {
  const address = remoteAddress.replace(/^::ffff:/, '');
  return `${address.includes(':') ? `[${address}]` : address}:${remotePort}`;
}
