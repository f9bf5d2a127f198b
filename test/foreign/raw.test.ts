import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/index.js';
import { KEY } from '../helpers/sign-v1.js';
import vectors from '../vectors/wire-requests.json' with { type: 'json' };

const RAW = join(import.meta.dirname, 'raw');
const STS = {
  accessKeyId: 'STS.NUexampleTempKey',
  accessKeySecret: 'TempSecretForTests987',
  securityToken: 'CAIS8AF1q6Ft5B2yfSjIr5b/example+token==&x=1',
};

const dataDir = mkdtempSync(join(tmpdir(), 'oss-live-raw-'));
let emulator: Emulator;
let port: number;

beforeAll(async () => {
  emulator = createEmulator({ dataDir, buckets: ['examplebucket'], credentials: [KEY, STS] });
  ({ port } = await emulator.listen());
});

afterAll(async () => {
  await emulator.close();
  rmSync(dataDir, { recursive: true });
});

/** Sends bytes as they are, and gives what comes until the server closes, or has answered as often as it should. */
async function exchange(bytes: Uint8Array, answers = Number.POSITIVE_INFINITY): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (statusesIn(text).length >= answers && /\r\n\r\n/.test(text)) break;
  }
  socket.destroy();
  return text;
}

const statusesIn = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

/**
 * Bytes on the wire, one request a file. The C SDK's are written down from how libcurl sends what the SDK gives it (a
 * length, and an upload whose length libcurl was not told); their signatures are by Python's hmac.
 */
describe('requests kept byte by byte', () => {
  const raw = (name: string): Buffer => readFileSync(join(RAW, `${name}.http`));

  beforeAll(() => {
    emulator.control.setClock({ freezeAt: '2024-03-05T06:07:08Z' });
  });

  test('there is a test for each', () => {
    expect(readdirSync(RAW).sort()).toEqual([
      ...[
        'announced-body.http',
        'bucket-without-slash.http',
        'c-sdk-create.http',
        'c-sdk-delete-objects.http',
      ],
    ]);
  });

  test('the C SDK creates a channel, with a length and in chunks, and its connection ends', async () => {
    const answer = await exchange(raw('c-sdk-create'));
    expect([statusesIn(answer), /^Connection: close\r$/im.test(answer)]).toEqual([[200], true]);
    const { buckets } = await emulator.control.state();
    expect(buckets[0]?.channels).toMatchObject([
      { name: 'cam-c', description: 'live channel', playlistName: 'play.m3u8' },
    ]);
  });

  test('the C SDK deletes objects, with a Content-MD5 of 20 bytes', async () => {
    expect(statusesIn(await exchange(raw('c-sdk-delete-objects')))).toEqual([200]);
  });

  test('however the bytes of a request are cut, it is the same', async () => {
    const bytes = raw('c-sdk-create');
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    for (let start = 0; start < bytes.length; start += 37) {
      socket.write(bytes.subarray(start, start + 37));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(statusesIn((await socket.toArray()).join(''))).toEqual([200]);
  });

  test('what comes behind a request with two lengths is nobody’s', async () => {
    const [create, remove] = [raw('c-sdk-create'), raw('c-sdk-delete-objects')];
    const before = emulator.control.events().length;
    expect(statusesIn(await exchange(Buffer.concat([create, remove, create])))).toEqual([200]);
    expect(emulator.control.events().slice(before)).toEqual([]);
  });

  test('a body that is announced and never comes costs the connection, not the next answer', async () => {
    await exchange(raw('c-sdk-create'));
    const answer = await exchange(raw('announced-body'));
    expect([statusesIn(answer), /^Connection: close\r$/im.test(answer)]).toEqual([[200], true]);
  });

  test('a bucket without a slash behind it verifies as it was signed', async () => {
    expect(statusesIn(await exchange(raw('bucket-without-slash'), 1))).toEqual([200]);
  });
});

describe('requests captured from four SDKs, over a real port', () => {
  const SUCCESS: Readonly<Record<string, readonly number[]>> = {
    PutLiveChannel: [200],
    ListLiveChannel: [200],
    DeleteLiveChannel: [204],
    PutLiveChannelStatus: [200, 404],
    GetLiveChannelInfo: [200, 404],
    GetLiveChannelStat: [200, 404],
    GetLiveChannelHistory: [200, 404],
    // There is nothing to list.
    PostVodPlaylist: [400],
    GetVodPlaylist: [400],
  };

  test.each(vectors.cases)('$name', async ({ request, serverTime, expected }) => {
    emulator.control.setClock({ freezeAt: serverTime });
    const { method, target, headers, body } = request;
    const lines = [`${method} ${target} HTTP/1.1`, ...headers.map((header) => header.join(': '))];
    const answer = await exchange(Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`), 1);
    expect(SUCCESS[expected.operation]).toContain(statusesIn(answer)[0]);
    if (expected.operation.endsWith('VodPlaylist')) expect(answer).toContain('<EC>0044-00000308</EC>');
  });
});
