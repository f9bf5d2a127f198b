import { describe, expect, test } from 'vitest';
import {
  endpointName,
  isOfPlace,
  ledgerEntries,
  readLedgerLine,
} from '../../../src/recording/ledger/entry.js';
import { KnownPushes } from '../../../src/recording/ledger/known-pushes.js';

describe('a line of the ledger', () => {
  const place = { endpoint: 'oss-cn-hangzhou.aliyuncs.com', bucket: 'b', channelName: 'cam' };

  test('has the records of a history, oldest first', () => {
    const entries = ledgerEntries(
      [
        { startTime: '2024-03-05T07:00:00.000Z', endTime: '2024-03-05T07:00:30.000Z', remoteAddr: 'a:1' },
        { startTime: null, endTime: '2024-03-05T07:00:30.000Z', remoteAddr: 'a:1' },
        { startTime: '2024-03-05T06:00:00.000Z', endTime: null, remoteAddr: null },
      ],
      place,
    );
    expect(entries).toEqual([
      { ...place, startTime: '2024-03-05T06:00:00.000Z', endTime: null, seconds: null, remoteAddr: null },
      {
        ...place,
        ...{ startTime: '2024-03-05T07:00:00.000Z', endTime: '2024-03-05T07:00:30.000Z' },
        ...{ seconds: 30, remoteAddr: 'a:1' },
      },
    ]);
  });

  const entry = (startTime: string, more = {}) => ({
    ...{ ...place, startTime, endTime: null, seconds: null, remoteAddr: null, ...more },
  });

  test('knows a push by bucket, channel, start and publisher', () => {
    const known = new KnownPushes();
    const pushes = [{}, { channelName: 'door' }, { bucket: 'c' }, { remoteAddr: 'a:1' }];
    expect(pushes.map((more) => known.add(entry('1', more)))).toEqual([true, true, true, true]);
    expect(pushes.map((more) => known.add(entry('1', more)))).toEqual([false, false, false, false]);
  });

  test('forgets what the service cannot tell again, and only that', () => {
    const known = new KnownPushes();
    for (let count = 1; count <= 1000; count++) known.add(entry(`push ${count}`));
    expect([known.add(entry('push 951')), known.add(entry('push 1000'))]).toEqual([false, false]);
    expect(known.add(entry('push 950'))).toBe(true);
  });

  test.each([
    ['{"bucket":"b","channelName":"cam","startTime":"2024"}', true],
    ['{"bucket":"b","channelName":"cam","startT', false],
    ['{"bucket":"b"}', false],
    ['[]', false],
    ['null', false],
    ['', false],
  ])('takes the line %s for one: %s', (line, isOne) => {
    expect(readLedgerLine(line) !== null).toBe(isOne);
  });

  test.each([
    ['https://oss-cn-hangzhou.aliyuncs.com', 'oss-cn-hangzhou.aliyuncs.com'],
    ['cn-hangzhou-internal', 'oss-cn-hangzhou-internal.aliyuncs.com'],
    ['examplebucket.oss-cn-hangzhou.aliyuncs.com', 'oss-cn-hangzhou.aliyuncs.com'],
    ['http://127.0.0.1:8787', '127.0.0.1:8787'],
  ])('names the endpoint %s %s', (endpoint, name) => {
    expect(endpointName(endpoint)).toBe(name);
  });

  const ALIBABA = 'oss-cn-hangzhou.aliyuncs.com';
  test.each<[string | undefined, string | null, boolean]>([
    [ALIBABA, ALIBABA, true],
    [ALIBABA, 'oss-cn-hangzhou-internal.aliyuncs.com', true],
    [ALIBABA, 'media.example.com', true],
    [ALIBABA, '127.0.0.1:8787', false],
    ['127.0.0.1:8787', '127.0.0.1:8788', false],
    ['127.0.0.1:8787', '127.0.0.1:8787', true],
    ['[::1]', ALIBABA, false],
    ['localhost', ALIBABA, false],
    [undefined, '127.0.0.1:8787', true],
    ['127.0.0.1:8787', null, true],
  ])('of %s counts for %s: %s', (endpoint, asked, counts) => {
    const line = { ...entry('1'), ...(endpoint === undefined ? {} : { endpoint }) };
    if (endpoint === undefined) Reflect.deleteProperty(line, 'endpoint');
    expect([
      isOfPlace(line, { endpoint: asked, bucket: 'b' }),
      isOfPlace(line, { endpoint: asked, bucket: 'c' }),
    ]).toEqual([counts, false]);
  });
});
