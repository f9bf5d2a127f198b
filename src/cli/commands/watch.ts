import { serviceClock } from '../../client/service-clock.js';
import { validateChannelName } from '../../client/validate.js';
import { english } from '../../english.js';
import { OssLiveError, UsageError } from '../../errors.js';
import type { DeliveredEvent, ListenAddress, State, WatchOptions, webhookUrl } from '../../watch/index.js';
import { defineCommand, type FlagsOf, type FlagTable } from '../command.js';
import type { Context } from '../context.js';
import { EXIT, exitCodeOf } from '../exit-codes.js';
import { type GlobalFlags, notation } from '../flags.js';
import { readListenAddress } from '../listen-address.js';
import { say } from '../say.js';
import { commandLine } from '../terminal/shell.js';
import { parseDuration } from '../times.js';

const flags = {
  prefix: { value: '<text>', help: 'instead of names: only channels whose name starts with it' },
  only: { value: '<states>', help: 'show only channels in these states: live, or stalled,refused' },
  interval: { value: '<seconds>', help: 'time between two looks at a channel: 5, 0.5, 2m; default 5' },
  until: {
    value: '<state>',
    help: 'end when all of them are live, or none is: exit code 0',
    choices: ['live', 'idle'],
  },
  timeout: { value: '<duration>', help: 'how long to wait for that; then exit code 11' },
  exec: { value: '<command>', help: 'run a shell command for each event, which it gets as JSON on stdin' },
  webhook: { value: '<url>', help: 'post each event as JSON' },
  on: { value: '<events>', help: 'hand only these events to --exec and --webhook: stopped,stalled' },
  webhookSecret: { value: '<secret>', help: 'sign the posts with HMAC-SHA256; else OSS_LIVE_WEBHOOK_SECRET' },
  metrics: { value: '<[host:]port>', help: 'serve metrics for Prometheus; on 127.0.0.1 without a host' },
  ledger: { value: '<file>', help: 'append every finished push to a file, one JSON document a line' },
} as const satisfies FlagTable;

type WatchFlags = FlagsOf<typeof flags> & Pick<GlobalFlags, 'channel' | 'dryRun'>;

const WEBHOOK_TIMEOUTS = { connectTimeoutSeconds: 10, readTimeoutSeconds: 10 };

export const watch = defineCommand({
  name: 'watch',
  group: 'Streaming',
  summary: 'Watch channels: who is live, and what happens to them',
  details: [
    'A table that is kept up to date at a terminal, one JSON document per event elsewhere and with --json. Without names it watches all channels of the bucket, new ones too. A name may be a pattern in which * stands for any characters and ? for one. What needs attention comes first.',
    'Each channel is asked about once per interval, never more than 100 requests a second. Network trouble does not end it; Ctrl-C does.',
    'States: live, stalled, idle, disabled, unknown, refused, absent. With --only also what brings a channel into one of them or out of it is told; --exec, --webhook, --metrics and --ledger are about all channels all the same.',
    'Events: watching (as found at first), started, stopped, stalled, resumed, changed, enabled, disabled, created, deleted, refused, unreachable, reachable. --json shows all their fields.',
  ],
  arguments: [
    { name: '[channel...]', help: "names and patterns such as 'cam-*'; none: all channels of the bucket" },
  ],
  flags,
  examples: [
    { line: 'oss-live watch', comment: 'a table of all channels' },
    { line: "oss-live watch 'cam-*' --only live,stalled", comment: 'those that are on the air' },
    {
      line: "oss-live watch --prefix cam- --on stopped,stalled --exec './page.sh'",
      comment: 'call somebody when a stream ends or nothing arrives any more',
    },
    { line: 'oss-live watch cam-42 --until live --timeout 2m', comment: 'wait until somebody pushes' },
    {
      line: "oss-live watch cam-42 --json --exec 'oss-live stat >> seen.txt'",
      comment: 'OSS_LIVE_CHANNEL and OSS_LIVE_EVENT are set for the command',
    },
    { line: 'oss-live watch --metrics 9310 --ledger pushes.ndjson', comment: 'leave it running' },
  ],
  async run({ context, flags, words, output, settings, connectWith }) {
    const { DELIVERED_EVENTS, serveMetrics, STATES, ...library } = await import('../../watch/index.js');
    const { metrics: address, exec, ...asked } = readOptions(flags, words, { STATES, DELIVERED_EVENTS });
    const webhook = webhookOf(flags, context.env, library.webhookUrl);
    const { endpoint, bucket, network } = await settings();
    const { openDisplay } = await import('../terminal/watch-display.js');
    const { openTransport } = await import('../connect.js');
    const client = await connectWith({ retryAttempts: 1 });
    const now = serviceClock(context.now, client);
    const display = await openDisplay({ context, flags, output, bucket, only: asked.only, now });
    const watching = library.watch({
      ...asked,
      ...{ endpoint, bucket, client },
      exec: exec === null ? null : { command: exec, env: context.env, onLine: display.note },
      webhook: webhook && { ...webhook, transport: await openTransport({ ...network, ...WEBHOOK_TIMEOUTS }) },
      ...{ cwd: context.cwd, now: context.now, signal: context.signal },
    });
    const metrics = address && (await serveMetrics(address, watching.state));
    try {
      if (metrics !== null) display.note(say`Metrics: ${metrics.origin}/metrics`);
      display.show(watching.state);
      for await (const event of watching) display.event(event);
    } finally {
      await metrics?.close();
      display.close();
    }
    const { aborted, reason } = context.signal;
    if (!aborted) return undefined;
    return reason instanceof OssLiveError ? exitCodeOf(reason) : EXIT.interrupted;
  },
});

/** What the flags say of `watch()`'s options, and of what the command does beside. */
type Options = Pick<WatchOptions, 'channelNames' | 'prefix' | 'intervalSeconds' | 'until'> &
  Pick<WatchOptions, 'timeoutSeconds' | 'ledger'> & {
    only: readonly State[] | null;
    on: readonly DeliveredEvent[] | null;
    exec: string | null;
    metrics: ListenAddress | null;
  };

/** What there is to choose from. */
interface Names {
  STATES: readonly State[];
  DELIVERED_EVENTS: readonly DeliveredEvent[];
}

const FILLED = ['channel', ...Object.keys(flags)] as (keyof WatchFlags)[];
/** Timers know no more. */
const LONGEST_TIMEOUT_SECONDS = 2_147_483;

/** Throws UsageError for what does not fit together. With `--dry-run` nothing is run, posted or written. */
function readOptions(
  flags: WatchFlags,
  words: readonly string[],
  { STATES, DELIVERED_EVENTS }: Names,
): Options {
  for (const name of FILLED) if (flags[name] === '') throw needsValue(name);
  const { prefix, only, on, interval, until, timeout, metrics, dryRun } = flags;
  const named = words.length > 0 || flags.channel === undefined ? words : [flags.channel];
  if (prefix !== undefined && named.length > 0)
    throw new UsageError(english`Give --prefix or channels, not both.`, {
      hint: english`A pattern can stand beside names: ${commandLine(['oss-live', 'watch', `${prefix}*`, ...named])}`,
    });
  if (on !== undefined && flags.exec === undefined && flags.webhook === undefined)
    throw new UsageError(english`--on needs --exec or --webhook.`, {
      hint: english`What is shown is chosen with --only.`,
    });
  if (timeout !== undefined && until === undefined) throw new UsageError(english`--timeout needs --until.`);
  return {
    channelNames: channelNames(named),
    prefix: prefix ?? null,
    only: only === undefined ? null : listed('--only', only, STATES),
    on: on === undefined || dryRun ? null : listed('--on', on, DELIVERED_EVENTS),
    intervalSeconds: interval === undefined ? null : intervalSeconds(interval),
    until: until ?? null,
    timeoutSeconds: timeout === undefined ? null : timeoutSeconds(timeout),
    metrics: metrics === undefined ? null : readListenAddress(metrics),
    exec: (!dryRun && flags.exec) || null,
    ledger: (!dryRun && flags.ledger) || null,
  };
}

/** An empty value is that of a variable that is not set. */
function needsValue(name: string): UsageError {
  return new UsageError(english`${notation(name, { help: '' })} needs a value.`, {
    hint: english`oss-live watch --help lists its options.`,
  });
}

/** `stopped,stalled`: each of them one of those that are known. */
function listed<Known extends string>(option: string, given: string, known: readonly Known[]): Known[] {
  return given.split(',').map((text) => {
    const word = text.trim().toLowerCase();
    const found = known.find((one) => one === word);
    if (found !== undefined) return found;
    throw new UsageError(english`${option} has no "${word}".`, {
      hint: english`Say one or more of these, with commas between: ${known}.`,
    });
  });
}

function channelNames(names: readonly string[]): readonly string[] | null {
  for (const name of names) validateChannelName(name);
  return names.length === 0 ? null : names;
}

function intervalSeconds(given: string): number {
  const seconds = /^\d*\.\d+s?$/.test(given) ? Number.parseFloat(given) : parseDuration(given, '--interval');
  if (seconds >= 0.1 && seconds <= 86_400) return seconds;
  throw new UsageError(english`--interval is from 0.1 seconds to a day, not ${given}.`);
}

function timeoutSeconds(given: string): number {
  const seconds = parseDuration(given, '--timeout');
  if (seconds <= LONGEST_TIMEOUT_SECONDS) return seconds;
  throw new UsageError(english`--timeout is at most 24 days, not ${given}.`);
}

function webhookOf(
  { webhook, webhookSecret, dryRun }: WatchFlags,
  env: Context['env'],
  read: typeof webhookUrl,
): { url: string; secret: string | null } | null {
  if (webhook === undefined && webhookSecret !== undefined)
    throw new UsageError(english`--webhook-secret needs --webhook.`);
  if (webhook === undefined) return null;
  if (read(webhook) === null) {
    throw new UsageError(english`--webhook is not a URL to post to.`, {
      hint: english`It begins with https:// or http:// and has no user name in it.`,
    });
  }
  return dryRun ? null : { url: webhook, secret: webhookSecret ?? (env.OSS_LIVE_WEBHOOK_SECRET || null) };
}
