import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';

/** Linux lists connections with addresses and ports, their state, and what is queued; all in hexadecimal. */
const CONNECTION = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):/gm;
const LISTS = ['/proc/self/net/tcp', '/proc/self/net/tcp6'];

/**
 * How many bytes the system still holds of what was written: it takes megabytes, and more of them only when a third is
 * gone, which may last a minute of a slow line. Null where it does not say so: only Linux does.
 */
export async function unsentBytes({
  localPort,
  remotePort,
}: Pick<Socket, 'localPort' | 'remotePort'>): Promise<number | null> {
  if (localPort === undefined || remotePort === undefined) return null;
  for (const list of LISTS) {
    const text = await readFile(list, 'latin1').catch(() => '');
    for (const [, local, remote, queued] of text.matchAll(CONNECTION))
      if (numberIn(local) === localPort && numberIn(remote) === remotePort) return numberIn(queued);
  }
  return null;
}

const numberIn = (hexadecimal = ''): number => Number.parseInt(hexadecimal, 16);
