import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createMachine, PROGRAM } from '../../helpers/program.js';
import { seededRandom } from '../../helpers/random.js';
import { recordedBucket } from '../../helpers/recorded-bucket.js';
import { KEY } from '../../helpers/sign-v1.js';

const SEGMENTS = 12_000;
const KILLS = 20;
const FIRST_MS = Date.parse('2024-01-01T00:00:00Z');

/** When the process is killed: at a request while it lists, or at a deletion, before it is carried out or after. */
interface Killing {
  request: number;
  deletion: number;
  isAfter: boolean;
}

test('a process that is killed 20 times has deleted in the end what the view has shown, and nothing else', async () => {
  const random = seededRandom(7);
  const world = await recordedBucket();
  const keys = Array.from({ length: SEGMENTS }, (_, index) => `cam/${FIRST_MS + index * 5000}.ts`);
  await world.put(...keys);
  await world.put('cam/9999999999999.ts', 'cam2/1704067200000.ts', 'cam/notes.txt');

  let child: ChildProcess | null = null;
  let killing: Killing | null = null;
  let [requests, deletions] = [0, 0];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    requests++;
    if (request.method === 'POST') deletions++;
    const isHere =
      killing !== null &&
      (requests === killing.request || (request.method === 'POST' && deletions === killing.deletion));
    if (isHere && !killing?.isAfter) {
      child?.kill('SIGKILL');
      return;
    }
    const { rawHeaders, method = '', url = '' } = request;
    const headers = rawHeaders.flatMap((name, index): [string, string][] =>
      index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
    );
    const answered = await world.transport({
      method,
      origin: '',
      target: url,
      headers,
      body: Buffer.concat(body),
    });
    if (isHere) {
      child?.kill('SIGKILL');
      return;
    }
    response.writeHead(answered.status, answered.headers.flat());
    if (typeof answered.body === 'string' || answered.body === null) response.end(answered.body ?? '');
    else for await (const chunk of answered.body as AsyncIterable<Uint8Array>) response.write(chunk);
    response.end();
  }

  const server = createServer((request, response) => {
    // A process that is killed leaves requests half sent.
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    child?.kill('SIGKILL');
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const { environment } = createMachine({
    ...{ OSS_ENDPOINT: `http://127.0.0.1:${port}`, OSS_BUCKET: 'examplebucket', OSS_REGION: 'cn-hangzhou' },
    ...{ OSS_ACCESS_KEY_ID: KEY.accessKeyId, OSS_ACCESS_KEY_SECRET: KEY.accessKeySecret },
  });

  async function clean(
    ...more: string[]
  ): Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }> {
    [requests, deletions] = [0, 0];
    const [command, ...words] = PROGRAM;
    const args = [...words, 'clean', 'cam', '--before', '2024-02-01T00:00:00Z', '--jobs', '1', ...more];
    child = spawn(command, args, {
      env: environment as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    return { code, signal, stdout, stderr };
  }

  const dry = await clean('--dry-run');
  const shown = new Set(
    dry.stdout
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0]),
  );
  expect(shown).toEqual(new Set(keys));

  const before = world.keys();
  for (let kill = 0; kill < KILLS; kill++) {
    const isListing = random() < 0.3;
    killing = {
      request: isListing ? 1 + Math.floor(random() * 8) : Number.NaN,
      deletion: random() < 0.7 ? 1 : 2,
      isAfter: random() < 0.5,
    };
    expect(await clean('--yes')).toEqual({
      code: null,
      signal: 'SIGKILL',
      stdout: expect.any(String),
      stderr: expect.any(String),
    });
    const left = new Set(world.keys());
    expect(before.filter((key) => !left.has(key) && !shown.has(key))).toEqual([]);
  }
  killing = null;
  expect((await clean('--yes')).code).toBe(0);
  expect(world.keys()).toEqual(before.filter((key) => !shown.has(key)));
});
