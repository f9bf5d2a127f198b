// A key that is replaced while a push goes on, before its time: what gives the keys is asked again.
import { once } from 'node:events';
import { copyFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/emulator/index.js';
import { clip } from '../helpers/media.js';
import { createMachine, type Running } from '../helpers/program.js';
import { temporaryFolder } from '../helpers/store.js';

const keyOf = (name: string) => ({
  ...{ accessKeyId: `STS.${name}`, accessKeySecret: `secret-${name}`, securityToken: `token-${name}` },
});

interface Event {
  event: string;
  seconds?: number;
  state?: string;
}

/** A bucket that knows one key at a time, and a URI that gives the one that it knows. */
async function keys() {
  const dataDir = temporaryFolder();
  const state = { name: 'first', port: 0 };
  const open = async () => {
    const emulator = createEmulator({ dataDir, credentials: [keyOf(state.name)] });
    ({ port: state.port } = await emulator.listen({ port: state.port }));
    return emulator;
  };
  let emulator = await open();
  const server = createServer((_, response) => {
    const { accessKeyId, accessKeySecret, securityToken } = keyOf(state.name);
    const key = { AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret, SecurityToken: securityToken };
    response.end(JSON.stringify({ Code: 'Success', ...key, Expiration: '2999-01-01T00:00:00Z' }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await emulator.close();
  });
  return {
    machine: createMachine({
      OSS_ENDPOINT: `http://127.0.0.1:${state.port}`,
      ...{ OSS_BUCKET: 'local', OSS_REGION: 'cn-hangzhou' },
      ALIBABA_CLOUD_CREDENTIALS_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    }),
    async replace() {
      state.name = 'second';
      await emulator.close();
      emulator = await open();
    },
  };
}

/** Reads events until one is wanted. */
function untilIn(running: Running) {
  return async (isWanted: (event: Event) => boolean): Promise<void> => {
    for (;;) {
      const { value, done } = await running.lines.next();
      if (done) throw new Error(JSON.stringify(await running.ended));
      if (isWanted(JSON.parse(value))) return;
    }
  };
}

test.each([
  ['without a buffer', []],
  ['with a buffer', ['--buffer', '20s']],
])('a push %s goes on with the new one', async (_, flags) => {
  const { machine, replace } = await keys();
  const source = ['testsrc=size=160x90:rate=10,realtime', '--input-format', 'lavfi', '--audio', 'none'];
  const push = machine.start(['push', ...source, '--to', 'cam', '--create', '--json', ...flags]);
  const until = untilIn(push);
  await until(({ event }) => event === 'live');
  // The service tells connections apart by the second in which they began.
  await until(({ event, seconds = 0 }) => event === 'progress' && seconds > 2);
  await replace();
  await until(({ event }) => event === 'live');
  expect((await push.stop()).exitCode).toBe(143);
});

test('a relay, whose processes ask the first one for keys, goes on with the new one', async () => {
  const { machine, replace } = await keys();
  copyFileSync(await clip({ seconds: 20, gop: 25 }), join(machine.folder, '1.flv'));
  writeFileSync(
    join(machine.folder, 'cameras.yaml'),
    'defaults: { buffer: 20s }\nchannels: { cam: 1.flv }\n',
  );
  const relay = machine.start(['relay', 'cameras.yaml', '--json', '--ledger', 'none']);
  const until = untilIn(relay);
  const isLive = ({ event, state }: Event) => event === 'state' && state === 'live';
  await until(isLive);
  const liveMs = Date.now();
  await expect.poll(() => Date.now() - liveMs, { timeout: 10_000 }).toBeGreaterThan(2000);
  await replace();
  await until(isLive);
  expect((await relay.stop()).exitCode).toBe(143);
});
