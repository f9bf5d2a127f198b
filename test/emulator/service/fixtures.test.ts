import { XMLParser } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { operations } from '../../../src/client/operations/index.js';
import { signRequest } from '../../../src/client/sign/request.js';
import type { IncomingRequest } from '../../../src/emulator/http/message.js';
import type { HeaderList } from '../../../src/protocol/wire.js';
import { type Answered, handlerFor } from '../../helpers/emulator-http.js';
import { createMemoryBackend, type MemoryBackend } from '../../helpers/memory-backend.js';
import { KEY } from '../../helpers/sign-v1.js';
import { SETTINGS } from '../../helpers/store.js';
import { readRequest, readResponse, refusalsOf } from '../../wire/http-file.js';

const BUCKET = 'examplebucket';
const CHANNEL = 'test-channel';
const NOW = '2024-03-05T06:07:08Z';
const REMOTE = '198.51.100.23';

const settings = { ...SETTINGS, fragDurationSeconds: 2 };

type Prepare = (backend: MemoryBackend) => unknown;

const withChannel: Prepare = (backend) => backend.bucket(BUCKET)?.putChannel(CHANNEL, settings);

const withSegments: Prepare = (backend) =>
  backend.bucket(BUCKET)?.setSegments(
    CHANNEL,
    [1709618401266, 1709618408386].map((startMs, sequence) => ({
      ...{ name: `${startMs}.ts`, startMs, durationSeconds: sequence === 0 ? 7.12 : 5.84 },
      ...{ discontinuity: false, sequence, bytes: 188 },
    })),
  );

const live = {
  connectedMs: Date.parse('2024-03-05T06:06:57Z'),
  remoteAddress: `${REMOTE}:51234`,
  video: { width: 1280, height: 536, frameRate: 24, bandwidth: 0, codec: 'H264' },
  audio: { bandwidth: 0, sampleRate: 44_100, codec: 'ADPCM' },
};

const whileLive: Prepare = async (backend) => {
  await withChannel(backend);
  backend.setLive(CHANNEL, live);
};

const nothing: Prepare = () => undefined;

/** What is in the store when the request of a fixture comes. One that is not named here fails. */
const STATES: Readonly<Record<string, Prepare>> = {
  'PutLiveChannel/response': nothing,
  'PutLiveChannel/refusals/channel-still-live': whileLive,
  async 'ListLiveChannel/response'(backend) {
    backend.setNow(new Date('2024-02-29T23:59:59Z'));
    for (const name of ['another', 'channel-0', 'channel-1'])
      await backend.bucket(BUCKET)?.putChannel(name, { ...settings, status: 'disabled' });
    backend.setNow(new Date(NOW));
  },
  'ListLiveChannel/refusals/no-such-bucket': nothing,
  'DeleteLiveChannel/response': withChannel,
  'DeleteLiveChannel/refusals/channel-still-live': whileLive,
  'PutLiveChannelStatus/response': withChannel,
  'PutLiveChannelStatus/refusals/no-such-channel': nothing,
  'GetLiveChannelInfo/response': withChannel,
  'GetLiveChannelInfo/refusals/no-such-channel': nothing,
  'GetLiveChannelStat/response': whileLive,
  'GetLiveChannelStat/refusals/no-such-channel': nothing,
  async 'GetLiveChannelHistory/response'(backend) {
    await withChannel(backend);
    const [startMs, endMs] = [Date.parse('2024-03-04T01:53:21Z'), Date.parse('2024-03-04T01:53:31Z')];
    backend.bucket(BUCKET)?.setHistory(CHANNEL, [{ startMs, endMs, remoteAddress: `${REMOTE}:56861` }]);
  },
  'GetLiveChannelHistory/refusals/no-such-channel': nothing,
  'PostVodPlaylist/response': withSegments,
  'PostVodPlaylist/refusals/empty-range': nothing,
  'GetVodPlaylist/response': withSegments,
  'GetVodPlaylist/refusals/empty-range': nothing,
  'GetVodPlaylist/refusals/window-too-long': withSegments,
};

/** Answers of the service that the emulator never gives, and why. */
const NEVER_GIVEN: Readonly<Record<string, string>> = {
  'PutLiveChannel/refusals/no-snapshots-here': 'it keeps the settings of snapshots in every region',
  'PutLiveChannelStatus/refusals/channel-disabled': 'when the service says it over HTTP is not known',
};

/** Another request than the operation's, for a refusal that is about the request. */
const TARGETS: Readonly<Record<string, string>> = {
  'GetVodPlaylist/refusals/window-too-long': '/test-channel?endTime=1709622000&startTime=1709535599&vod',
};

/** What the fixtures have made up (their first line says so), and what the emulator makes of it. */
const DIFFERENCES: Readonly<Record<string, Record<string, string | null>>> = {
  // Messages in the emulator's own words.
  'GetVodPlaylist/refusals/window-too-long': {
    'Error/Message': 'The time span must not be longer than one day.',
  },
  // The element that names the channel is not confirmed, so the emulator leaves it out.
  ...Object.fromEntries(
    ['PutLiveChannelStatus', 'GetLiveChannelInfo', 'GetLiveChannelStat', 'GetLiveChannelHistory'].map(
      (name) => [
        `${name}/refusals/no-such-channel`,
        { 'Error/BucketName': null, 'Error/LiveChannelName': null },
      ],
    ),
  ),
  // The MD5 of the playlist above, by md5sum; the fixture's is one of nothing.
  'PostVodPlaylist/response': { etag: '"F3D06528DA906556C583D8389379E924"' },
  'GetVodPlaylist/response': { etag: '"F3D06528DA906556C583D8389379E924"' },
};

const fixtures = operations.flatMap(({ name }) =>
  ['response', ...refusalsOf(name)].map((answer) => ({ operation: name, answer, at: `${name}/${answer}` })),
);

/** A request of the fixtures with a signature, unless it has brought its own. */
function signed(request: ReturnType<typeof readRequest>, target: string): IncomingRequest {
  const { method = '', headers, body } = request;
  if (headers.some(([name]) => name === 'Authorization')) return { method, target, headers, body };
  const { pathname, searchParams } = new URL(target, 'http://any.example');
  const query = Object.fromEntries([...searchParams].map(([name, value]) => [name, value || null]));
  const { authorization } = signRequest(
    { method, bucket: BUCKET, key: pathname.slice(1), query, headers: Object.fromEntries(headers) },
    { credentials: KEY, region: 'cn-hangzhou', signTime: new Date(NOW) },
  );
  return { method, target, headers: [...headers, ['Authorization', authorization ?? '']], body };
}

const parser = new XMLParser({ preserveOrder: true, parseTagValue: false });

/** A document as one line for each element without children, in order; a text that is none as its lines. */
function linesOf(text: string): [path: string, value: string][] {
  if (!text.startsWith('<?xml')) return text.split('\n').map((line) => ['', line]);
  const walk = (nodes: Record<string, unknown>[], path: string): [string, string][] =>
    nodes.flatMap((node): [string, string][] => {
      const [name = ''] = Object.keys(node);
      if (name === '#text' || name.startsWith('?')) return [];
      const children = node[name] as Record<string, unknown>[];
      const isLeaf = children.every((child) => '#text' in child);
      const value = children.map((child) => child['#text'] ?? '').join('');
      return isLeaf ? [[path + name, value]] : walk(children, `${path}${name}/`);
    });
  return walk(parser.parse(text), '');
}

/** What a fixture and an answer are compared by; the ids of requests are anybody's. */
function comparable(status: number, headers: HeaderList, text: string, differences = {}) {
  const changed = new Map<string, string | null>(Object.entries(differences));
  const byName = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const requestId = byName.get('x-oss-request-id') ?? 'none';
  const told = (name: string, value: string): [string, string][] => {
    const replaced = changed.has(name) ? changed.get(name) : value;
    return replaced === null || replaced === undefined
      ? []
      : [[name, replaced.replaceAll(requestId, '{id}')]];
  };
  return {
    status,
    headers: ['server', 'date', 'content-type', 'x-oss-ec', 'etag'].flatMap((name) => {
      const value = byName.get(name);
      return value === undefined ? [] : told(name, value);
    }),
    lines: linesOf(text).flatMap(([path, value]) => told(path, value)),
  };
}

async function answerTo(operation: string, at: string): Promise<Answered> {
  const request = readRequest(operation);
  const missing = at === 'ListLiveChannel/refusals/no-such-bucket';
  const backend = createMemoryBackend({
    ...{ buckets: [missing ? 'another' : BUCKET], credentials: [KEY], now: NOW },
  });
  await STATES[at]?.(backend);
  return handlerFor(backend)(signed(request, TARGETS[at] ?? request.target ?? ''));
}

describe('the emulator answers the requests of the fixtures as the fixtures say', () => {
  test('there is a state for each, or a reason why there is none', () => {
    const named = [...Object.keys(STATES), ...Object.keys(NEVER_GIVEN)];
    expect(named.sort()).toEqual(fixtures.map(({ at }) => at).sort());
    expect(Object.keys(DIFFERENCES).filter((at) => STATES[at] === undefined)).toEqual([]);
  });

  test.each(fixtures.filter(({ at }) => at in STATES))('$at', async ({ operation, answer, at }) => {
    const fixture = readResponse(operation, answer);
    const { status, headers, text } = await answerTo(operation, at);
    expect(comparable(status, Object.entries(headers), text)).toEqual(
      comparable(fixture.status, fixture.headers, fixture.body, DIFFERENCES[at]),
    );
  });
});
