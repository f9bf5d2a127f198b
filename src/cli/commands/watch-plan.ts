import { validateChannelName } from '../../client/validate.js';
import { UsageError } from '../../errors.js';
import { type Goal, type ListenAddress, webhookUrl } from '../../watch/index.js';
import type { Invocation } from '../command.js';
import type { FlagValue } from '../context.js';
import { parseDuration } from '../times.js';

/** What `watch` is asked to do. */
export interface Plan {
  /** Null for all. */
  channelNames: readonly string[] | null;
  intervalSeconds: number;
  until: Goal | null;
  timeoutSeconds: number | null;
  metrics: ListenAddress | null;
  exec: string | null;
  webhook: { url: string; secret: string | null } | null;
  ledger: string | null;
}

const DEFAULT_INTERVAL_SECONDS = 5;
/** Timers know no more. */
const LONGEST_TIMEOUT_SECONDS = 2_147_483;

/** Throws UsageError for what does not fit together. With `--dry-run` nothing is run, posted or written. */
export function readPlan({ context, parsed }: Pick<Invocation, 'context' | 'parsed'>): Plan {
  const { flags } = parsed;
  const until = flags.until === 'live' || flags.until === 'idle' ? flags.until : null;
  const timeout = text(flags, 'timeout');
  if (timeout !== null && until === null) throw new UsageError('--timeout needs --until.');
  const acts = flags.dryRun !== true;
  const metrics = text(flags, 'metrics');
  const webhook = webhookOf(flags, context.env);
  return {
    channelNames: channelNames(parsed.arguments, flags),
    intervalSeconds: intervalSeconds(text(flags, 'interval')),
    until,
    timeoutSeconds: timeout === null ? null : timeoutSeconds(timeout),
    metrics: metrics === null ? null : readListenAddress(metrics),
    exec: acts ? text(flags, 'exec') : null,
    webhook: acts ? webhook : null,
    ledger: acts ? text(flags, 'ledger') : null,
  };
}

function channelNames(named: readonly string[], flags: Flags): readonly string[] | null {
  const option = text(flags, 'channel');
  const names = [...new Set(named.length > 0 || option === null ? named : [option])];
  for (const name of names) validateChannelName(name);
  return names.length === 0 ? null : names;
}

function intervalSeconds(given: string | null): number {
  if (given === null) return DEFAULT_INTERVAL_SECONDS;
  const seconds = /^\d*\.\d+s?$/.test(given) ? Number.parseFloat(given) : parseDuration(given, '--interval');
  if (seconds < 0.1 || seconds > 86_400) {
    throw new UsageError(`--interval is from 0.1 seconds to a day, not ${given}.`);
  }
  return seconds;
}

function timeoutSeconds(given: string): number {
  const seconds = parseDuration(given, '--timeout');
  if (seconds <= LONGEST_TIMEOUT_SECONDS) return seconds;
  throw new UsageError(`--timeout is at most 24 days, not ${given}.`);
}

function webhookOf(flags: Flags, env: Readonly<Record<string, string | undefined>>): Plan['webhook'] {
  const [given, secret] = [text(flags, 'webhook'), text(flags, 'webhookSecret')];
  if (given === null && secret !== null) throw new UsageError('--webhook-secret needs --webhook.');
  if (given === null) return null;
  if (webhookUrl(given) === null) {
    throw new UsageError('--webhook is not a URL to post to.', {
      hint: 'It begins with https:// or http:// and has no user name in it.',
    });
  }
  return { url: given, secret: secret ?? (env.OSS_LIVE_WEBHOOK_SECRET || null) };
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

type Flags = Readonly<Record<string, FlagValue>>;

/** An empty value is that of a variable that is not set. */
function text(flags: Flags, name: string): string | null {
  const value = flags[name];
  if (value !== '') return typeof value === 'string' ? value : null;
  throw new UsageError(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} needs a value.`, {
    hint: 'oss-live watch --help lists its options.',
  });
}
