import { validateChannelName } from '../../client/validate.js';
import { UsageError } from '../../errors.js';
import type { Goal } from '../../watch/until.js';
import type { Context, FlagValue, ParsedCommand } from '../context.js';
import { parseDuration } from '../times.js';
import { type ListenAddress, readListenAddress } from './watch-metrics-server.js';

/** What `watch` is asked to do. */
export interface Plan {
  /** Null for all. */
  channelNames: readonly string[] | null;
  intervalMs: number;
  until: Goal | null;
  timeoutMs: number | null;
  metrics: ListenAddress | null;
  exec: string | null;
  webhook: { url: URL; secret: string | null } | null;
  ledger: string | null;
}

const DEFAULT_INTERVAL_MS = 5000;
/** Timers know no more. */
const LONGEST_TIMEOUT_SECONDS = 2_147_483;

/** Throws UsageError for what does not fit together. With `--dry-run` nothing is run, posted or written. */
export function readPlan({ context, parsed }: { context: Context; parsed: ParsedCommand }): Plan {
  const { flags } = parsed;
  const until = flags.until === 'live' || flags.until === 'idle' ? flags.until : null;
  const timeout = text(flags, 'timeout');
  if (timeout !== null && until === null) throw new UsageError('--timeout needs --until.');
  const acts = flags.dryRun !== true;
  const metrics = text(flags, 'metrics');
  const webhook = webhookOf(flags, context.env);
  return {
    channelNames: channelNames(parsed.arguments, flags),
    intervalMs: intervalMs(text(flags, 'interval')),
    until,
    timeoutMs: timeout === null ? null : timeoutSeconds(timeout) * 1000,
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

function intervalMs(given: string | null): number {
  if (given === null) return DEFAULT_INTERVAL_MS;
  const seconds = /^\d*\.\d+s?$/.test(given) ? Number.parseFloat(given) : parseDuration(given, '--interval');
  if (seconds < 0.1 || seconds > 86_400) {
    throw new UsageError(`--interval is from 0.1 seconds to a day, not ${given}.`);
  }
  return seconds * 1000;
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
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '') {
    throw new UsageError('--webhook is not a URL to post to.', {
      hint: 'It begins with https:// or http:// and has no user name in it.',
    });
  }
  return { url, secret: secret ?? (env.OSS_LIVE_WEBHOOK_SECRET || null) };
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
