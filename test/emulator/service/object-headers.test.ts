import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../../src/emulator/index.js';
import { element } from '../../helpers/emulator-http.js';
import { KEY, signedV1 } from '../../helpers/sign-v1.js';

const dataDir = mkdtempSync(join(tmpdir(), 'oss-live-headers-'));
let emulator: Emulator;
let url: string;

async function open(): Promise<void> {
  emulator = createEmulator({ dataDir, buckets: ['examplebucket'], credentials: [KEY] });
  ({ url } = await emulator.listen());
}

beforeAll(open);
afterAll(async () => {
  await emulator.close();
  rmSync(dataDir, { recursive: true });
});

/** Over the real port, without a client that unpacks what it gets. */
async function send(method: string, key: string, headers: Record<string, string> = {}, body?: string) {
  const date = new Date().toUTCString();
  const signed = signedV1({
    ...{ method, target: `/examplebucket/${key}`, resource: `/examplebucket/${key}`, headers, date, body },
    host: new URL(url).host,
  });
  const { request } = await import('node:http');
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>(
    (resolve, reject) => {
      const sent = request(url, { method, path: signed.target, headers: Object.fromEntries(signed.headers) });
      sent.on('error', reject).on('response', async (answer) => {
        const content = Buffer.concat(await answer.toArray());
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: content });
      });
      sent.end(body);
    },
  );
}

describe('the headers an object is put with', () => {
  const HEADERS = {
    'Content-Type': 'text/css',
    'Cache-Control': 'max-age=60',
    'Content-Disposition': 'attachment; filename="a.css"',
    'Content-Encoding': 'identity',
    'Content-Language': 'de',
    Expires: 'Tue, 05 Mar 2030 06:07:08 GMT',
    'x-oss-meta-author': '门',
  };
  const kept = (headers: Record<string, unknown>) =>
    Object.keys(HEADERS).map((name) => Buffer.from(String(headers[name.toLowerCase()]), 'latin1').toString());

  test('come back with GET and HEAD, also after a restart', async () => {
    const latin1 = Buffer.from(HEADERS['x-oss-meta-author']).toString('latin1');
    // Node writes header values as Latin-1; what is signed is the text.
    const date = new Date().toUTCString();
    const { headers } = signedV1({
      ...{ method: 'PUT', target: '/examplebucket/k', resource: '/examplebucket/k', headers: HEADERS, date },
      ...{ host: new URL(url).host, body: 'a{}' },
    });
    const answer = await fetch(`${url}/examplebucket/k`, {
      method: 'PUT',
      headers: headers.map(([name, value]): [string, string] => [name, value === '门' ? latin1 : value]),
      body: 'a{}',
    });
    expect(answer.status).toBe(200);
    for (const method of ['GET', 'HEAD'])
      expect(kept((await send(method, 'k')).headers)).toEqual(Object.values(HEADERS));
    await emulator.close();
    await open();
    expect(kept((await send('GET', 'k')).headers)).toEqual(Object.values(HEADERS));
  });

  test('go with the content they were put with', async () => {
    await send('PUT', 'again', { 'Cache-Control': 'no-cache' }, 'one');
    await send('PUT', 'again', {}, 'two');
    expect((await send('GET', 'again')).headers['cache-control']).toBeUndefined();
  });

  test('have a limit: 8 KiB of those that begin with x-oss-meta-', async () => {
    const { status, body } = await send('PUT', 'big', { 'x-oss-meta-a': 'a'.repeat(8192) }, 'x');
    expect([status, element(body.toString(), 'Code')]).toEqual([400, 'MetadataTooLarge']);
    expect((await send('GET', 'big')).status).toBe(404);
  });
});

describe('text in gzip', () => {
  const TEXT = 'body { color: red }\n'.repeat(100);

  test.each<[string, Record<string, string>, Record<string, string>, string, boolean]>([
    ['asked for', {}, { 'Accept-Encoding': 'gzip' }, TEXT, true],
    ['one of several', {}, { 'Accept-Encoding': 'deflate, gzip;q=0.5' }, TEXT, true],
    ['not asked for', {}, {}, TEXT, false],
    ['refused', {}, { 'Accept-Encoding': 'gzip;q=0' }, TEXT, false],
    ['of a part', {}, { 'Accept-Encoding': 'gzip', Range: 'bytes=0-9' }, 'body { col', false],
    ['too short', {}, { 'Accept-Encoding': 'gzip' }, 'a{}', false],
    ['of media', { 'Content-Type': 'video/mp2t' }, { 'Accept-Encoding': 'gzip' }, TEXT, false],
    ['packed already', { 'Content-Encoding': 'br' }, { 'Accept-Encoding': 'gzip' }, TEXT, false],
  ])('%s', async (_, putting, getting, text, isPacked) => {
    await send(
      'PUT',
      'z',
      { 'Content-Type': 'text/css', ...putting },
      text.length < 11 && text !== 'a{}' ? TEXT : text,
    );
    const { headers, body } = await send('GET', 'z', getting);
    expect((isPacked ? gunzipSync(body) : body).toString()).toBe(text);
    expect([headers['content-encoding'] === 'gzip', headers.etag === undefined]).toEqual([
      isPacked,
      isPacked,
    ]);
    expect(headers['content-length']).toBe(isPacked ? undefined : String(text.length));
    const head = await send('HEAD', 'z', getting);
    expect(head.headers['content-encoding']).toBe(headers['content-encoding']);
  });
});
