import { beforeEach, describe, expect, test } from 'vitest';
import type { Segment } from '../../../src/emulator/media/segment.js';
import type { LiveStat } from '../../../src/emulator/service/backend.js';
import { type Answered, element, handlerFor } from '../../helpers/emulator-http.js';
import { createMemoryBackend, type MemoryBackend } from '../../helpers/memory-backend.js';
import { KEY, signedV1 } from '../../helpers/sign-v1.js';
import validation from '../../vectors/validation.json' with { type: 'json' };
import windows from '../../vectors/vod-window.json' with { type: 'json' };
import requests from '../../vectors/xml-requests.json' with { type: 'json' };
import responses from '../../vectors/xml-responses.json' with { type: 'json' };

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';
const MINIMAL = '<LiveChannelConfiguration><Target><Type>HLS</Type></Target></LiveChannelConfiguration>';
const LIVE: LiveStat = {
  connectedMs: Date.parse('2024-03-05T06:07:08.400Z'),
  remoteAddress: '198.51.100.23:51234',
  video: null,
  audio: null,
};

let backend: MemoryBackend;
let handle: ReturnType<typeof handlerFor>;

beforeEach(() => {
  backend = createMemoryBackend({ credentials: [KEY] });
  handle = handlerFor(backend);
});

/** A signed call of a LiveChannel operation; `query` as sent, `signed` what V1 covers of it. */
function call(method: string, name: string, query: string, body?: string): Promise<Answered> {
  const signed = query
    .split('&')
    .filter((pair) => /^(live|vod|comp|status|startTime|endTime)\b/.test(pair))
    .sort()
    .join('&');
  const target = `/${encodeURIComponent(name).replaceAll('%2F', '/')}?${query}`;
  return handle(signedV1({ method, target, resource: `/examplebucket/${name}?${signed}`, body }));
}

const create = (name: string, xml = MINIMAL): Promise<Answered> => call('PUT', name, 'live', xml);

/** What an answer says went wrong: status, code, EC. */
function refusal({ status, text }: Answered): [number, string | null, string | null] {
  return [status, element(text, 'Code'), element(text, 'EC')];
}

/** A document without the white space between its elements. */
const compact = (xml: string): string => xml.replace(DECLARATION, '').replace(/>\s+</g, '><').trim();

const configuration = (inner: string): string =>
  `<LiveChannelConfiguration>${inner}</LiveChannelConfiguration>`;
const target = (inner: string): string => configuration(`<Target><Type>HLS</Type>${inner}</Target>`);

describe('PutLiveChannel', () => {
  test('answers with the URLs of the channel and the common headers', async () => {
    const { status, headers, text } = await create('test-channel');
    expect({ status, text }).toEqual({
      status: 200,
      text: `${DECLARATION}
<CreateLiveChannelResult>
  <PublishUrls>
    <Url>rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/test-channel</Url>
  </PublishUrls>
  <PlayUrls>
    <Url>http://examplebucket.oss-cn-hangzhou.aliyuncs.com/test-channel/playlist.m3u8</Url>
  </PlayUrls>
</CreateLiveChannelResult>
`,
    });
    expect(headers).toEqual({
      server: 'AliyunOSS',
      date: 'Tue, 05 Mar 2024 06:07:08 GMT',
      // The Unix second of that date, in hex.
      'x-oss-request-id': expect.stringMatching(/^65E6B68C[0-9A-F]{16}$/),
      'x-oss-server-time': expect.stringMatching(/^\d+$/),
      'x-oss-live-emulator': '0.0.0-test',
      'content-type': 'application/xml',
      'content-length': String(Buffer.byteLength(text)),
    });
  });

  test.each([
    ['127.0.0.1:8787', '/examplebucket/a%20b', '127.0.0.1:8787/examplebucket'],
    ['[::1]:8787', '/examplebucket/a%20b', '[::1]:8787/examplebucket'],
    ['localhost:8787', '/examplebucket/a%20b', 'localhost:8787/examplebucket'],
    ['emulator:8787', '/examplebucket/a%20b', 'emulator:8787/examplebucket'],
    ['examplebucket.localhost:8787', '/a%20b', 'examplebucket.localhost:8787'],
    ['live.example.com', '/a%20b', 'live.example.com'],
    ['oss.example.com', '/examplebucket/a%20b', 'oss.example.com/examplebucket'],
  ])('asked at %s it builds URLs that reach the server there', async (host, path, base) => {
    const resource = '/examplebucket/a b?live';
    const answer = await handle(
      signedV1({ method: 'PUT', target: `${path}?live`, resource, host, body: MINIMAL }),
    );
    expect(answer.text.match(/(?<=<Url>)[^<]*/g)).toEqual([
      `rtmp://${base}/live/a%20b`,
      `http://${base}/a%20b/playlist.m3u8`,
    ]);
  });

  test('takes the host from the target or the origin, when there is no Host', async () => {
    const asked = signedV1({
      method: 'PUT',
      target: '/c?live',
      resource: '/examplebucket/c?live',
      body: MINIMAL,
    });
    const headers = asked.headers.filter(([name]) => name !== 'Host');
    const first = async (more: object) =>
      /<Url>(.*)<\/Url>/.exec((await handle({ ...asked, headers, ...more })).text)?.[1];
    expect(await first({ origin: 'http://examplebucket.localhost:8787' })).toBe(
      'rtmp://examplebucket.localhost:8787/live/c',
    );
    expect(await first({ target: 'http://Examplebucket.localhost/c?live' })).toBe(
      'rtmp://examplebucket.localhost/live/c',
    );
  });

  test.each(requests.cases)('takes the configuration "$name" of the SDKs', async ({ expected }) => {
    expect((await create('test-channel', expected.xml)).status).toBe(200);
  });

  test('fills in the defaults, and replaces an idle channel as a whole', async () => {
    const full = requests.cases.find(({ name }) => name === 'full-target')?.expected.xml ?? '';
    await create('test-channel', full);
    expect(compact((await call('GET', 'test-channel', 'live')).text)).toBe(full);
    await create('test-channel');
    expect((await call('GET', 'test-channel', 'live')).text).toBe(`${DECLARATION}
<LiveChannelConfiguration>
  <Description></Description>
  <Status>enabled</Status>
  <Target>
    <Type>HLS</Type>
    <FragDuration>5</FragDuration>
    <FragCount>3</FragCount>
    <PlaylistName>playlist.m3u8</PlaylistName>
  </Target>
</LiveChannelConfiguration>
`);
  });

  test('keeps a snapshot, and does not report it', async () => {
    const xml = requests.cases.find(({ name }) => name === 'snapshot')?.expected.xml ?? '';
    await create('test-channel', xml);
    expect(backend.bucket('examplebucket')?.channel('test-channel')).toEqual({
      name: 'test-channel',
      description: 'with snapshot',
      status: 'enabled',
      fragDurationSeconds: 5,
      fragCount: 3,
      playlistName: 'playlist.m3u8',
      snapshot: {
        roleName: 'live-snapshot-role',
        destBucket: 'snapbucket',
        notifyTopic: 'snap-topic',
        intervalSeconds: 5,
      },
      lastModifiedMs: Date.parse('2024-03-05T06:07:08Z'),
    });
    expect((await call('GET', 'test-channel', 'live')).text).not.toContain('Snapshot');
  });

  test('ignores elements it does not know, whose names are case-sensitive', async () => {
    await create('test-channel', target('<PlayListName>other.m3u8</PlayListName><Later>1</Later>'));
    expect(element((await call('GET', 'test-channel', 'live')).text, 'PlaylistName')).toBe('playlist.m3u8');
  });

  test("takes the Python SDK's LiveChannelInfoTarget() with nothing said", async () => {
    // As ElementTree writes the models of oss2 2.19.1.
    const body = `<?xml version='1.0' encoding='utf-8'?>
<LiveChannelConfiguration><Description /><Status>enabled</Status><Target><Type>HLS</Type><FragDuration>5</FragDuration><FragCount>3</FragCount><PlaylistName /></Target></LiveChannelConfiguration>`;
    expect((await create('test-channel', body)).status).toBe(200);
    expect(element((await call('GET', 'test-channel', 'live')).text, 'PlaylistName')).toBe('playlist.m3u8');
  });

  test.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['an open element', '<LiveChannelConfiguration>'],
    ['crossed elements', '<LiveChannelConfiguration><a></LiveChannelConfiguration></a>'],
    ['two roots', `${MINIMAL}${MINIMAL}`],
    ['another root', '<CreateBucketConfiguration/>'],
    ['an unknown entity', configuration('<Description>&bogus;</Description>')],
    ['a bare ampersand', configuration('<Description>a & b</Description>')],
    ['a DOCTYPE', `<!DOCTYPE x [<!ENTITY a "b">]>${MINIMAL}`],
    [
      'an entity bomb',
      `<!DOCTYPE x [<!ENTITY a "${'b'.repeat(1000)}"><!ENTITY c "${'&a;'.repeat(50)}">]>${configuration('<Description>&c;</Description>')}`,
    ],
    ['the prototype of everything', configuration('<__proto__><x>1</x></__proto__>')],
    ['deep nesting', `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`],
  ])('refuses %s as a body', async (_, body) => {
    expect(refusal(await create('test-channel', body))).toEqual([400, 'MalformedXML', '0031-00000001']);
  });

  test.each([
    ['bytes that are no UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e])],
    ['bytes with NUL', Buffer.from([0, 0, 0])],
  ])('refuses %s as a body', async (_, body) => {
    const resource = '/examplebucket/test-channel?live';
    const answer = await handle(signedV1({ method: 'PUT', target: '/test-channel?live', resource, body }));
    expect(refusal(answer)).toEqual([400, 'MalformedXML', '0031-00000001']);
  });

  test.each([
    ['no Target', configuration('<Status>enabled</Status>'), 'MissingArgument', '0016-00000502'],
    ['no Type', configuration('<Target></Target>'), 'MissingArgument', '0016-00000502'],
    ['a fraction', target('<FragDuration>2.5</FragDuration>'), 'InvalidArgument', '0044-00000014'],
    ['a word', target('<FragCount>three</FragCount>'), 'InvalidArgument', '0044-00000015'],
    ['an empty number', target('<FragCount></FragCount>'), 'InvalidArgument', '0044-00000015'],
    [
      'two snapshots',
      target('').replace('</Live', '<Snapshot/><Snapshot/></Live'),
      'InvalidArgument',
      '0044-00000003',
    ],
    ['no role', target('').replace('</Live', '<Snapshot/></Live'), 'InvalidArgument', '0044-00000007'],
    [
      'no bucket for snapshots',
      target('').replace('</Live', '<Snapshot><RoleName>r</RoleName></Snapshot></Live'),
      'InvalidArgument',
      '0044-00000008',
    ],
    [
      'no topic',
      target('').replace(
        '</Live',
        '<Snapshot><RoleName>r</RoleName><DestBucket>abc</DestBucket></Snapshot></Live',
      ),
      'InvalidArgument',
      '0044-00000006',
    ],
  ])('refuses %s', async (_, body, code, ec) => {
    expect(refusal(await create('test-channel', body))).toEqual([400, code, ec]);
  });

  test('refuses a body larger than any configuration', async () => {
    const body = configuration(`<Description>${'x'.repeat(70_000)}</Description>`);
    expect(refusal(await create('test-channel', body))).toEqual([400, 'EntityTooLarge', null]);
  });

  test('refuses a body whose Content-MD5 or length is another', async () => {
    const asked = { method: 'PUT', target: '/c?live', resource: '/examplebucket/c?live', body: MINIMAL };
    const md5 = { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' };
    expect(refusal(await handle(signedV1({ ...asked, headers: md5 })))).toEqual([400, 'InvalidDigest', null]);
    const length = { 'Content-Length': '9' };
    expect(refusal(await handle(signedV1({ ...asked, headers: length })))).toEqual([
      400,
      'IncompleteBody',
      null,
    ]);
  });

  test('names the argument at fault', async () => {
    const { text } = await create('test-channel', target('<FragDuration>101</FragDuration>'));
    expect(text.replace(/(?<=<RequestId>)[0-9A-F]{24}(?=<)/, '…')).toBe(`${DECLARATION}
<Error>
  <Code>InvalidArgument</Code>
  <Message>FragDuration must be from 1 to 100.</Message>
  <RequestId>…</RequestId>
  <HostId>examplebucket.oss-cn-hangzhou.aliyuncs.com</HostId>
  <ArgumentName>FragDuration</ArgumentName>
  <ArgumentValue>101</ArgumentValue>
  <EC>0044-00000014</EC>
  <RecommendDoc>https://api.aliyun.com/troubleshoot?q=0044-00000014</RecommendDoc>
</Error>
`);
  });
});

describe('field limits', () => {
  const snapshot = (interval: unknown) =>
    target('').replace(
      '</Live',
      `<Snapshot><RoleName>r</RoleName><DestBucket>abc</DestBucket><NotifyTopic>t</NotifyTopic><Interval>${interval}</Interval></Snapshot></Live`,
    );
  const ask: Record<string, (value: string) => Promise<Answered>> = {
    channel: (value) => create(value),
    playlist: (value) => create('c', target(`<PlaylistName>${value}</PlaylistName>`)),
    description: (value) =>
      create('c', target('').replace('<Target', `<Description>${value}</Description><Target`)),
    fragDuration: (value) =>
      create('c', target(`<FragDuration>${value}</FragDuration><FragCount>3</FragCount>`)),
    fragCount: (value) =>
      create('c', target(`<FragDuration>5</FragDuration><FragCount>${value}</FragCount>`)),
    status: (value) => create('c', target('').replace('<Target', `<Status>${value}</Status><Target`)),
    snapshotInterval: (value) => create('c', snapshot(value)),
    maxKeys: (value) => call('GET', '', `live&max-keys=${value}`),
    type: (value) => create('c', MINIMAL.replace('HLS', value)),
    bucket: (value) =>
      handle(
        signedV1({
          method: 'GET',
          target: `/${value}/?live`,
          resource: `/${value}/?live`,
          host: '127.0.0.1',
        }),
      ),
  };

  test.each(validation.cases)('$name: $value is valid: $valid', async ({ kind, value, valid, ...rest }) => {
    const ec = 'ec' in rest ? (rest.ec ?? null) : null;
    const answer = await ask[kind]?.(String(value));
    if (answer === undefined) throw new Error(`no way to ask about ${kind}`);
    if (kind === 'bucket') {
      expect(refusal(answer)).toEqual(
        valid ? [404, 'NoSuchBucket', '0015-00000101'] : [400, 'InvalidBucketName', null],
      );
    } else {
      const code = kind === 'channel' ? 'InvalidChannelName' : 'InvalidArgument';
      expect(refusal(answer)).toEqual(valid ? [200, null, null] : [400, code, ec]);
    }
  });
});

describe('ListLiveChannel', () => {
  test('writes every element even when there is nothing to say', async () => {
    expect((await call('GET', '', 'live')).text).toBe(`${DECLARATION}
<ListLiveChannelResult>
  <Prefix></Prefix>
  <Marker></Marker>
  <MaxKeys>100</MaxKeys>
  <IsTruncated>false</IsTruncated>
  <NextMarker></NextMarker>
</ListLiveChannelResult>
`);
  });

  test('describes a channel', async () => {
    await create('cam-42', requests.cases.find(({ name }) => name === 'full-target')?.expected.xml);
    expect(compact((await call('GET', '', 'live')).text)).toBe(
      '<ListLiveChannelResult><Prefix></Prefix><Marker></Marker><MaxKeys>100</MaxKeys>' +
        '<IsTruncated>false</IsTruncated><NextMarker></NextMarker><LiveChannel><Name>cam-42</Name>' +
        '<Description>Lobby &amp; door &lt;1&gt;</Description><Status>enabled</Status>' +
        '<LastModified>2024-03-05T06:07:08.000Z</LastModified>' +
        '<PublishUrls><Url>rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/cam-42</Url></PublishUrls>' +
        '<PlayUrls><Url>http://examplebucket.oss-cn-hangzhou.aliyuncs.com/cam-42/index.m3u8</Url></PlayUrls>' +
        '</LiveChannel></ListLiveChannelResult>',
    );
  });

  test.each([
    ['live', ['Z', 'a', 'a1', 'a2', 'b', 'é', '直播', '😀'], false, ''],
    ['live&prefix=a', ['a', 'a1', 'a2'], false, ''],
    ['live&prefix=a&max-keys=2', ['a', 'a1'], true, 'a1'],
    ['live&prefix=a&max-keys=2&marker=a1', ['a2'], false, ''],
    ['live&max-keys=3&marker=a', ['a1', 'a2', 'b'], true, 'b'],
    ['live&marker=b&max-keys=', ['é', '直播', '😀'], false, ''],
    ['live&marker=zzz&prefix=', ['é', '直播', '😀'], false, ''],
    ['live&prefix=nothing', [], false, ''],
    ['live&max-keys=8', ['Z', 'a', 'a1', 'a2', 'b', 'é', '直播', '😀'], false, ''],
  ])('pages in byte order: %s', async (query, names, isTruncated, nextMarker) => {
    for (const name of ['b', '直播', 'a1', 'Z', '😀', 'a', 'é', 'a2']) await create(name);
    const { text } = await call('GET', '', query);
    expect({
      names: text.match(/(?<=<Name>)[^<]*/g) ?? [],
      isTruncated: element(text, 'IsTruncated'),
      nextMarker: element(text, 'NextMarker'),
    }).toEqual({ names, isTruncated: String(isTruncated), nextMarker });
  });

  test.each([
    [`live&prefix=${'p'.repeat(1025)}`, '0044-00000102'],
    [`live&marker=${'m'.repeat(1025)}`, '0044-00000103'],
    ['live&max-keys=x', '0044-00000101'],
    ['live&max-keys=-1', '0044-00000101'],
  ])('refuses %.30s', async (query, ec) => {
    expect(refusal(await call('GET', '', query))).toEqual([400, 'InvalidArgument', ec]);
  });
});

describe('a channel that does not exist', () => {
  test.each([
    ['GET', 'live'],
    ['GET', 'live&comp=stat'],
    ['GET', 'live&comp=history'],
    ['PUT', 'live&status=disabled'],
  ])('%s ?%s answers 404', async (method, query) => {
    expect(refusal(await call(method, 'nobody', query))).toEqual([404, 'NoSuchLiveChannel', '0026-00000021']);
  });

  test('is deleted with 204 all the same', async () => {
    const { status, text, headers } = await call('DELETE', 'nobody', 'live');
    expect({ status, text, length: headers['content-length'] }).toEqual({
      status: 204,
      text: '',
      length: undefined,
    });
  });
});

describe('a channel name that is none', () => {
  test.each([
    ['PUT', '', 'live', 'InvalidChannelName', '0017-00000257'],
    ['DELETE', '', 'live', 'InvalidChannelName', '0017-00000257'],
    ['GET', '', 'live&comp=stat', 'InvalidChannelName', '0017-00000257'],
    ['PUT', '', 'live&status=enabled', 'InvalidChannelName', '0017-00000257'],
    ['GET', 'n'.repeat(64), 'live', 'InvalidChannelName', '0017-00000258'],
    ['DELETE', 'n'.repeat(64), 'live', 'InvalidChannelName', '0017-00000258'],
    ['GET', '', 'vod&startTime=1&endTime=2', 'InvalidArgument', '0044-00000302'],
    ['GET', 'n'.repeat(64), 'vod&startTime=1&endTime=2', 'InvalidArgument', '0044-00000302'],
    ['GET', 'a/b', 'live', 'InvalidChannelName', null],
    ['PUT', '\\cam', 'live', 'InvalidChannelName', null],
    ['PUT', 'a\nb', 'live', 'InvalidChannelName', null],
    ['GET', 'a/b', 'vod&startTime=1&endTime=2', 'InvalidArgument', '0044-00000302'],
    ['POST', 'c', 'vod&startTime=1&endTime=2', 'InvalidRequest', '0044-00000403'],
    ['POST', 'c/a/b.m3u8', 'vod&startTime=1&endTime=2', 'InvalidRequest', '0044-00000403'],
    ['POST', 'c/list.ts', 'vod&startTime=1&endTime=2', 'InvalidRequest', '0044-00000403'],
  ])('%s /%.10s?%s', async (method, name, query, code, ec) => {
    expect(refusal(await call(method, name, query, method === 'PUT' ? MINIMAL : undefined))).toEqual([
      400,
      code,
      ec,
    ]);
  });

  test('is not UTF-8', async () => {
    const answer = await handle(
      signedV1({ method: 'GET', target: '/%FF?live', resource: '/examplebucket/?live' }),
    );
    expect(refusal(answer)).toEqual([400, 'InvalidChannelName', '0017-00000259']);
  });
});

describe('PutLiveChannelStatus', () => {
  test('switches, twice if asked twice, and keeps the rest', async () => {
    await create('test-channel', target('<PlaylistName>index.m3u8</PlaylistName>'));
    for (const status of ['disabled', 'disabled', 'enabled']) {
      const answer = await call('PUT', 'test-channel', `live&status=${status}`);
      expect([answer.status, answer.text, answer.headers['content-length']]).toEqual([200, '', '0']);
      const info = await call('GET', 'test-channel', 'live');
      expect([element(info.text, 'Status'), element(info.text, 'PlaylistName')]).toEqual([
        status,
        'index.m3u8',
      ]);
    }
  });

  test.each(['live&status=', 'live&status', 'live&status=Enabled', 'live&status=idle'])(
    'refuses ?%s',
    async (query) => {
      await create('test-channel');
      const signed = query === 'live&status=' ? 'live&status' : query;
      const answer = await handle(
        signedV1({
          method: 'PUT',
          target: `/test-channel?${query}`,
          resource: `/examplebucket/test-channel?${signed}`,
        }),
      );
      expect(refusal(answer)).toEqual([400, 'InvalidArgument', '0017-00000255']);
    },
  );
});

describe('while somebody is pushing', () => {
  const STILL_LIVE = [409, 'ChannelStillLive', '0044-00000201'];

  beforeEach(async () => {
    await create('test-channel');
    backend.setLive('test-channel', LIVE);
  });

  test('changing, deleting and enabling are refused', async () => {
    expect(refusal(await create('test-channel'))).toEqual(STILL_LIVE);
    expect(refusal(await call('DELETE', 'test-channel', 'live'))).toEqual(STILL_LIVE);
    expect(refusal(await call('PUT', 'test-channel', 'live&status=enabled'))).toEqual(STILL_LIVE);
    expect(backend.disabled).toEqual([]);
  });

  test('disabling cuts the push', async () => {
    expect((await call('PUT', 'test-channel', 'live&status=disabled')).status).toBe(200);
    expect(backend.disabled).toEqual(['test-channel']);
    expect(element((await call('GET', 'test-channel', 'live&comp=stat')).text, 'Status')).toBe('Disabled');
  });
});

describe('GetLiveChannelStat', () => {
  const cases = responses.cases.filter(({ type }) => type === 'stat');

  test.each(cases)('writes the document "$name"', async ({ xml, expected }) => {
    const { status, connectedTime, remoteAddr, video, audio } = expected as {
      status: string;
      connectedTime: string | null;
      remoteAddr: string | null;
      video: LiveStat['video'];
      audio: LiveStat['audio'];
    };
    await create('c');
    if (status === 'Disabled') await call('PUT', 'c', 'live&status=disabled');
    if (connectedTime !== null && remoteAddr !== null)
      backend.setLive('c', {
        connectedMs: Date.parse(connectedTime) + 999,
        remoteAddress: remoteAddr,
        video,
        audio,
      });
    expect(compact((await call('GET', 'c', 'live&comp=stat')).text)).toBe(compact(xml));
  });
});

describe('GetLiveChannelHistory', () => {
  test.each(responses.cases.filter(({ name }) => name.startsWith('history-')))(
    'writes the document "$name"',
    async ({ xml, expected }) => {
      const { records } = expected as {
        records: { startTime: string; endTime: string; remoteAddr: string }[];
      };
      await create('c');
      backend.bucket('examplebucket')?.setHistory(
        'c',
        records.map(({ startTime, endTime, remoteAddr }) => ({
          startMs: Date.parse(startTime) + 1,
          endMs: Date.parse(endTime) - 1,
          remoteAddress: remoteAddr,
        })),
      );
      const { text } = await call('GET', 'c', 'live&comp=history');
      expect(compact(text)).toBe(
        compact(xml).replace('<LiveChannelHistory/>', '<LiveChannelHistory></LiveChannelHistory>'),
      );
    },
  );
});

describe('VOD playlists', () => {
  interface Window {
    name: string;
    segments: { name: string; start: number; duration: number }[];
    startTime: number;
    endTime: number;
    expected: { uris?: string[]; httpStatus?: number; code?: string; ec?: string };
  }

  const segmentOf = ({ name, start, duration }: Window['segments'][number], sequence: number): Segment => ({
    name,
    startMs: start * 1000,
    durationSeconds: duration,
    discontinuity: false,
    sequence,
    bytes: 188,
  });

  const sample = windows.cases[0] as Window;

  test.each(windows.cases as Window[])('the window "$name" has its segments', async (window) => {
    const { segments, startTime, endTime, expected } = window;
    backend.bucket('examplebucket')?.setSegments('c', segments.map(segmentOf));
    const answer = await call('GET', 'c', `vod&startTime=${startTime}&endTime=${endTime}`);
    if (expected.uris === undefined)
      expect(refusal(answer)).toEqual([expected.httpStatus, expected.code, expected.ec]);
    else expect(answer.text.match(/^[^#\n].*$/gm)).toEqual(expected.uris);
  });

  test('GetVodPlaylist answers with the text and its ETag', async () => {
    backend.bucket('examplebucket')?.setSegments('c', sample.segments.slice(1, 3).map(segmentOf));
    const { status, headers, text } = await call('GET', 'c', 'vod&startTime=1709618400&endTime=1709618460');
    expect({ status, text, type: headers['content-type'], etag: headers.etag }).toEqual({
      status: 200,
      text: '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-TARGETDURATION:6\n#EXTINF:5.500,\n1709618405250.ts\n#EXTINF:5.000,\n1709618410750.ts\n#EXT-X-ENDLIST\n',
      type: 'application/x-mpegURL',
      // md5sum of that text
      etag: '"405E7952F15319FAAE100A512854ED43"',
    });
  });

  test('PostVodPlaylist stores it beside the segments', async () => {
    backend.bucket('examplebucket')?.setSegments('c', sample.segments.map(segmentOf));
    const query = 'vod&startTime=1709618400&endTime=1709618406';
    const { text } = await call('GET', 'c', query);
    const posted = await call('POST', 'c/replay one.m3u8', query);
    expect([posted.status, posted.text]).toEqual([200, '']);
    const stored = await backend.bucket('examplebucket')?.object('c/replay one.m3u8');
    expect([stored?.contentType, `"${stored?.etag}"`]).toEqual([
      'application/x-mpegURL',
      posted.headers.etag,
    ]);
    const read = await handle(
      signedV1({
        method: 'GET',
        target: '/c/replay%20one.m3u8',
        resource: '/examplebucket/c/replay one.m3u8',
      }),
    );
    expect(read.text).toBe(text);
  });

  test.each([
    ['vod', '0044-00000304'],
    ['vod&startTime=&endTime=2', '0044-00000304'],
    ['vod&startTime=-1&endTime=2', '0044-00000304'],
    ['vod&startTime=1e3&endTime=2', '0044-00000304'],
    ['vod&startTime=1', '0044-00000305'],
    ['vod&startTime=1&endTime=2024-03-05', '0044-00000305'],
    ['vod&startTime=0&endTime=0', '0044-00000308'],
    ['vod&startTime=1&endTime=0', '0044-00000306'],
    ['vod&startTime=1709618400000&endTime=1709618460000', '0044-00000308'],
    ['vod&startTime=1709618400000&endTime=1709622000000', '0044-00000307'],
  ])('refuses ?%s', async (query, ec) => {
    const answer = await handle(
      signedV1({
        method: 'GET',
        target: `/c?${query}`,
        resource: `/examplebucket/c?${query.replace('=&', '&').split('&').sort().join('&')}`,
      }),
    );
    expect(refusal(answer)).toEqual([400, 'InvalidArgument', ec]);
  });

  test('says so when no segment is in the window', async () => {
    const { text } = await call('GET', 'c', 'vod&startTime=1&endTime=2');
    expect(element(text, 'Message')).toBe('No ts file found in specified time span.');
  });
});
