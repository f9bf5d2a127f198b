// Segments from the bucket to the disk, in a folder, which has them as they are: no byte of them may be another.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator, type FaultRule } from '../../../src/emulator/index.js';
import type { HttpRequest, HttpResponse, Transport } from '../../../src/protocol/wire.js';
import { download } from '../../../src/recording/download/download.js';
import type { DownloadEvent } from '../../../src/recording/download/events.js';
import type { DownloadOptions } from '../../../src/recording/download/options.js';
import type { KnownPush, Session } from '../../../src/recording/sessions/session.js';
import { schemaChecker } from '../../helpers/json-schema.js';
import { seededFolder } from '../../helpers/seeded-hour.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';

const NOW = new Date('2026-03-05T12:00:00Z');
const checkEvent = schemaChecker('docs/download-events.schema.json');

let emulator: Emulator;
let endpoint: string;
let dataDir: string;

beforeAll(async () => {
  dataDir = await seededFolder(NOW);
  emulator = createEmulator({ dataDir, credentials: [KEY], now: () => NOW });
  ({ url: endpoint } = await emulator.listen());
});

afterAll(() => emulator.close());

/** All of the last push, so that nothing of it is doubtful. */
const PUSH: KnownPush = {
  ...{ start: new Date('2026-03-05T11:45:00Z'), end: new Date('2026-03-05T11:58:59Z') },
  ...{ remoteAddr: null, playlistName: null, source: null, mediaSeconds: null, knownFrom: 'history' },
};
const SESSION: Session = {
  channelName: 'demo',
  start: PUSH.start,
  end: PUSH.end,
  running: false,
  pushes: [PUSH],
};

/** Its last two minutes. */
const RANGE = { start: new Date('2026-03-05T11:57:00Z'), end: new Date('2026-03-05T11:59:00Z') };

interface Downloaded {
  events: DownloadEvent[];
  error: unknown;
  /** The last event. */
  ended: Extract<DownloadEvent, { event: 'ended' }>;
}

function optionsFor(folder: string, options: Partial<DownloadOptions> = {}): DownloadOptions {
  return {
    ...{ endpoint, bucket: 'local', region: 'cn-hangzhou', credentials: KEY, channelName: 'demo', ...RANGE },
    sessions: [SESSION],
    ...{ file: 'class', cwd: folder, now: () => NOW, retry: { attempts: 1 }, ...options },
  };
}

async function run(folder: string, options: Partial<DownloadOptions> = {}): Promise<Downloaded> {
  const events: DownloadEvent[] = [];
  const problems: string[] = [];
  let error: unknown = null;
  try {
    for await (const event of download(optionsFor(folder, options))) {
      problems.push(...checkEvent(JSON.parse(JSON.stringify(event))));
      events.push(event);
    }
  } catch (thrown) {
    error = thrown;
  }
  expect(problems).toEqual([]);
  return { events, error, ended: events.at(-1) as Downloaded['ended'] };
}

const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** The segments of a folder, by name. */
function hashes(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(names.sort().map((name) => [name, hash(join(folder, name))]));
}

/** Those of the bucket that overlap the range, by the list that the emulator keeps on the disk. */
function storedHashes(): Record<string, string> {
  const all = hashes(join(dataDir, 'local/demo'));
  // Segments are 6.4 s long.
  const within = Object.entries(all).filter(([name]) => {
    const startMs = Number.parseInt(name, 10);
    return startMs > RANGE.start.getTime() - 6400 && startMs < RANGE.end.getTime();
  });
  return Object.fromEntries(within);
}

/** The emulator with somebody between, who may change a request or an answer. */
function between(
  change: (answer: HttpResponse, request: HttpRequest, count: number) => HttpResponse | Promise<HttpResponse>,
  concerns: (request: HttpRequest) => boolean = isSegment,
): Transport {
  let count = 0;
  return async (request) => {
    const answer = await emulator.handle(request);
    return concerns(request) ? change(answer, request, ++count) : answer;
  };
}

const isSegment = ({ method, target }: HttpRequest) => method === 'GET' && /\.ts$/.test(target);
const refusal = (status: number, code: string): HttpResponse => ({
  status,
  headers: [],
  body: `<Error><Code>${code}</Code><Message>No.</Message></Error>`,
});

async function bytesOf({ body }: HttpResponse): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function withFault<T>(rule: Omit<FaultRule, 'match'>, work: () => Promise<T>): Promise<T> {
  emulator.control.addFault({ id: 'fault', match: { layer: 'http', op: 'GetObject' }, ...rule } as FaultRule);
  try {
    return await work();
  } finally {
    emulator.control.removeFault('fault');
  }
}

describe('a download', () => {
  test('has every segment as it is in the bucket, and leaves nothing else behind', async () => {
    const folder = temporaryFolder();
    const { events, error, ended } = await run(folder);
    expect(error).toBe(null);
    expect(readdirSync(folder)).toEqual(['class']);
    expect(hashes(join(folder, 'class'))).toEqual(storedHashes());
    const count = Object.keys(storedHashes()).length;
    expect(count).toBeGreaterThan(15);
    expect(events.map(({ event }) => event).filter((event) => event !== 'progress')).toEqual([
      'planned',
      'saved',
      'ended',
    ]);
    expect(ended).toMatchObject({ files: ['class'], segments: count, missing: 0, rest: null, error: null });
  });

  test.each([
    ['a reset in the middle', { effect: { resetAfterBytes: 5000 }, times: 20 }],
    ['an end in the middle', { effect: { truncate: 7000 }, times: 20 }],
    ['a wrong length', { effect: { wrongContentLength: true }, times: 3 }],
    ['an empty body', { effect: { emptyBody: true }, times: 3 }],
    ['refusals', { effect: { status: 503 }, times: 12 }],
  ] as const)('survives %s', async (_, rule) => {
    const folder = temporaryFolder();
    const { error, events } = await withFault(rule, () => run(folder));
    expect(error).toBe(null);
    expect(events.some(({ event }) => event === 'retrying')).toBe(true);
    expect(hashes(join(folder, 'class'))).toEqual(storedHashes());
  });

  test('goes on with a broken body where it broke', async () => {
    const folder = temporaryFolder();
    const ranges: (string | undefined)[] = [];
    const transport = between((answer, { headers }, count) => {
      ranges.push(headers.find(([name]) => name === 'Range')?.[1]);
      if (count > 1) return answer;
      async function* broken() {
        const bytes = await bytesOf(answer);
        yield bytes.subarray(0, 1000);
        throw new Error('gone');
      }
      return { ...answer, body: broken() };
    });
    const { error } = await run(folder, { transport, jobs: 1 });
    expect([error, ranges[0], ranges[1], ranges[2]]).toEqual([null, undefined, 'bytes=1000-', undefined]);
    expect(hashes(join(folder, 'class'))).toEqual(storedHashes());
  });

  test.each([
    ['with its CRC', (headers: HttpResponse['headers']) => headers],
    [
      'with its ETag alone',
      (headers: HttpResponse['headers']) => headers.filter(([name]) => name !== 'x-oss-hash-crc64ecma'),
    ],
  ])('fetches again what does not agree %s', async (_, headersOf) => {
    const folder = temporaryFolder();
    const transport = between(async (answer, _request, count) => {
      const bytes = await bytesOf(answer);
      if (count <= 3) bytes[100] = (bytes[100] as number) ^ 1;
      return { ...answer, headers: headersOf(answer.headers), body: bytes };
    });
    const { error, events } = await run(folder, { transport });
    expect(error).toBe(null);
    const failures = events.flatMap((event) => (event.event === 'retrying' ? [event.error.message] : []));
    expect(failures).toEqual(
      Array(3).fill(expect.stringMatching(/^\d+\.ts arrived damaged: its checksum is another\.$/)),
    );
    expect(hashes(join(folder, 'class'))).toEqual(storedHashes());
  });

  test('takes ranges that are not followed for what they are', async () => {
    const folder = temporaryFolder();
    const transport: Transport = async (request) => {
      // Which is not signed.
      const headers = request.headers.filter(([name]) => name !== 'Range');
      return emulator.handle({ ...request, headers });
    };
    await interrupted(folder);
    const { error } = await run(folder, { transport });
    expect(error).toBe(null);
    expect(hashes(join(folder, 'class'))).toEqual(storedHashes());
  });

  test('follows an object that was replaced after it was listed', async () => {
    const folder = temporaryFolder();
    const transport = between((answer, request, count) => {
      const asked = request.headers.find(([name]) => name === 'If-Match');
      if (asked !== undefined && count < 40) return refusal(412, 'PreconditionFailed');
      if (count > 2) return answer;
      async function* broken() {
        const bytes = await bytesOf(answer);
        yield bytes.subarray(0, 1000);
        throw new Error('gone');
      }
      return { ...answer, body: broken() };
    });
    const { error } = await run(folder, { transport });
    expect(error).toBe(null);
    expect(hashes(join(folder, 'class'))).toEqual(storedHashes());
  });

  test('gives up when nothing comes for as long as it may take', async () => {
    const folder = temporaryFolder();
    const { error, ended } = await withFault({ effect: { status: 503 } }, () =>
      run(folder, { retryForSeconds: 0 }),
    );
    expect(error).toMatchObject({ name: 'ServiceError', httpStatus: 503, kind: 'network' });
    expect(ended).toMatchObject({ files: [], rest: null, error: { code: 'ServiceUnavailable' } });
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** Ends a download when some of it is there. */
async function interrupted(folder: string, options: Partial<DownloadOptions> = {}): Promise<Downloaded> {
  const stop = new AbortController();
  const transport = between((answer, _request, count) => {
    if (count === 9) stop.abort();
    return answer;
  });
  return run(folder, { transport, jobs: 2, signal: stop.signal, ...options });
}

describe('a download that was ended', () => {
  test('keeps what it has, and says where', async () => {
    const folder = temporaryFolder();
    const { ended, error } = await interrupted(folder);
    expect(error).toMatchObject({ kind: 'interrupted' });
    expect(ended).toMatchObject({ rest: 'class.part', interrupted: true, files: [] });
    expect(readdirSync(folder)).toEqual(['class.part']);
    const whole = readdirSync(join(folder, 'class.part')).filter((name) => name.endsWith('.ts'));
    expect(whole.length).toBeGreaterThanOrEqual(6);
  });

  test('is taken up: what is there is not asked for again', async () => {
    const folder = temporaryFolder();
    await interrupted(folder);
    const there = readdirSync(join(folder, 'class.part')).filter((name) => name.endsWith('.ts')).length;
    let asked = 0;
    const transport = between((answer) => {
      asked++;
      return answer;
    });
    const { error, events } = await run(folder, { transport });
    const count = Object.keys(storedHashes()).length;
    expect([error, asked]).toEqual([null, count - there]);
    expect(events[0]).toMatchObject({ event: 'planned', found: expect.any(Number) });
    expect(hashes(join(folder, 'class'))).toEqual(storedHashes());
    expect(readdirSync(folder)).toEqual(['class']);
  });

  test.each([
    ['damaged', (path: string) => writeFileSync(path, Buffer.alloc(statSync(path).size))],
    ['cut off', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 100))],
    ['empty', (path: string) => writeFileSync(path, '')],
  ])('is not trusted: a rest that is %s is fetched again', async (_, spoil) => {
    const folder = temporaryFolder();
    await interrupted(folder);
    const part = join(folder, 'class.part');
    for (const name of readdirSync(part)) spoil(join(part, name));
    const { error } = await run(folder);
    expect(error).toBe(null);
    expect(hashes(join(folder, 'class'))).toEqual(storedHashes());
  });

  test('finds its rests also where the bucket may not be listed', async () => {
    const folder = temporaryFolder();
    await interrupted(folder);
    const there = readdirSync(join(folder, 'class.part')).filter((name) => name.endsWith('.ts')).length;
    let asked = 0;
    const transport: Transport = async (request) => {
      if (/list-type=2/.test(request.target)) return refusal(403, 'AccessDenied');
      if (isSegment(request)) asked++;
      return emulator.handle(request);
    };
    const { error, events } = await run(folder, { transport });
    expect([error, asked]).toEqual([null, Object.keys(storedHashes()).length - there]);
    expect(events[0]).toMatchObject({ event: 'planned', bytes: null });
    expect(hashes(join(folder, 'class'))).toEqual(storedHashes());
  });

  test('goes on looking for them when the service fails', async () => {
    const folder = temporaryFolder();
    await interrupted(folder);
    let failed = 0;
    const transport: Transport = async (request) => {
      if (/list-type=2/.test(request.target)) return refusal(403, 'AccessDenied');
      if (request.method === 'HEAD' && /\.ts$/.test(request.target) && failed++ === 0)
        return { status: 503, headers: [], body: '' };
      return emulator.handle(request);
    };
    const { error, events } = await run(folder, { transport });
    expect([error, events.filter(({ event }) => event === 'retrying').length]).toEqual([null, 1]);
    expect(hashes(join(folder, 'class'))).toEqual(storedHashes());
  });
});

describe('a segment that is not to be had', () => {
  const gone = (count: number, code = 'NoSuchKey', status = 404): Transport => {
    const keys = Object.keys(storedHashes()).slice(3, 3 + count);
    const concerns = ({ target }: HttpRequest) => keys.some((key) => target.endsWith(key));
    return between(() => refusal(status, code), concerns);
  };

  test('ends the download', async () => {
    const folder = temporaryFolder();
    const { error } = await run(folder, { transport: gone(1) });
    expect(error).toMatchObject({
      ...{ code: 'SegmentsMissing', kind: 'notFound', advice: { do: 'allowMissing', because: 'gone' } },
      message: expect.stringMatching(/^Segment \d+\.ts is no longer in the bucket\.$/),
    });
    expect(existsSync(join(folder, 'class'))).toBe(false);
  });

  test('is named before anything is fetched, where the bucket may be listed', async () => {
    const folder = temporaryFolder();
    const names = Object.keys(storedHashes()).slice(3, 5);
    const transport = between(
      async (answer) => {
        const text = (await bytesOf({ ...answer, body: asStream(answer.body) })).toString();
        const left = text.replace(/<Contents>.*?<\/Contents>/gs, (contents) =>
          names.some((name) => contents.includes(name)) ? '' : contents,
        );
        return { ...answer, headers: [], body: left };
      },
      ({ target }) => /list-type=2/.test(target),
    );
    const { error, events } = await run(folder, { transport });
    expect(error).toMatchObject({
      message: `2 of ${Object.keys(storedHashes()).length} segments are no longer in the bucket, ${names[0]} the first of them.`,
    });
    expect(events.map(({ event }) => event)).toEqual(['ended']);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ['gone', 'NoSuchKey', 404],
    ['archived', 'InvalidObjectState', 403],
  ] as const)('is left out when it is %s and that is allowed', async (reason, code, status) => {
    const folder = temporaryFolder();
    const { error, events, ended } = await run(folder, {
      transport: gone(2, code, status),
      allowMissing: true,
    });
    expect(error).toBe(null);
    const names = Object.keys(storedHashes());
    const missing = events.flatMap((event) => (event.event === 'missing' ? [[event.key, event.reason]] : []));
    expect(missing.sort()).toEqual(names.slice(3, 5).map((name) => [`demo/${name}`, reason]));
    expect(ended).toMatchObject({ missing: 2, segments: names.length - 2, error: null });
    const list = readFileSync(join(folder, 'class/playlist.m3u8'), 'utf8');
    // Where two are missing, timestamps leap.
    expect(list.match(/#EXT-X-DISCONTINUITY/g)).toHaveLength(1);
    expect(list.match(/\d+\.ts/g)).toEqual(names.filter((_, index) => index !== 3 && index !== 4));
  });

  test('is an error when none of them is there', async () => {
    const folder = temporaryFolder();
    const transport = between(() => refusal(404, 'NoSuchKey'));
    const { error } = await run(folder, { transport, allowMissing: true });
    expect(error).toMatchObject({ code: 'SegmentsMissing', kind: 'notFound' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

function asStream(body: HttpResponse['body']): AsyncIterable<Uint8Array> {
  async function* one() {
    if (typeof body === 'string') yield Buffer.from(body);
    else if (body instanceof Uint8Array) yield body;
    else if (body !== null) yield* body;
  }
  return one();
}

describe('what may not be asked', () => {
  const denied = (pattern: RegExp, method?: string): Transport =>
    between(
      () => refusal(403, 'AccessDenied'),
      (request) => pattern.test(request.target) && (method === undefined || request.method === method),
    );

  test.each([
    ['lists of objects', /list-type=2/],
    ['the channel', /[?&]live/],
    ['VOD playlists', /[?&]vod/],
  ])('%s: the others will do', async (_, pattern) => {
    const folder = temporaryFolder();
    const { error, events } = await run(folder, { transport: denied(pattern) });
    expect(error).toBe(null);
    const stored = storedHashes();
    const got = hashes(join(folder, 'class'));
    expect(got).toEqual(Object.fromEntries(Object.keys(got).map((name) => [name, stored[name]])));
    expect(events[0]).toMatchObject({ from: /vod/.test(String(pattern)) ? 'objects' : 'playlist' });
  });

  test('segments: the permission is named', async () => {
    const { error } = await run(temporaryFolder(), { transport: denied(/\.ts$/) });
    expect(error).toMatchObject({
      kind: 'denied',
      hint: 'The key needs the RAM action oss:GetObject on this bucket.',
    });
  });
});

describe('a name that is taken', () => {
  test('by a folder with something in it is left alone, also with overwrite', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'class'));
    writeFileSync(join(folder, 'class/mine.txt'), 'mine');
    const { error } = await run(folder, { overwrite: true });
    expect(error).toMatchObject({
      code: 'WouldOverwrite',
      kind: 'conflict',
      message: 'The folder class exists.',
    });
    expect(readdirSync(folder)).toEqual(['class']);
  });

  test('by an empty folder is used', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'class'));
    const { error } = await run(folder);
    expect([error, hashes(join(folder, 'class'))]).toEqual([null, storedHashes()]);
  });

  test('by another download that is at work is not used by two', async () => {
    const folder = temporaryFolder();
    const [first, second] = await Promise.all([run(folder), run(folder)]);
    const failed = [first, second].filter(({ error }) => error !== null);
    expect(failed.map(({ error }) => error)).toMatchObject([
      { code: 'DownloadInProgress', kind: 'conflict' },
    ]);
    expect(hashes(join(folder, 'class'))).toEqual(storedHashes());
    expect(readdirSync(folder)).toEqual(['class']);
  });

  test('by a file where the part folder has to be says so', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'class.part'), '');
    const { error } = await run(folder);
    expect(error).toMatchObject({ code: 'WouldOverwrite', kind: 'conflict' });
  });

  test('by a link that leads nowhere, where the part folder has to be, says so', async () => {
    const folder = temporaryFolder();
    symlinkSync(join(folder, 'none'), join(folder, 'class.part'));
    const { error } = await run(folder);
    expect(error).toMatchObject({
      ...{ code: 'WouldOverwrite', kind: 'conflict' },
      message: 'class.part is in the way: a folder of that name is needed.',
    });
  });

  test('by something of its own: what a user put into the part folder stays', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'class.part'));
    writeFileSync(join(folder, 'class.part/mine.txt'), 'mine');
    const { error } = await run(folder);
    expect([error, readdirSync(join(folder, 'class.part'))]).toEqual([null, ['mine.txt']]);
    rmSync(join(folder, 'class.part'), { recursive: true });
  });
});

describe('what cannot be', () => {
  test.each([
    [{ file: 'class.mov' }, /saved as \.mp4, \.mkv or \.ts/],
    [{ file: '' }, /empty/],
    [{ file: '-' }, /not written to stdout/],
    [{ file: '.mp4' }, /an extension without a name/],
    [{ file: 'none/class' }, /there is no folder none/],
    [{ jobs: 0 }, /from 1 to 64/],
    [{ jobs: 65 }, /from 1 to 64/],
    [{ start: RANGE.end, end: RANGE.start }, /not before its end/],
    [{ split: 'hour' as never }, /"day" or "push"/],
  ])('%j is refused', async (options, message) => {
    const folder = temporaryFolder();
    const { error } = await run(folder, options);
    expect(error).toMatchObject({ kind: 'usage', message: expect.stringMatching(message) });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a range without a segment has an exit of its own', async () => {
    const range = { start: new Date('2026-03-01T00:00:00Z'), end: new Date('2026-03-01T01:00:00Z') };
    const { error } = await run(temporaryFolder(), range);
    expect(error).toMatchObject({ code: 'NothingRecorded', kind: 'emptyRange' });
  });
});
