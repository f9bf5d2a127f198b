import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMachine, type Machine } from '../helpers/program.js';

const KEYS = {
  ...{ Code: 'Success', AccessKeyId: 'STS.uri', AccessKeySecret: 'uri-secret', SecurityToken: 'uri-token' },
  Expiration: '2999-01-01T00:00:00Z',
};

/** A machine whose service finds a channel idle and disabled in turn, and whose keys come from a URI. */
async function machineWithChannels(): Promise<Machine> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    const status = `<LiveChannelStat><Status>${asked % 2 === 0 ? 'Idle' : 'Disabled'}</Status></LiveChannelStat>`;
    response.end(request.url === '/keys' ? JSON.stringify(KEYS) : status);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const place = { OSS_ENDPOINT: origin, OSS_BUCKET: 'local', OSS_REGION: 'cn-hangzhou' };
  return createMachine({ ...place, ALIBABA_CLOUD_CREDENTIALS_URI: `${origin}/keys` });
}

test('watch runs until SIGTERM, which ends it with 143 and without a word', async () => {
  const machine = await machineWithChannels();
  const running = machine.start(['watch', 'cam', '--interval', '0.1']);
  const first = await running.lines.next();
  expect(JSON.parse(String(first.value))).toMatchObject({ event: 'watching', state: 'idle' });
  expect(await running.stop()).toMatchObject({ exitCode: 143, stderr: '' });
});

test('watch | head ends quietly', async () => {
  const machine = await machineWithChannels();
  const line = '{ oss-live watch cam --interval 0.1 --until live; echo "exit $?" >&2; } | head -n 1';
  const { stdout, stderr } = await machine.sh(line, { OSS_LIVE_CHANNEL: undefined });
  expect([JSON.parse(stdout).channelName, stderr]).toEqual(['cam', 'exit 0\n']);
});

test('the end does not wait for what --exec has started', async () => {
  const machine = await machineWithChannels();
  const file = join(machine.folder, 'pid');
  const command = `sleep 600 & echo $! > ${file}.new; mv ${file}.new ${file}; wait`;
  const running = machine.start(['watch', 'cam', '--interval', '0.1', '--exec', command]);
  await expect.poll(() => existsSync(file)).toBe(true);
  const pid = Number(readFileSync(file, 'utf8'));
  onTestFinished(() => void process.kill(pid));
  expect(await running.stop()).toMatchObject({ exitCode: 143, stderr: '' });
  expect(process.kill(pid, 0)).toBe(true);
});
