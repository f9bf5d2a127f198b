import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import nodeModule from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listPage } from '../helpers/answers.js';
import { createMachine, isOnNode, PROGRAM } from '../helpers/program.js';

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

test.runIf(process.platform === 'linux')('a user whom the system does not know can use it', async () => {
  const alone =
    'mount --bind /dev/null /etc/passwd; unset HOME; oss-live sign-rtmp cam --profile local --expires 60';
  const { exitCode, stdout, stderr } = await createMachine().sh(`unshare -rm sh -c '${alone}'`);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^rtmp:\/\/127\.0\.0\.1:8787\/local\/live\/cam\?/);
});

test.runIf(isOnNode)('an older Node is told so in a sentence', async () => {
  const pretend = `
    Object.defineProperty(process, 'versions', { value: { node: '20.18.0' } });
    Object.defineProperty(process, 'version', { value: 'v20.18.0' });
    import(process.argv[1]);`;
  const { exitCode, stderr } = await execa(process.execPath, ['-e', pretend, PROGRAM[1]!], { reject: false });
  expect([exitCode, stderr]).toEqual([3, 'error: oss-live needs Node 20.18.1 or newer; this is v20.18.0.']);
  // To Node 0.10 what is younger is a SyntaxError.
  const code = readFileSync(PROGRAM[1]!, 'utf8').replace(/^(#!|\s*\/\/).*$/gm, '');
  expect(code).not.toMatch(
    /\b(import|export|const|let|class|async|await)\b|=>|`|\?\?|\?\.|\.\.\.|,\s*[)\]}]/,
  );
  expect(readFileSync(join(PROGRAM[1]!, '../package.json'), 'utf8')).toContain('"commonjs"');
});

describe.runIf(isOnNode && 'enableCompileCache' in nodeModule)('what Node has compiled', () => {
  const compiled = (folder: string) => (existsSync(folder) ? readdirSync(folder, { recursive: true }) : []);
  const START = { exitCode: 0, stderr: '' };

  test('is kept in the cache folder of the user', async () => {
    const machine = createMachine();
    expect(await machine.sh('oss-live --help')).toMatchObject(START);
    const folder = join(machine.environment.XDG_CACHE_HOME!, 'oss-live/compiled');
    expect(compiled(folder).length).toBeGreaterThan(3);
  });

  test('is not kept where the user wants none, or where it cannot be', async () => {
    const machine = createMachine();
    const folder = join(machine.folder, 'cache');
    const off = { XDG_CACHE_HOME: folder, NODE_DISABLE_COMPILE_CACHE: '1' };
    expect(await machine.sh('oss-live --help', off)).toMatchObject(START);
    expect(compiled(folder)).toEqual([]);
    for (const nowhere of ['/dev/null', 'relative', ''])
      expect(await machine.sh('oss-live --help', { XDG_CACHE_HOME: nowhere, HOME: '' })).toMatchObject(START);
    expect(readdirSync(machine.folder)).toEqual([]);
  });
});

test.runIf(isOnNode).each([
  ['oss-live --version', 1],
  ['oss-live --help', 8],
  ['oss-live sign-rtmp cam --profile local', 6],
])('%s reads few files of the program', async (line, expected) => {
  const machine = createMachine();
  // Node writes down what was loaded.
  const NODE_V8_COVERAGE = join(machine.folder, 'loaded');
  expect(await machine.sh(line, { NODE_V8_COVERAGE })).toMatchObject({ exitCode: 0 });
  const written = readdirSync(NODE_V8_COVERAGE).map((name) =>
    readFileSync(join(NODE_V8_COVERAGE, name), 'utf8'),
  );
  const { result } = JSON.parse(written[0]!) as { result: { url: string }[] };
  expect(result.filter(({ url }) => /\/dist\/(cli|chunks\/.*)\.cjs$/.test(url))).toHaveLength(expected);
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
