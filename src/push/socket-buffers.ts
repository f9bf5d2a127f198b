import { readFile } from 'node:fs/promises';

/** Linux's own limits, in bytes: `tcp_wmem` of whoever sends, `tcp_rmem` of whoever gets. */
const SENDING = 4 * 1024 * 1024;
const RECEIVING = 6 * 1024 * 1024;

/**
 * What may be on its way when a connection breaks, in bytes. Of the other end only its usual limit is known; this
 * machine's stands for it where that is higher.
 */
export async function mostOnItsWay(): Promise<number> {
  const [sending, receiving] = await Promise.all([
    limitOf('tcp_wmem', SENDING),
    limitOf('tcp_rmem', RECEIVING),
  ]);
  return sending + Math.max(receiving, RECEIVING);
}

async function limitOf(name: string, usual: number): Promise<number> {
  const text = await readFile(`/proc/sys/net/ipv4/${name}`, 'utf8').catch(() => '');
  return Number(text.trim().split(/\s+/)[2]) || usual;
}
