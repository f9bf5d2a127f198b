import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../../src/emulator/index.js';
import { asking } from '../../helpers/emulator.js';
import { answered, element } from '../../helpers/emulator-http.js';
import { KEY, signedV1 } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';

const DAY_MS = 86_400_000;
const HOST: [string, string] = ['Host', '127.0.0.1'];

let dataDir: string;
let emulator: Emulator;
let ask: ReturnType<typeof asking>;

beforeEach(() => {
  dataDir = temporaryFolder();
  start();
});

afterEach(() => emulator.close());

function start(): void {
  emulator = createEmulator({ dataDir, credentials: [KEY] });
  ask = asking(emulator);
}

const put = (rules: string, of = 'lifecycle') => {
  const root = of === 'lifecycle' ? 'LifecycleConfiguration' : 'CORSConfiguration';
  return ask({ method: 'PUT', target: `/?${of}`, body: `<${root}>${rules}</${root}>` });
};

interface Rule {
  id?: string;
  prefix?: string;
  status?: string;
  action?: string;
  rest?: string;
}

function rule({ id, prefix = 'cam/', status = 'Enabled', action, rest = '' }: Rule = {}): string {
  const named = id === undefined ? '' : `<ID>${id}</ID>`;
  const deed = action ?? '<Expiration><Days>30</Days></Expiration>';
  return `<Rule>${named}<Prefix>${prefix}</Prefix><Status>${status}</Status>${deed}${rest}</Rule>`;
}

describe('lifecycle rules', () => {
  test('are kept as they were put, over a restart too, until they are deleted', async () => {
    expect(await ask({ target: '/?lifecycle' })).toMatchObject({ status: 404 });
    const stranger = '<Unknown><Part>1</Part></Unknown>';
    expect((await put(rule({ id: 'a', rest: stranger }))).status).toBe(200);
    await emulator.close();
    start();
    expect((await ask({ target: '/?lifecycle' })).text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<LifecycleConfiguration>
  <Rule>
    <ID>a</ID>
    <Prefix>cam/</Prefix>
    <Status>Enabled</Status>
    <Expiration>
      <Days>30</Days>
    </Expiration>
    <Unknown>
      <Part>1</Part>
    </Unknown>
  </Rule>
</LifecycleConfiguration>
`);
    expect((await ask({ method: 'DELETE', target: '/?lifecycle' })).status).toBe(204);
    expect(element((await ask({ target: '/?lifecycle' })).text, 'Code')).toBe('NoSuchLifecycle');
  });

  test('get an ID where they have none', async () => {
    await put(rule() + rule({ id: '', prefix: 'other/' }));
    const { text } = await ask({ target: '/?lifecycle' });
    expect(text.match(/<ID>[0-9a-f-]{36}<\/ID>/g)).toHaveLength(2);
  });

  const transition = (storageClass: string) =>
    `<Transition><Days>30</Days><StorageClass>${storageClass}</StorageClass></Transition>`;
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => rule({ prefix: `${index}/` })).join('');

  test.each<[string, string, string | null, string | null]>([
    ['no rule', '', 'MalformedXML', '0031-00000001'],
    ['1,000 rules', many(1000), null, null],
    ['1,001 rules', many(1001), 'InvalidRequest', '0014-00000014'],
    ['an ID of 256 characters', rule({ id: 'x'.repeat(256) }), 'InvalidArgument', '0014-00000019'],
    ['an ID twice', rule({ id: 'a' }) + rule({ id: 'a', prefix: 'b/' }), 'InvalidRequest', '0014-00000020'],
    [
      'days and a date',
      rule({
        action:
          '<Expiration><Days>1</Days><CreatedBeforeDate>2024-03-05T00:00:00.000Z</CreatedBeforeDate></Expiration>',
      }),
      'InvalidRequest',
      '0014-00000061',
    ],
    [
      'one class for a prefix and what lies in it',
      rule({ prefix: 'a', action: transition('IA') }) + rule({ prefix: 'ab', action: transition('IA') }),
      'InvalidRequest',
      '0014-00000079',
    ],
    [
      'two classes for them',
      rule({ prefix: 'a', action: transition('IA') }) + rule({ prefix: 'ab', action: transition('Archive') }),
      null,
      null,
    ],
    [
      'a prefix that another begins with',
      rule({ prefix: 'cam' }) + rule({ prefix: 'cam/' }),
      'InvalidRequest',
      '0014-00000084',
    ],
    [
      'a rule for everything',
      rule({ prefix: '' }) + rule({ prefix: 'cam/' }),
      'InvalidRequest',
      '0014-00000084',
    ],
    ['prefixes that are alike only', rule({ prefix: 'cam/' }) + rule({ prefix: 'cam2/' }), null, null],
    ['one prefix twice', rule({ id: 'a' }) + rule({ id: 'b' }), 'InvalidRequest', '0014-00000085'],
    ['no action', rule({ action: '' }), 'InvalidArgument', null],
    ['no days', rule({ action: '<Expiration><Days>0</Days></Expiration>' }), 'InvalidArgument', null],
    ['another status', rule({ status: 'On' }), 'InvalidArgument', null],
    [
      'a date that is no midnight',
      rule({
        action: '<Expiration><CreatedBeforeDate>2024-03-05T01:00:00.000Z</CreatedBeforeDate></Expiration>',
      }),
      'InvalidArgument',
      null,
    ],
  ])('are refused, or not, with %s', async (_, rules, code, ec) => {
    const { status, text } = await put(rules);
    expect([status, element(text, 'Code'), element(text, 'EC')]).toEqual([
      code === null ? 200 : 400,
      code,
      ec,
    ]);
  });

  test('delete what is old enough when the clock is moved, and nothing else', async () => {
    for (const key of ['cam/1.ts', 'cam/keep/1.ts', 'cam2/1.ts', 'cam'])
      await ask({ method: 'PUT', target: `/${key}`, body: 'x' });
    const keep = '<Filter><Not><Prefix>cam/keep/</Prefix></Not></Filter>';
    await put(rule({ rest: keep }) + rule({ prefix: 'cam2/', status: 'Disabled' }));
    const left = async () =>
      [...(await ask({ target: '/' })).text.matchAll(/<Key>([^<]*)/g)].map(([, key]) => key);
    emulator.control.setClock({ offsetMs: 30 * DAY_MS - 60_000 });
    // A signature of this moment is from another time by then.
    emulator.control.setClock(null);
    expect(await left()).toEqual(['cam', 'cam/1.ts', 'cam/keep/1.ts', 'cam2/1.ts']);
    emulator.control.setClock({ offsetMs: 30 * DAY_MS });
    emulator.control.setClock(null);
    expect(await left()).toEqual(['cam', 'cam/keep/1.ts', 'cam2/1.ts']);
    expect(emulator.control.events().filter(({ event }) => event === 'expired')).toMatchObject([
      { bucket: 'local', objects: 1 },
    ]);
  });

  test('go by a date, by size, and by tags, which objects here do not have', async () => {
    for (const key of ['date/1.ts', 'size/1.ts', 'size/22.ts', 'tag/1.ts'])
      await ask({ method: 'PUT', target: `/${key}`, body: key.includes('22') ? 'xx' : 'x' });
    const day = '<Expiration><Days>1</Days></Expiration>';
    const date = '<Expiration><CreatedBeforeDate>2099-01-01T00:00:00.000Z</CreatedBeforeDate></Expiration>';
    await put(
      rule({ prefix: 'date/', action: date }) +
        rule({
          prefix: 'size/',
          action: day,
          rest: '<Filter><ObjectSizeGreaterThan>1</ObjectSizeGreaterThan></Filter>',
        }) +
        rule({ prefix: 'tag/', action: day, rest: '<Tag><Key>a</Key><Value>b</Value></Tag>' }),
    );
    const left = async () =>
      [...(await ask({ target: '/' })).text.matchAll(/<Key>([^<]*)/g)].map(([, key]) => key);
    emulator.control.setClock({ freezeAt: '2098-12-31T23:59:59Z' });
    emulator.control.setClock(null);
    expect(await left()).toEqual(['date/1.ts', 'size/1.ts', 'tag/1.ts']);
    emulator.control.setClock({ freezeAt: '2099-01-01T00:00:00Z' });
    emulator.control.setClock(null);
    expect(await left()).toEqual(['size/1.ts', 'tag/1.ts']);
  });

  test('may overlap when the request says so, but for unfinished uploads', async () => {
    const overlapping = async (action?: string) =>
      answered(
        await emulator.handle(
          signedV1({
            ...{ method: 'PUT', target: '/local/?lifecycle', resource: '/local/?lifecycle' },
            ...{ host: '127.0.0.1', date: new Date().toUTCString() },
            headers: { 'x-oss-allow-same-action-overlap': 'true' },
            body: `<LifecycleConfiguration>${rule({ prefix: 'a', action })}${rule({ prefix: 'ab', action })}</LifecycleConfiguration>`,
          }),
        ),
      );
    const parts = '<AbortMultipartUpload><Days>1</Days></AbortMultipartUpload>';
    expect((await overlapping()).status).toBe(200);
    expect(element((await overlapping(parts)).text, 'EC')).toBe('0014-00000084');
  });
});

describe('CORS rules', () => {
  const page = 'https://www.example.com';
  const play = (origin: string, method = 'GET') =>
    emulator.handle({ method, target: '/local/cam/playlist.m3u8', headers: [HOST, ['Origin', origin]] });
  const allowed = async (origin: string) =>
    (await play(origin)).headers.find(([name]) => name === 'Access-Control-Allow-Origin')?.[1] ?? null;

  test('decide who may read once there are some; until then everybody may', async () => {
    expect(await allowed(page)).toBe('*');
    expect(element((await ask({ target: '/?cors' })).text, 'EC')).toBe('0034-00000001');
    const rules = `<CORSRule><AllowedOrigin>https://*.example.com</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedHeader>*</AllowedHeader></CORSRule>`;
    expect((await put(rules, 'cors')).status).toBe(200);
    expect([await allowed(page), await allowed('https://example.org')]).toEqual([page, null]);
    expect((await ask({ target: '/?cors' })).text).toContain(
      '<AllowedOrigin>https://*.example.com</AllowedOrigin>',
    );
    const preflight = (origin: string, method: string) =>
      emulator.handle({
        method: 'OPTIONS',
        target: '/local/cam/playlist.m3u8',
        headers: [
          HOST,
          ['Origin', origin],
          ['Access-Control-Request-Method', method],
          ['Access-Control-Request-Headers', 'range, x-other'],
        ],
      });
    expect((await preflight(page, 'GET')).status).toBe(200);
    expect((await preflight('https://example.org', 'GET')).status).toBe(403);
    // The built-in key is public: no page writes, whatever the rules say.
    expect((await preflight(page, 'PUT')).status).toBe(403);
    expect((await ask({ method: 'DELETE', target: '/?cors' })).status).toBe(204);
    expect(await allowed('https://example.org')).toBe('*');
  });

  test.each([
    ['no rule', '', 'MalformedXML'],
    ['no method', '<CORSRule><AllowedOrigin>*</AllowedOrigin></CORSRule>', 'InvalidArgument'],
    [
      'two asterisks',
      '<CORSRule><AllowedOrigin>*.*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>',
      'InvalidArgument',
    ],
    [
      'another method',
      '<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>OPTIONS</AllowedMethod></CORSRule>',
      'InvalidArgument',
    ],
  ])('are refused with %s', async (_, rules, code) => {
    const { status, text } = await put(rules, 'cors');
    expect([status, element(text, 'Code')]).toEqual([400, code]);
  });
});
