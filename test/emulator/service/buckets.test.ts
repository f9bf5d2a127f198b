import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../../src/emulator/index.js';
import { type Answered, answered, element } from '../../helpers/emulator-http.js';
import { KEY, signedV1 } from '../../helpers/sign-v1.js';

const NOW = '2024-03-05T06:07:08Z';
const MINIMAL = '<LiveChannelConfiguration><Target><Type>HLS</Type></Target></LiveChannelConfiguration>';

let dataDir: string;
let emulator: Emulator;

const start = (): Emulator =>
  createEmulator({ dataDir, buckets: ['first'], credentials: [KEY], now: () => new Date(NOW) });

async function restart(): Promise<void> {
  await emulator.close();
  emulator = start();
}

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'oss-live-buckets-'));
  emulator = start();
});

afterEach(async () => {
  await emulator.close();
  rmSync(dataDir, { recursive: true });
});

/** A signed call with the bucket in the path, as `/{bucket}/{key}?{query}`. */
async function call(
  method: string,
  target: string,
  { body, headers }: { body?: string; headers?: Record<string, string> } = {},
): Promise<Answered> {
  const [path = '', query = ''] = target.split('?');
  const signed = query
    .split('&')
    .filter((pair) => /^(live|acl|bucketInfo|location|stat|versioning)$/.test(pair));
  const resource = signed.length === 0 ? path : `${path}?${signed.sort().join('&')}`;
  return answered(
    await emulator.handle(signedV1({ method, target, resource, host: '127.0.0.1:8787', body, headers })),
  );
}

const names = async (query = ''): Promise<string[]> =>
  (await call('GET', `/${query}`)).text.match(/(?<=<Name>)[^<]*/g) ?? [];

function refusal({ status, text }: Answered): [number, string | null, string | null] {
  return [status, element(text, 'Code'), element(text, 'EC')];
}

describe('a bucket', () => {
  test('is created, described and deleted', async () => {
    const created = await call('PUT', '/second/', { headers: { 'x-oss-acl': 'public-read' } });
    expect([created.status, created.text, created.headers.location]).toEqual([200, '', '/second']);
    expect((await call('HEAD', '/second/')).status).toBe(200);
    expect((await call('GET', '/second/?bucketInfo')).text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<BucketInfo>
  <Bucket>
    <Name>second</Name>
    <CreationDate>2024-03-05T06:07:08.000Z</CreationDate>
    <Location>oss-cn-hangzhou</Location>
    <ExtranetEndpoint>127.0.0.1:8787</ExtranetEndpoint>
    <IntranetEndpoint>127.0.0.1:8787</IntranetEndpoint>
    <StorageClass>Standard</StorageClass>
    <DataRedundancyType>LRS</DataRedundancyType>
    <AccessMonitor>Disabled</AccessMonitor>
    <TransferAcceleration>Disabled</TransferAcceleration>
    <CrossRegionReplication>Disabled</CrossRegionReplication>
    <Owner>
      <ID>0000000000000000</ID>
      <DisplayName>0000000000000000</DisplayName>
    </Owner>
    <AccessControlList>
      <Grant>public-read</Grant>
    </AccessControlList>
  </Bucket>
</BucketInfo>
`);
    expect((await call('GET', '/second/?location')).text).toContain(
      '<LocationConstraint>oss-cn-hangzhou</LocationConstraint>',
    );
    expect((await call('GET', '/second/?versioning')).text).toContain(
      '<VersioningConfiguration></VersioningConfiguration>',
    );
    const deleted = await call('DELETE', '/second/');
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    for (const [method, target] of [
      ['HEAD', '/second/'],
      ['GET', '/second/?bucketInfo'],
      ['DELETE', '/second/'],
      ['GET', '/second/?live'],
    ] as const)
      expect((await call(method, target)).status).toBe(404);
    expect(readdirSync(dataDir)).not.toContain('second');
  });

  test('counts what is in it', async () => {
    await call('PUT', '/first/a', { body: '12345' });
    await call('PUT', '/first/b', { body: '678' });
    await call('PUT', '/first/cam?live', { body: MINIMAL });
    expect((await call('GET', '/first/?stat')).text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<BucketStat>
  <Storage>8</Storage>
  <ObjectCount>2</ObjectCount>
  <MultipartUploadCount>0</MultipartUploadCount>
  <LiveChannelCount>1</LiveChannelCount>
  <LastModifiedTime>1709618828</LastModifiedTime>
  <StandardStorage>8</StandardStorage>
  <StandardObjectCount>2</StandardObjectCount>
</BucketStat>
`);
  });

  test('is not deleted while there are channels or objects in it', async () => {
    await call('PUT', '/second/');
    await call('PUT', '/second/cam?live', { body: MINIMAL });
    expect(refusal(await call('DELETE', '/second/'))).toEqual([409, 'BucketNotEmpty', null]);
    await call('DELETE', '/second/cam?live');
    await call('PUT', '/second/k', { body: 'x' });
    expect(refusal(await call('DELETE', '/second/'))).toEqual([409, 'BucketNotEmpty', null]);
    expect((await call('GET', '/second/k')).text).toBe('x');
    await call('DELETE', '/second/k');
    expect((await call('DELETE', '/second/')).status).toBe(204);
    expect(await names()).toEqual(['first']);
  });

  test('that is there may be created again, and keeps what it has', async () => {
    await call('PUT', '/first/k', { body: 'kept' });
    const body =
      '<CreateBucketConfiguration><StorageClass>Standard</StorageClass></CreateBucketConfiguration>';
    expect((await call('PUT', '/first/', { body })).status).toBe(200);
    expect((await call('GET', '/first/k')).text).toBe('kept');
  });

  test('is empty when it comes back', async () => {
    await call('PUT', '/second/');
    await call('PUT', '/second/cam?live', { body: MINIMAL });
    await call('DELETE', '/second/cam?live');
    await call('DELETE', '/second/');
    await call('PUT', '/second/');
    expect((await call('GET', '/second/cam?live')).status).toBe(404);
  });

  test('stays over a restart, with its ACL, until it is deleted', async () => {
    await call('PUT', '/second/', { headers: { 'x-oss-acl': 'public-read' } });
    await call('PUT', '/second/k', { body: 'kept' });
    await restart();
    expect(await names()).toEqual(['first', 'second']);
    expect(element((await call('GET', '/second/?acl')).text, 'Grant')).toBe('public-read');
    expect((await call('GET', '/second/k')).text).toBe('kept');
    await call('DELETE', '/second/k');
    await call('DELETE', '/second/');
    await restart();
    expect(await names()).toEqual(['first']);
  });

  test('goes with a reset, unless the media is to be kept', async () => {
    await call('PUT', '/second/');
    await emulator.control.reset({ media: 'keep' });
    expect(await names()).toEqual(['first', 'second']);
    await emulator.control.reset();
    expect(await names()).toEqual(['first']);
  });

  test.each(['lock', 'version', 'a-b', 'x'.repeat(63)])(
    'may be called %.10s, over a restart too',
    async (name) => {
      expect((await call('PUT', `/${name}/`)).status).toBe(200);
      await call('PUT', `/${name}/k`, { body: name });
      await restart();
      expect((await call('GET', `/${name}/k`)).text).toBe(name);
    },
  );

  test.each(['UPPER', 'a_b', '-ab', 'ab', 'x'.repeat(64)])('is not called %.10s', async (name) => {
    expect(refusal(await call('PUT', `/${name}/`))).toEqual([400, 'InvalidBucketName', null]);
  });

  test('has one of three ACLs', async () => {
    const headers = { 'x-oss-acl': 'open' };
    expect(refusal(await call('PUT', '/second/', { headers }))).toEqual([400, 'InvalidArgument', null]);
    expect(await names()).toEqual(['first']);
  });

  test('is created once, however many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => call('PUT', '/second/')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(await names()).toEqual(['first', 'second']);
  });

  test('is one of a hundred', async () => {
    for (let number = 2; number <= 100; number++) await call('PUT', `/b-${number}/`);
    expect(refusal(await call('PUT', '/b-101/'))).toEqual([400, 'TooManyBuckets', null]);
    await call('DELETE', '/b-2/');
    expect((await call('PUT', '/b-101/')).status).toBe(200);
  });

  test('is not for those who do not sign', async () => {
    const asked = (method: string, target: string) => ({
      ...{ method, target, body: null },
      headers: [['Host', '127.0.0.1']] as [string, string][],
    });
    for (const [method, target] of [
      ['GET', '/'],
      ['PUT', '/second/'],
      ['DELETE', '/first/'],
      ['HEAD', '/first/'],
      ['GET', '/first/?bucketInfo'],
      ['GET', '/first/?location'],
      ['GET', '/first/?stat'],
      ['GET', '/first/?versioning'],
    ] as const)
      expect((await emulator.handle(asked(method, target))).status).toBe(403);
    expect(await names()).toEqual(['first']);
  });
});

describe('the list of buckets', () => {
  test('has them in the order of their names, by pages', async () => {
    for (const name of ['b-1', 'a-2', 'a-1']) await call('PUT', `/${name}/`);
    expect(await names()).toEqual(['a-1', 'a-2', 'b-1', 'first']);
    expect(await names('?prefix=a-')).toEqual(['a-1', 'a-2']);
    const { text } = await call('GET', '/?max-keys=2');
    expect([element(text, 'IsTruncated'), element(text, 'NextMarker')]).toEqual(['true', 'a-2']);
    expect(await names('?marker=a-2')).toEqual(['b-1', 'first']);
    expect(refusal(await call('GET', '/?max-keys=0'))).toEqual([400, 'InvalidArgument', null]);
  });

  test('says of each what the documentation shows', async () => {
    const { text } = await call('GET', '/');
    expect(text).toContain(`  <Buckets>
    <Bucket>
      <Name>first</Name>
      <CreationDate>2024-03-05T06:07:08.000Z</CreationDate>
      <Location>oss-cn-hangzhou</Location>
      <Region>cn-hangzhou</Region>
      <ExtranetEndpoint>127.0.0.1:8787</ExtranetEndpoint>
      <IntranetEndpoint>127.0.0.1:8787</IntranetEndpoint>
      <StorageClass>Standard</StorageClass>
    </Bucket>
  </Buckets>
`);
  });
});

test('a bucket in the path verifies without a slash behind it, signed with one or without', async () => {
  const ask = async (resource: string) =>
    (
      await emulator.handle(
        signedV1({ method: 'GET', target: '/first?live', resource, host: '127.0.0.1:8787' }),
      )
    ).status;
  expect([await ask('/first?live'), await ask('/first/?live'), await ask('/firs?live')]).toEqual([
    200, 200, 403,
  ]);
});

test('a bucket in front of localhost need not be there yet', async () => {
  const host = 'second.localhost:8787';
  const put = signedV1({ method: 'PUT', target: '/', resource: '/second/', host });
  expect((await emulator.handle(put)).status).toBe(200);
  expect(await names()).toEqual(['first', 'second']);
});
