import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTransport } from '../../src/client/transport.js';
import { createEmulator, type Listening } from '../../src/emulator/index.js';
import { localProfile } from '../../src/protocol/local-profile.js';
import { createPublisher } from '../../src/publish/index.js';
import { asking, createChannel, eventually, publishUrl } from '../helpers/emulator.js';
import { KEY } from '../helpers/sign-v1.js';
import { temporaryFolder } from '../helpers/store.js';
import { createWorld } from '../helpers/world.js';

const TEMPORARY = {
  accessKeyId: 'STS.temporary1',
  accessKeySecret: 'secret-of-it',
  securityToken: 'token-of-it',
};
const emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [KEY, localProfile, TEMPORARY] });
const transport = createTransport();
const ask = asking(emulator);
let listening: Listening;
let env: Record<string, string | undefined>;

beforeAll(async () => {
  listening = await emulator.listen();
  await createChannel(ask, 'cam');
  env = {
    ...{
      OSS_ENDPOINT: listening.url,
      OSS_REGION: 'cn-hangzhou',
      OSS_BUCKET: 'local',
      PATH: process.env.PATH,
    },
    OSS_ACCESS_KEY_ID: TEMPORARY.accessKeyId,
    ...{ OSS_ACCESS_KEY_SECRET: TEMPORARY.accessKeySecret, OSS_SESSION_TOKEN: TEMPORARY.securityToken },
  };
});
afterAll(async () => {
  await transport.close();
  await emulator.close();
});

const world = () => createWorld({ transport, env, now: () => new Date() });
const pushes = async () =>
  (await ask({ target: '/cam?comp=history&live' })).text.split('<LiveRecord>').length - 1;

async function publish(words: readonly string[], { run } = world()) {
  const { exitCode, stdout } = await run(['doctor', 'cam', '--publish', '--json', ...words]);
  const { findings } = JSON.parse(stdout);
  const { state, message } = findings.at(-1);
  return { exitCode, state, message };
}

describe('doctor --publish', () => {
  test('publishes nothing unless somebody says yes', async () => {
    const refused = { exitCode: 0, state: 'notTested', message: 'nobody said yes: --yes does' };
    expect([await publish([]), await publish(['--yes', '--dry-run']), await pushes()]).toEqual([
      refused,
      refused,
      0,
    ]);
  });

  test('goes live for a moment, and says which token the server takes', async () => {
    expect(await publish(['--yes'])).toEqual({
      ...{ exitCode: 0, state: 'ok' },
      message: 'the server takes a publisher, and a V1 signature for RTMP, with the token signed',
    });
    await eventually(pushes, (count) => count === 1);
  });

  test('remembers that a token has to be appended, for sign-rtmp and push', async () => {
    const machine = world();
    const url = async () =>
      new URL((await machine.run(['sign-rtmp', 'cam', '--expires-at', '2100-01-01'])).stdout);
    const before = (await url()).searchParams.get('Signature');
    // A server that does not take a signed token.
    await emulator.control.addFault({
      match: { layer: 'rtmp', op: 'publish' },
      times: 1,
      effect: { reject: { text: 'AccessDenied: the token' } },
    });
    expect(await publish(['--yes'], machine)).toMatchObject({
      state: 'ok',
      message: expect.stringContaining('with the token appended, not signed'),
    });
    const [after, unsigned] = [
      (await url()).searchParams.get('Signature'),
      await machine.run(['sign-rtmp', 'cam', '--expires-at', '2100-01-01', '--no-sign-token']),
    ];
    expect([after === before, after]).toEqual([
      false,
      new URL(unsigned.stdout).searchParams.get('Signature'),
    ]);
  });

  test('tells why it was refused', async () => {
    await emulator.control.addFault({
      id: 'always',
      match: { layer: 'rtmp', op: 'publish' },
      effect: { reject: { text: 'AccessDenied: no' } },
    });
    expect(await publish(['--yes'])).toEqual({
      ...{ exitCode: 4, state: 'failed' },
      message: 'The server refused the stream: AccessDenied: no',
    });
    await emulator.control.removeFault('always');
  });

  test('leaves a channel alone that is on air', async () => {
    const publisher = createPublisher({ url: publishUrl({ base: listening.rtmpUrl, channel: 'cam' }) });
    await publisher.open();
    expect(await publish(['--yes'])).toEqual({
      ...{ exitCode: 0, state: 'notTested' },
      message: 'cam is on air, and nobody else may publish',
    });
    await publisher.close();
  });
});
