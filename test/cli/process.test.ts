import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listPage } from '../helpers/answers.js';
import { createMachine, isOnNode } from '../helpers/program.js';

const KEY = {
  OSS_ACCESS_KEY_ID: 'LTAI5tExampleKeyId0001',
  OSS_ACCESS_KEY_SECRET: 'ExampleSecretKey0123456789abcd',
};

/** A server on a free port, and the variables that send the program there. */
async function serving(server: Server): Promise<Record<string, string>> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { ...KEY, OSS_ENDPOINT: `http://127.0.0.1:${port}`, OSS_BUCKET: 'local', OSS_REGION: 'cn-hangzhou' };
}

test('--version prints the version of the package alone', async () => {
  const { version } = (await import('../../package.json', { with: { type: 'json' } })).default;
  expect(await createMachine().sh('oss-live --version')).toEqual({
    exitCode: 0,
    stdout: `${version}\n`,
    stderr: '',
  });
});

test.runIf(isOnNode).each([
  ['oss-live --version', 1],
  ['oss-live --help', 5],
  ['oss-live sign-rtmp cam --profile local', 5],
])('%s reads few files of the program', async (line, expected) => {
  const machine = createMachine();
  // Node writes down what was loaded.
  const NODE_V8_COVERAGE = join(machine.folder, 'loaded');
  expect(await machine.sh(line, { NODE_V8_COVERAGE })).toMatchObject({ exitCode: 0 });
  const written = readdirSync(NODE_V8_COVERAGE).map((name) =>
    readFileSync(join(NODE_V8_COVERAGE, name), 'utf8'),
  );
  const { result } = JSON.parse(written[0]!) as { result: { url: string }[] };
  expect(result.filter(({ url }) => /\/dist\/.*\.js$/.test(url))).toHaveLength(expected);
});

test('a command without credentials names both ways on and ends with 3', async () => {
  const { exitCode, stdout, stderr } = await createMachine().sh('oss-live list');
  expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
  expect(stderr).toMatch(
    /^error: [^\n]+\nhint: [^\n]*OSS_ACCESS_KEY_ID[^\n]*OSS_ACCESS_KEY_SECRET[^\n]*--profile local[^\n]*\n$/,
  );
});

test('list | head ends quietly, though there are pages without end', async () => {
  let pages = 0;
  const server = createServer((_, response) => {
    pages++;
    const names = Array.from({ length: 1000 }, (_unused, index) => ({ name: `cam-${pages}-${index}` }));
    response.end(listPage(names, `cam-${pages}`).body);
  });
  const machine = createMachine(await serving(server));
  expect(await machine.sh('{ oss-live list; echo "exit $?" >&2; } | head -n 1')).toEqual({
    exitCode: 0,
    stdout: 'cam-1-0\tenabled\t2024-03-05T06:07:08.000Z\t\n',
    stderr: 'exit 0\n',
  });
});

test('SIGTERM ends a command that waits for a silent server, with 143', async () => {
  const server = createServer(() => undefined);
  const machine = createMachine(await serving(server));
  const running = machine.start(['info', 'cam-42']);
  await once(server, 'request');
  expect(await running.stop()).toEqual({ exitCode: 143, stdout: '', stderr: 'error: Terminated.\n' });
});

test('a silent server is given up after the read time-out', async () => {
  const machine = createMachine(await serving(createServer(() => undefined)));
  const { exitCode, stderr } = await machine.sh('oss-live info cam-42 --read-timeout 1 --retry-times 0');
  expect({ exitCode, lines: stderr.split('\n').map((line) => line.split(' ')[0]) }).toEqual({
    exitCode: 7,
    lines: ['error:', 'hint:', ''],
  });
});

test('a server that refuses the connection is a network error that can be tried again', async () => {
  const server = createServer();
  const variables = await serving(server);
  server.close();
  await once(server, 'close');
  const { exitCode, stdout, stderr } = await createMachine(variables).sh(
    'oss-live info cam-42 --json --retry-times 0',
  );
  expect({ exitCode, stdout }).toEqual({ exitCode: 7, stdout: '' });
  expect(JSON.parse(stderr).error).toMatchObject({ httpStatus: null, retryable: true });
});
