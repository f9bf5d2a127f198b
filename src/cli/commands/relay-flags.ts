import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { Shard } from '../../relay/index.js';
import type { FlagTable, Invocation } from '../command.js';
import { FFMPEG_FLAG } from '../ffmpeg-flag.js';

export const relayFlags = {
  plan: { help: 'show what would be done, and what the sources cost; do nothing' },
  watchConfig: { help: 'read the file again whenever it changes, as at SIGHUP' },
  workers: {
    value: '<count>',
    help: 'processes that carry the media; 0: this one (default: one for each core)',
    integer: [0, 64],
  },
  metrics: {
    value: '<[host:]port>',
    help: 'serve /metrics, /healthz and /readyz; on 127.0.0.1 without a host',
  },
  ledger: {
    value: '<file>',
    help: 'write the connections down in this file; none: nowhere (default: ledger.ndjson in the state folder)',
  },
  shard: {
    value: '<index/count>',
    help: 'run this part of the channels, 0/3 the first of three; others run the rest (default: all)',
  },
  ffmpeg: FFMPEG_FLAG,
} as const satisfies FlagTable;

export type RelayInvocation = Invocation<typeof relayFlags>;

const MOST_SHARDS = 1000;

/** `0/3`; throws UsageError. */
export function readShard(text: string): Shard {
  const [, index = '', count = ''] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (count === '' || shard.count < 1 || shard.count > MOST_SHARDS)
    throw new UsageError(english`--shard ${text} is no part of the channels.`, {
      hint: english`Say 0/3 for the first of three, 2/3 for the last; there may be ${MOST_SHARDS}.`,
    });
  if (shard.index >= shard.count)
    throw new UsageError(english`There is no shard ${text}: they begin with 0.`, {
      hint: english`The last of ${shard.count} is ${shard.count - 1}/${shard.count}.`,
    });
  return shard;
}
