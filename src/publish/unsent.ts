import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';

/** Linux lists connections with addresses and ports, their state, and what is queued; all in hexadecimal. */
const CONNECTION = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):/gm;
const LISTS = ['/proc/self/net/tcp', '/proc/self/net/tcp6'];
/** An outage blocks all publishers of a process at once, and each asks: they share what is read. */
const SHARED_MS = 200;

/** Queued bytes by both ports. */
type Queues = ReadonlyMap<string, number>;

let latest: { atMs: number; queues: Promise<Queues> } | null = null;

/**
 * How many bytes the system still holds of what was written, as of a moment ago: it takes megabytes, and more of them only
 * when a third is gone, which may last a minute of a slow line. Null where it does not say so: only Linux does.
 */
export async function unsentBytes({
  localPort,
  remotePort,
}: Pick<Socket, 'localPort' | 'remotePort'>): Promise<number | null> {
  if (localPort === undefined || remotePort === undefined) return null;
  const nowMs = performance.now();
  if (latest === null || nowMs - latest.atMs > SHARED_MS) latest = { atMs: nowMs, queues: readQueues() };
  return (await latest.queues).get(`${localPort} ${remotePort}`) ?? null;
}

async function readQueues(): Promise<Queues> {
  const texts = await Promise.all(LISTS.map((list) => readFile(list, 'latin1').catch(() => '')));
  const queues = new Map<string, number>();
  for (const [, local, remote, queued] of texts.join('').matchAll(CONNECTION))
    queues.set(`${numberIn(local)} ${numberIn(remote)}`, numberIn(queued));
  return queues;
}

const numberIn = (hexadecimal = ''): number => Number.parseInt(hexadecimal, 16);
