import { validateChannelName } from '../../client/validate.js';
import { UsageError } from '../../errors.js';
import { type ListenAddress, type WatchOptions, webhookUrl } from '../../watch/index.js';
import { notation } from '../command.js';
import type { Context } from '../context.js';
import { parseDuration } from '../times.js';
import type { WatchFlags } from './watch.js';

/** What the flags say of `watch()`'s options, and of what the command does beside. */
type Options = Pick<
  WatchOptions,
  'channelNames' | 'intervalSeconds' | 'until' | 'timeoutSeconds' | 'ledger'
> & {
  exec: string | null;
  webhook: { url: string; secret: string | null } | null;
  metrics: ListenAddress | null;
};

const FILLED = [
  ...(['channel', 'interval', 'timeout', 'exec', 'webhook', 'webhookSecret'] as const),
  ...(['metrics', 'ledger'] as const),
];
/** Timers know no more. */
const LONGEST_TIMEOUT_SECONDS = 2_147_483;

/** Throws UsageError for what does not fit together. With `--dry-run` nothing is run, posted or written. */
export function readOptions(flags: WatchFlags, words: readonly string[], env: Context['env']): Options {
  for (const name of FILLED) if (flags[name] === '') throw needsValue(name);
  const { interval, until, timeout, metrics, dryRun } = flags;
  if (timeout !== undefined && until === undefined) throw new UsageError('--timeout needs --until.');
  const webhook = webhookOf(flags, env);
  return {
    channelNames: channelNames(words.length > 0 || flags.channel === undefined ? words : [flags.channel]),
    intervalSeconds: interval === undefined ? null : intervalSeconds(interval),
    until: until ?? null,
    timeoutSeconds: timeout === undefined ? null : timeoutSeconds(timeout),
    metrics: metrics === undefined ? null : readListenAddress(metrics),
    exec: (!dryRun && flags.exec) || null,
    webhook: dryRun ? null : webhook,
    ledger: (!dryRun && flags.ledger) || null,
  };
}

/** An empty value is that of a variable that is not set. */
function needsValue(name: string): UsageError {
  return new UsageError(`${notation(name, { help: '' })} needs a value.`, {
    hint: 'oss-live watch --help lists its options.',
  });
}

function channelNames(names: readonly string[]): readonly string[] | null {
  for (const name of names) validateChannelName(name);
  return names.length === 0 ? null : names;
}

function intervalSeconds(given: string): number {
  const seconds = /^\d*\.\d+s?$/.test(given) ? Number.parseFloat(given) : parseDuration(given, '--interval');
  if (seconds >= 0.1 && seconds <= 86_400) return seconds;
  throw new UsageError(`--interval is from 0.1 seconds to a day, not ${given}.`);
}

function timeoutSeconds(given: string): number {
  const seconds = parseDuration(given, '--timeout');
  if (seconds <= LONGEST_TIMEOUT_SECONDS) return seconds;
  throw new UsageError(`--timeout is at most 24 days, not ${given}.`);
}

function webhookOf({ webhook, webhookSecret }: WatchFlags, env: Context['env']): Options['webhook'] {
  if (webhook === undefined && webhookSecret !== undefined)
    throw new UsageError('--webhook-secret needs --webhook.');
  if (webhook === undefined) return null;
  if (webhookUrl(webhook) === null) {
    throw new UsageError('--webhook is not a URL to post to.', {
      hint: 'It begins with https:// or http:// and has no user name in it.',
    });
  }
  return { url: webhook, secret: webhookSecret ?? (env.OSS_LIVE_WEBHOOK_SECRET || null) };
}

/** `9310`, `0.0.0.0:9310`, `[::1]:9310`. Port 0 picks one. */
function readListenAddress(text: string): ListenAddress {
  const [, host, port] = /^(?:(\[[0-9a-f:.]+\]|[^:\s]+):)?(\d{1,5})$/i.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) {
    throw new UsageError(`--metrics ${text} is not a port.`, {
      hint: 'Say 9310, or 0.0.0.0:9310 for all to see.',
    });
  }
  return { host: host?.replace(/[[\]]/g, '') ?? '127.0.0.1', port: Number(port) };
}
