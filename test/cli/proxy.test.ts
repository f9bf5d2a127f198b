// A company's network: everything goes by a proxy, and TLS is by an authority of its own.
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/index.js';
import { ownAuthority } from '../helpers/own-authority.js';
import { createMachine } from '../helpers/program.js';
import { KEY } from '../helpers/sign-v1.js';
import { temporaryFolder } from '../helpers/store.js';

const HOST = 'live-bucket.oss-cn-hangzhou.aliyuncs.com';
const folder = temporaryFolder();
let emulator: Emulator;
let proxy: Server;
let [caFile, address] = ['', ''];
const asked: string[] = [];

beforeAll(async () => {
  const { ca, cert, key } = await ownAuthority(folder, [`DNS:${HOST}`]);
  caFile = ca;
  emulator = createEmulator({ dataDir: temporaryFolder(), buckets: ['live-bucket'], credentials: [KEY] });
  const tls = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  const { port } = await emulator.listen({ tls });
  proxy = createServer().on('connect', (request, socket) => {
    asked.push(`${request.headers['proxy-authorization'] ?? 'nobody'} to ${request.url}`);
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const)
      one.on('error', () => other.destroy());
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterAll(async () => {
  proxy.close();
  proxy.closeAllConnections();
  await emulator.close();
});

const machine = createMachine({
  OSS_ACCESS_KEY_ID: KEY.accessKeyId,
  OSS_ACCESS_KEY_SECRET: KEY.accessKeySecret,
  OSS_BUCKET: 'live-bucket',
  OSS_REGION: 'cn-hangzhou',
});
const list = (words: string, variables = {}) =>
  machine.sh(`oss-live list --json --retry-times 0 ${words}`, variables);

test.each<[string, (words: { proxy: string; ca: string }) => [string, Record<string, string>], string]>([
  ['--proxy', ({ proxy, ca }) => [`--proxy http://${proxy} --ca-bundle ${ca}`, {}], 'nobody'],
  ['HTTPS_PROXY', ({ proxy, ca }) => [`--ca-bundle ${ca}`, { HTTPS_PROXY: proxy }], 'nobody'],
  [
    '--proxy before HTTPS_PROXY, with a password',
    ({ proxy, ca }) => [
      `--proxy http://me:pass@${proxy} --ca-bundle ${ca}`,
      { HTTPS_PROXY: 'http://127.0.0.1:1' },
    ],
    `Basic ${Buffer.from('me:pass').toString('base64')}`,
  ],
])('%s leads to the bucket', async (_, words, who) => {
  const { exitCode, stdout, stderr } = await list(...words({ proxy: address, ca: caFile }));
  expect([exitCode, stderr, JSON.parse(stdout || '{}').channels]).toEqual([0, '', []]);
  expect(asked.splice(0)).toEqual([`${who} to ${HOST}:443`]);
});

test('without the certificate of the authority nothing is sent, and the option is named', async () => {
  const { exitCode, stderr } = await list(`--proxy ${address}`);
  const { error } = JSON.parse(stderr);
  expect([exitCode, error.code, error.hint]).toEqual([
    7,
    'TlsFailed',
    'Check that the endpoint speaks https there; of a proxy that opens TLS give the certificate: --ca-bundle.',
  ]);
  asked.splice(0);
});

test('NO_PROXY counts with --proxy too', async () => {
  const { stderr } = await list(`--proxy ${address} --connect-timeout 1`, { NO_PROXY: 'aliyuncs.com' });
  expect([JSON.parse(stderr).error.code, asked]).toEqual([expect.not.stringMatching(/Tls|Proxy/), []]);
});

test.each([
  ['gone.pem', null, 'Cannot read the certificates in gone.pem: there is no such file.'],
  ['key.pem', '-----BEGIN PRIVATE KEY-----\n', 'key.pem has no certificates that can be read.'],
  [
    'cut.pem',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    'cut.pem has no certificates that can be read.',
  ],
])('--ca-bundle %s is refused', async (name, text, message) => {
  mkdirSync(machine.folder, { recursive: true });
  if (text !== null) writeFileSync(join(machine.folder, name), text);
  const { exitCode, stderr } = await list(`--ca-bundle ${name}`);
  expect([exitCode, JSON.parse(stderr).error.message]).toEqual([3, message]);
});
