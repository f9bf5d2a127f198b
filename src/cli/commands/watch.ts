import { OssLiveError } from '../../errors.js';
import { serveMetrics, watch } from '../../watch/index.js';
import type { RunCommand } from '../command.js';
import { openTransport } from '../connect.js';
import { EXIT, exitCodeOf } from '../exit-codes.js';
import { openDisplay } from '../terminal/watch-display.js';
import { readPlan } from './watch-plan.js';

export const runWatch: RunCommand = async (invocation) => {
  const { context, parsed, output } = invocation;
  const { metrics: address, exec, webhook, ...plan } = readPlan(invocation);
  const { bucket } = await invocation.settings();
  const display = await openDisplay({ context, flags: parsed.flags, output, bucket });
  const watching = watch({
    ...plan,
    bucket,
    client: await invocation.connectWith({ retryAttempts: 1 }),
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
};

const WEBHOOK_TIMEOUTS = { connectTimeoutSeconds: 10, readTimeoutSeconds: 10 };
