// What the alerts and the dashboard ask for is what a relay tells.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serveRelayMetrics } from '../../src/relay/index.js';
import { dashboardQueries } from '../helpers/dashboard.js';
import { IDLE_RELAY } from '../helpers/idle-relay.js';

const DEPLOY = join(import.meta.dirname, '../../deploy');
const read = (path: string) => readFileSync(join(DEPLOY, path), 'utf8');

/** Names of metrics as the relay tells them before it has anything to measure. */
async function toldMetrics(): Promise<string[]> {
  const server = await serveRelayMetrics({ host: '127.0.0.1', port: 0 }, IDLE_RELAY);
  try {
    const text = await (await fetch(new URL('/metrics', server.origin))).text();
    return [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name!);
  } finally {
    await server.close();
  }
}

const namedIn = (text: string): string[] => [...new Set(text.match(/\boss_live_\w+/g))];

test('alerts, their tests and the dashboard name metrics that a relay has', async () => {
  const told = await toldMetrics();
  const strays = (text: string) => namedIn(text).filter((name) => !told.includes(name));
  expect(strays('oss_live_relay_states')).toEqual(['oss_live_relay_states']);
  expect(strays(read('prometheus/alerts.yaml'))).toEqual([]);
  expect(strays(read('prometheus/alerts.test.yaml'))).toEqual([]);
  expect(dashboardQueries.flatMap(strays)).toEqual([]);
});

test('the dashboard has each metric of a source', async () => {
  const told = await toldMetrics();
  const shown = namedIn(dashboardQueries.join('\n'));
  expect(told.filter((name) => name.startsWith('oss_live_relay_') && !shown.includes(name))).toEqual([]);
});
