import type { Client } from '../../client/client.js';
import { CommandError, OssLiveError } from '../../errors.js';
import { ledgerEntries } from '../../watch/ledger.js';
import { metricsText } from '../../watch/metrics.js';
import { isReached } from '../../watch/until.js';
import { type Service, Watcher } from '../../watch/watcher.js';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.js';
import { openDisplay } from '../terminal/watch-display.js';
import { pagesOf } from './list.js';
import type { WatchInvocation } from './watch.js';
import { type Followers, openFollowers } from './watch-followers.js';
import { serveMetrics } from './watch-metrics-server.js';
import { type Plan, readPlan } from './watch-plan.js';

/** How long the last events may take to be handed on. */
const DRAIN_MS = 10_000;

export async function runWatch(invocation: WatchInvocation): Promise<ExitCode | undefined> {
  const { context, flags, output, words, passthrough } = invocation;
  const plan = readPlan({ context, parsed: { arguments: words, passthrough, flags } });
  const { bucket } = await invocation.settings();
  // One look is one request: the next one comes soon enough.
  const service = serviceOf(await invocation.connectWith({ retryAttempts: 1 }));
  const display = await openDisplay({ context, flags, output, bucket });
  const done = new AbortController();
  const timer = plan.timeoutMs === null ? null : setTimeout(() => done.abort('late'), plan.timeoutMs);
  try {
    const followers = await openFollowers(context, plan, display);
    const watcher = new Watcher({
      ...{ service, bucket, channelNames: plan.channelNames, intervalMs: plan.intervalMs, now: context.now },
      signal: AbortSignal.any([context.signal, done.signal]),
      onEvent(event) {
        display.event(event);
        for (const follower of event.event === 'watching' ? [] : followers.events) follower.push(event);
      },
      onLook() {
        if (plan.until !== null && watcher.isComplete && isReached(watcher.channels, plan.until))
          done.abort('reached');
      },
      onTrouble: display.warn,
      onHistory: followers.ledger === null ? null : followers.ledger.push,
    });
    const metrics =
      plan.metrics && (await serveMetrics(plan.metrics, () => metricsText({ ...watcher, bucket })));
    if (metrics !== null) display.note(`Metrics: ${metrics.url}`);
    display.show(watcher);
    try {
      await watcher.run();
    } finally {
      metrics?.close();
    }
    if (!context.signal.aborted)
      await lastHistories(watcher, { service, bucket, followers, signal: context.signal });
    await handOn(followers, display.warn);
  } finally {
    if (timer !== null) clearTimeout(timer);
    display.close();
  }
  return ending(context.signal, done.signal, plan);
}

function serviceOf(client: Client): Service {
  return {
    stat: (channelName, signal) => client.getLiveChannelStat({ channelName }, { signal }),
    async list(signal) {
      const names: string[] = [];
      for await (const { channels } of pagesOf(client, {}, signal))
        names.push(...channels.flatMap(({ name }) => name ?? []));
      return names;
    },
    history: async (channelName, signal) =>
      (await client.getLiveChannelHistory({ channelName }, { signal })).records,
  };
}

interface LastHistories {
  service: Service;
  bucket: string;
  followers: Followers;
  signal: AbortSignal;
}

/** The push whose end was waited for is to be in the ledger too. */
async function lastHistories(
  watcher: Watcher,
  { service, bucket, followers, signal }: LastHistories,
): Promise<void> {
  for (const channelName of watcher.owedHistories) {
    const records = await service.history(channelName, signal).catch(() => []);
    followers.ledger?.push(ledgerEntries(records, { bucket, channelName }));
  }
}

async function handOn(followers: Followers, warn: (line: string) => void): Promise<void> {
  const { events, ledger } = followers;
  const left = await Promise.all(events.map((follower) => follower.drain(DRAIN_MS)));
  await ledger?.drain(DRAIN_MS);
  followers.end();
  const most = Math.max(0, ...left);
  if (most > 0) warn(`${most === 1 ? '1 event was' : `${most} events were`} not handed on in time.`);
}

function ending(caller: AbortSignal, done: AbortSignal, { until }: Plan): ExitCode | undefined {
  if (caller.aborted)
    return caller.reason instanceof OssLiveError ? exitCodeOf(caller.reason) : EXIT.interrupted;
  if (done.reason !== 'late') return undefined;
  throw new CommandError(
    'WaitedTooLong',
    until === 'live' ? 'Not every channel went live in time.' : 'Not every channel fell idle in time.',
    'waitedTooLong',
    { hint: 'Give it longer with --timeout, or see what is there with oss-live stat.' },
  );
}
