import { OssLiveError } from '../../errors.js';
import { defineCommand, type FlagsOf, type FlagTable } from '../command.js';
import { EXIT, exitCodeOf } from '../exit-codes.js';
import type { GlobalFlags } from '../global-flags.js';

const flags = {
  interval: { value: '<seconds>', help: 'time between two looks at a channel: 5, 0.5, 2m; default 5' },
  until: {
    value: '<state>',
    help: 'end when all of them are live, or none is: exit code 0',
    choices: ['live', 'idle'],
  },
  timeout: { value: '<duration>', help: 'how long to wait for that; then exit code 11' },
  exec: { value: '<command>', help: 'run a shell command for each event, which it gets as JSON on stdin' },
  webhook: { value: '<url>', help: 'post each event as JSON' },
  webhookSecret: { value: '<secret>', help: 'sign the posts with HMAC-SHA256; else OSS_LIVE_WEBHOOK_SECRET' },
  metrics: { value: '<[host:]port>', help: 'serve metrics for Prometheus; on 127.0.0.1 without a host' },
  ledger: { value: '<file>', help: 'append every finished push to a file, one JSON document a line' },
} as const satisfies FlagTable;

export type WatchFlags = FlagsOf<typeof flags> & Pick<GlobalFlags, 'channel' | 'dryRun'>;

const WEBHOOK_TIMEOUTS = { connectTimeoutSeconds: 10, readTimeoutSeconds: 10 };

export const watch = defineCommand({
  name: 'watch',
  group: 'Streaming',
  summary: 'Watch channels: who is live, and what happens to them',
  details: [
    'A table that is kept up to date at a terminal, one JSON document per event elsewhere and with --json. Without names it watches all channels of the bucket, new ones too.',
    'Each channel is asked about once per interval, never more than 100 requests a second. Network trouble does not end it; Ctrl-C does.',
    'Events: watching (as found at first), started, stopped, stalled, resumed, changed, enabled, disabled, created, deleted, refused, unreachable, reachable. docs/watch.md has their fields.',
  ],
  arguments: [{ name: '[channel...]', help: 'the channels; none: all channels of the bucket' }],
  flags,
  examples: [
    { line: 'oss-live watch', comment: 'a table of all channels' },
    { line: 'oss-live watch cam-42 --until live --timeout 2m', comment: 'wait until somebody pushes' },
    {
      line: "oss-live watch cam-42 --json --exec 'oss-live stat >> seen.txt'",
      comment: 'OSS_LIVE_CHANNEL and OSS_LIVE_EVENT are set for the command',
    },
    { line: 'oss-live watch --metrics 9310 --ledger pushes.ndjson', comment: 'leave it running' },
  ],
  async run({ context, flags, words, output, settings, connectWith }) {
    const { serveMetrics, watch: watchChannels } = await import('../../watch/index.js');
    const { readOptions } = await import('./watch-options.js');
    const { metrics: address, exec, webhook, ...asked } = readOptions(flags, words, context.env);
    const { bucket } = await settings();
    const { openDisplay } = await import('../terminal/watch-display.js');
    const { openTransport } = await import('../connect.js');
    const display = await openDisplay({ context, flags, output, bucket });
    const watching = watchChannels({
      ...asked,
      bucket,
      client: await connectWith({ retryAttempts: 1 }),
      exec: exec === null ? null : { command: exec, env: context.env, onLine: display.note },
      webhook: webhook && { ...webhook, transport: await openTransport(context, WEBHOOK_TIMEOUTS) },
      ...{ cwd: context.cwd, now: context.now, signal: context.signal },
    });
    const metrics = address && (await serveMetrics(address, watching.state));
    try {
      if (metrics !== null) display.note(`Metrics: ${metrics.url}`);
      display.show(watching.state);
      for await (const event of watching) display.event(event);
    } finally {
      metrics?.close();
      display.close();
    }
    const { aborted, reason } = context.signal;
    if (!aborted) return undefined;
    return reason instanceof OssLiveError ? exitCodeOf(reason) : EXIT.interrupted;
  },
});
