import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { createClient } from '../../../src/client/client.js';
import { UnreadableAnswerError } from '../../../src/errors.js';
import type { HttpRequest, HttpResponse } from '../../../src/protocol/wire.js';
import { KEY } from '../../helpers/sign-v1.js';

const KEYS = ['cam 1/1709618828000.ts', '频道/1&2.ts', 'a<b>/x.m3u8'];
const empty: HttpResponse = { status: 200, headers: [['x-oss-request-id', 'R']], body: null };

function clientFor(answer: HttpResponse, sent: HttpRequest[] = []) {
  return createClient({
    ...{
      endpoint: 'http://127.0.0.1:9000',
      bucket: 'examplebucket',
      region: 'cn-hangzhou',
      credentials: KEY,
    },
    transport: async (request) => {
      sent.push(request);
      return answer;
    },
  });
}

describe('deleteObjects', () => {
  test('asks for what ali-oss asks for', async () => {
    const sent: HttpRequest[] = [];
    await clientFor(empty, sent).deleteObjects({ keys: KEYS });
    const OSS = createRequire(import.meta.url)('ali-oss');
    const theirs: { content: Buffer; headers: Record<string, string>; method: string }[] = [];
    const oss = new OSS({ ...KEY, endpoint: 'http://127.0.0.1:9000', bucket: 'examplebucket' });
    oss.urllib = {
      request: async (_: string, asked: (typeof theirs)[number]) => {
        theirs.push(asked);
        return {
          status: 200,
          headers: {},
          res: { status: 200, headers: {} },
          data: Buffer.from('<DeleteResult/>'),
        };
      },
    };
    await oss.deleteMulti(KEYS, { quiet: true });
    const [request, their] = [sent[0], theirs[0]];
    const plain = (text: string) => text.replace(/^<\?xml[^>]*>\s*/, '').replaceAll(/>\s+</g, '><');
    expect(plain(String(request?.body))).toBe(plain(String(their?.content)));
    expect(request?.method).toBe(their?.method);
    expect(request?.target).toBe('/examplebucket/?delete&encoding-type=url');
    expect(Object.fromEntries(request?.headers ?? [])).toMatchObject({
      'Content-Type': 'application/xml',
      'Content-MD5': 'Z382R5J7G1TKhB6Vl7eT4g==',
    });
  });

  test('says what the service says it has not deleted', async () => {
    const body = `<?xml version="1.0"?><DeleteResult><EncodingType>url</EncodingType><Error><Key>cam%201%2F1.ts</Key>
      <Code>AccessDenied</Code><Message>No.</Message></Error></DeleteResult>`;
    expect(await clientFor({ ...empty, body }).deleteObjects({ keys: KEYS })).toEqual({
      failed: [{ key: 'cam 1/1.ts', code: 'AccessDenied', message: 'No.' }],
      requestId: 'R',
    });
    expect(await clientFor(empty).deleteObjects({ keys: KEYS })).toEqual({ failed: [], requestId: 'R' });
  });

  test('takes no answer for a yes that cannot be read', async () => {
    const broken = ['<html>login</html>', '<DeleteResult><Error><Code>X</Code></Error></DeleteResult>'];
    for (const body of broken)
      await expect(
        createClient({
          ...{ endpoint: 'http://127.0.0.1:9000', bucket: 'examplebucket', region: 'cn-hangzhou' },
          ...{ credentials: KEY, retry: { attempts: 1 }, transport: async () => ({ ...empty, body }) },
        }).deleteObjects({ keys: KEYS }),
      ).rejects.toThrow(UnreadableAnswerError);
  });

  test.each([
    ['no key', [], '1 to 1000 objects are deleted at once.'],
    ['1,001 keys', Array.from({ length: 1001 }, String), '1 to 1000 objects are deleted at once.'],
    ['an empty key', ['a', ''], 'The key of an object has 1-1023 bytes.'],
    ['a key that XML cannot carry', ['a\u0001'], 'The text contains U+0001, which XML cannot carry.'],
  ])('refuses %s before anything is sent', async (_, keys, message) => {
    const sent: HttpRequest[] = [];
    await expect(clientFor(empty, sent).deleteObjects({ keys })).rejects.toThrow(message);
    expect(sent).toEqual([]);
  });
});
