// Debian's Prometheus, for real: it reads the rules, and scrapes a relay whose cameras and bucket are there.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { httpCamera } from '../helpers/camera.js';
import { dashboardQueries, filledQuery } from '../helpers/dashboard.js';
import { clip } from '../helpers/media.js';
import { createMachine, type Machine, startEmulator } from '../helpers/program.js';
import { PROMETHEUS, startPrometheus } from '../helpers/prometheus.js';
import { said } from '../helpers/said.js';

const ends: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
});

test('the alerts do what their tests say, and each has one', async () => {
  const { stdout } = await execa('promtool', ['test', 'rules', 'alerts.test.yaml'], { cwd: PROMETHEUS });
  expect(stdout).toContain('SUCCESS');
  await execa('promtool', ['check', 'config', 'prometheus.yaml'], { cwd: PROMETHEUS });
  expect(alertNames.filter((name) => !read('alerts.test.yaml').includes(`alertname: ${name}\n`))).toEqual([]);
});

const read = (name: string) => readFileSync(join(PROMETHEUS, name), 'utf8');
const alertNames: string[] = parse(read('alerts.yaml')).groups.flatMap(
  ({ rules }: { rules: { alert: string }[] }) => rules.map(({ alert }) => alert),
);

/** `oss-live relay`; resolves with the address of its metrics, which it tells on stderr. */
async function startRelay(machine: Machine): Promise<string> {
  const args = ['relay', 'cameras.yaml', '--metrics', '0', '--ledger', 'none'];
  const child = execa('oss-live', args, {
    ...{ cwd: machine.folder, env: machine.environment, extendEnv: false },
    ...{ reject: false, stdin: 'ignore', stdout: 'ignore', buffer: false, forceKillAfterDelay: false },
  });
  ends.push(async () => {
    child.kill('SIGTERM');
    await child;
  });
  return said(child.stderr, /^Metrics: http:\/\/(\S+)\/metrics$/);
}

const KEY = { id: 'STS.it', secret: 'it-secret', token: 'it-token' };

/** Keys that end in two hours, as the Aliyun CLI writes them down. */
function writeKeys({ environment }: Machine): void {
  const profile = {
    ...{ name: 'it', mode: 'CloudSSO', region_id: 'cn-hangzhou' },
    ...{ access_key_id: KEY.id, access_key_secret: KEY.secret, sts_token: KEY.token },
    sts_expiration: Math.ceil(Date.now() / 1000) + 7200,
  };
  const folder = join(environment.HOME!, '.aliyun');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ current: 'it', profiles: [profile] }));
}

test('a relay is scraped, each query has an answer, and a camera that goes away is noticed', async () => {
  const machine = createMachine();
  const key = ['-i', KEY.id, '-k', KEY.secret, '-t', KEY.token];
  const emulator = await startEmulator(machine, ['--port', '0', '--temp', ...key]);
  writeKeys(machine);
  const camera = await httpCamera(await clip({ seconds: 10, gop: 25 }), { loops: true });
  writeFileSync(
    join(machine.folder, 'cameras.yaml'),
    `endpoint: ${emulator.ready.url}
bucket: local
defaults: { fragDuration: 1, probe: false, buffer: 20s, vod: daily }
channels: { one: '${camera.url}', gone: 'http://127.0.0.1:9/cam.ts' }
`,
  );
  const prometheus = await startPrometheus(await startRelay(machine));
  const unanswered = async () => {
    const counts = await Promise.all(dashboardQueries.map((query) => prometheus.samples(filledQuery(query))));
    return dashboardQueries.filter((_, index) => counts[index] === 0);
  };
  const patience = { timeout: 100_000, interval: 500 };
  await vi.waitFor(async () => expect(await unanswered()).toEqual([]), patience);

  const healthy = alertNames.map((name) => [name, 'ok']);
  await vi.waitFor(async () => {
    const rules = await prometheus.rules();
    expect(rules.map(({ name, health }) => [name, health])).toEqual(healthy);
  }, patience);
  const dark = (channel: string) =>
    prometheus.samples(`ALERTS{alertname="CameraNotLive",channel="${channel}"}`);
  await vi.waitFor(async () => expect([await dark('gone'), await dark('one')]).toEqual([1, 0]), patience);
  await camera.goAway();
  await vi.waitFor(async () => expect(await dark('one')).toBe(1), patience);
});
