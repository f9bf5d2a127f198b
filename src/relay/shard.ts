import { createHash } from 'node:crypto';

/** One of so many processes that share the channels of a file. */
export interface Shard {
  /** From 0. */
  index: number;
  count: number;
}

/** Whether this process runs a channel. */
export function isOfShard(channelName: string, { index, count }: Shard): boolean {
  return shardOf(channelName, count) === index;
}

/**
 * The shard of a channel: with one shard more, only the channels that go to it have another than before. Jump consistent
 * hash (Lamping and Veach, arXiv 1406.2294) of the beginning of SHA-256 of the name.
 */
export function shardOf(channelName: string, count: number): number {
  return jump(createHash('sha256').update(channelName).digest().readBigUInt64BE(), count);
}

/** As in figure 1 of the paper. */
export function jump(key: bigint, count: number): number {
  let state = key;
  let found = -1;
  for (let next = 0; next < count; ) {
    found = next;
    state = BigInt.asUintN(64, state * 2862933555777941757n + 1n);
    next = Math.floor((found + 1) * (2 ** 31 / (Number(state >> 33n) + 1)));
  }
  return found;
}
