import { defineCommand, type FlagTable, type Invocation } from '../command.js';

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

export type WatchInvocation = Invocation<typeof flags>;

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
  run: async (invocation) => (await import('./watch-run.js')).runWatch(invocation),
});
