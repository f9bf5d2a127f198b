import { beforeEach, describe, expect, test } from 'vitest';
import { CommandError, ServiceError, UnreadableAnswerError, UsageError } from '../../../src/errors.js';
import type { Transport } from '../../../src/protocol/wire.js';
import type { CleanOptions } from '../../../src/recording/index.js';
import {
  openList,
  outcomeOf,
  type RecordedBucket,
  recordedBucket,
  savedList,
  segmentAt,
} from '../../helpers/recorded-bucket.js';

/** Two sessions, a day apart. */
const OLD = ['2024-03-03T12:00:00Z', '2024-03-03T12:00:05Z', '2024-03-03T12:00:10Z'];
const NEW = ['2024-03-04T12:00:00Z', '2024-03-04T12:00:05Z'];
const oldKeys = OLD.map((time) => segmentAt(time));
const newKeys = NEW.map((time) => segmentAt(time));
const nameOf = (key: string | undefined) => String(key).slice('cam/'.length);
const oldNames = oldKeys.map(nameOf);
const BETWEEN = new Date('2024-03-04T00:00:00Z');

let world: RecordedBucket;

beforeEach(async () => {
  world = await recordedBucket();
  await world.put(...oldKeys, ...newKeys);
});

const clean = (options: Partial<CleanOptions>) => outcomeOf(world.clean(options));

/** What is left below the prefix, after a cleaning of what began before `BETWEEN`. */
async function left(options: Partial<CleanOptions> = {}): Promise<string[]> {
  await clean({ before: BETWEEN, ...options });
  return world.keys();
}

describe('a view', () => {
  test('tells what there is by session, and deletes nothing', async () => {
    await world.put(['cam/class.m3u8', savedList(oldNames[0] ?? '')], 'cam/notes.txt', 'cam/0001.ts');
    const before = world.keys();
    const { plan, end } = await clean({});
    expect(plan).toEqual({
      event: 'planned',
      time: '2024-03-05T06:00:00.000Z',
      channelName: 'cam',
      liveSince: null,
      isGone: false,
      isLiveUnknown: false,
      sessions: [
        {
          oldest: '2024-03-03T12:00:00.000Z',
          newest: '2024-03-03T12:00:10.000Z',
          segments: 3,
          bytes: 3,
          storageClasses: { Standard: 3 },
          unlisted: 2,
          chosen: { segments: 0, bytes: 0 },
        },
        {
          oldest: '2024-03-04T12:00:00.000Z',
          newest: '2024-03-04T12:00:05.000Z',
          segments: 2,
          bytes: 2,
          storageClasses: { Standard: 2 },
          unlisted: 2,
          chosen: { segments: 0, bytes: 0 },
        },
      ],
      untimed: {
        oldest: '2024-03-05T06:00:00.000Z',
        newest: '2024-03-05T06:00:00.000Z',
        segments: 1,
        bytes: 1,
        storageClasses: { Standard: 1 },
        unlisted: 1,
        chosen: { segments: 0, bytes: 0 },
      },
      segments: 6,
      bytes: 6,
      playlists: [{ key: 'cam/class.m3u8', bytes: 96, role: 'saved', segments: 1, missing: 0, goes: false }],
      unreadable: [],
      others: { objects: 1, bytes: 1 },
      chosen: null,
      kept: { live: 0, listed: 0 },
      versioning: null,
    });
    expect(end).toMatchObject({ segments: 0, playlists: 0, error: null });
    expect(world.keys()).toEqual(before);
    expect(world.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });

  test('of a name that nothing has is no view of an empty channel', async () => {
    await expect(clean({ channelName: 'nobody' })).rejects.toMatchObject({
      code: 'NothingRecorded',
      kind: 'notFound',
    });
    await world.client.putLiveChannel({ channelName: 'empty' });
    expect((await clean({ channelName: 'empty' })).plan).toMatchObject({ isGone: false, sessions: [] });
  });
});

describe('a choice', () => {
  test.each<[string, Partial<CleanOptions>, string[]]>([
    ['before a time', { before: BETWEEN }, newKeys],
    ['before the middle of a session', { before: new Date(OLD[1] ?? '') }, [...oldKeys.slice(1), ...newKeys]],
    ["older than a day, by the service's clock", { olderThanSeconds: 86_400 }, newKeys],
    ['older than ten days', { olderThanSeconds: 864_000 }, [...oldKeys, ...newKeys]],
    ['a session, by its first second', { session: new Date(OLD[0] ?? '') }, newKeys],
    ['a session, by its last second', { session: new Date(NEW[1] ?? '') }, oldKeys],
    ['everything', { everything: true }, []],
  ])('of what is %s leaves the rest', async (_, options, expected) => {
    await clean(options);
    expect(world.keys()).toEqual(expected);
  });

  test('of a session that never was is refused', async () => {
    const cleaning = clean({ session: new Date('2024-03-04T00:00:00Z') });
    await expect(cleaning).rejects.toMatchObject({ code: 'NoSession', kind: 'notFound' });
  });

  test.each<[string, Partial<CleanOptions>]>([
    ['two ways', { before: BETWEEN, olderThanSeconds: 1 }],
    ['no time at all', { olderThanSeconds: 0 }],
    ['a time that is none', { before: new Date('x') }],
    ['17 requests at once', { before: BETWEEN, jobs: 17 }],
    ['a channel with a slash', { channelName: 'cam/x', before: BETWEEN }],
    ['a channel without a name', { channelName: '', everything: true }],
  ])('of %s is refused before anything is sent', async (_, options) => {
    await expect(clean(options)).rejects.toThrow(UsageError);
    expect(world.requests).toEqual([]);
  });
});

describe('what is not of the channel, or not a segment,', () => {
  const strangers = [
    ...[
      'cam/1.ts/2.ts',
      'cam/sub/1709467200000.ts',
      'cam//1709467200000.ts',
      'cam/１２.ts',
      'cam/1.TS',
      'cam/1.ts ',
    ],
    ...[
      'cam/-1.ts',
      'cam/1e3.ts',
      'cam/.ts',
      'cam/1.5.ts',
      'cam/1.tsx',
      'cam/x1.ts',
      'cam/notes.txt',
      'cam/\n1.ts',
    ],
    ...['CAM/1709467200000.ts', 'cam2/1709467200000.ts', 'cam', '1709467200000.ts', 'ca/m/1.ts', 'cam.ts'],
  ];

  test('stays, whatever is deleted', async () => {
    await world.put(...strangers);
    const { end } = await clean({ everything: true });
    expect(end).toMatchObject({ segments: 5, playlists: 0, failed: 0 });
    expect(world.keys().sort()).toEqual([...strangers].sort());
  });

  test('has the name that it has: a zero in front is no number', async () => {
    const names = ['cam/0001709467200.ts', 'cam/0000000000001.ts', 'cam/1709467200.ts', 'cam/1.ts'];
    await world.put(...names);
    const { all } = await clean({ before: new Date('2024-03-06T00:00:00Z'), dryRun: true });
    const would = all.flatMap((event) => (event.event === 'wouldDelete' ? event.objects : []));
    expect(would.map(({ key }) => key).sort()).toEqual([...names, ...oldKeys, ...newKeys].sort());
    await world.put(['cam/class.m3u8', savedList('0001709467200.ts')]);
    await clean({ before: new Date('2024-03-06T00:00:00Z') });
    expect(world.keys()).toEqual(['cam/0001709467200.ts', 'cam/class.m3u8']);
  });

  test('goes by when it was stored where its digits are no time', async () => {
    await world.put('cam/1.ts', 'cam/0001.ts', 'cam/99999999999999999999.ts');
    expect(await left()).toEqual(['cam/0001.ts', 'cam/1.ts', ...newKeys, 'cam/99999999999999999999.ts']);
    await clean({ before: new Date('2024-03-06T00:00:00Z') });
    expect(world.keys()).toEqual([]);
  });
});

describe('a saved playlist', () => {
  const first = oldNames[0] ?? '';
  const key = oldKeys[0] ?? '';

  test.each<[string, string]>([
    ['a name', first],
    ['a path', `./${first}`],
    ['a way around', `../cam/${first}`],
    ['too many ways up', `../../../cam/${first}`],
    ['a path from the root', `/cam/${first}`],
    ['a path from the root with the bucket', `/examplebucket/cam/${first}`],
    ['the URL of the bucket', `https://examplebucket.oss-cn-hangzhou.aliyuncs.com/cam/${first}`],
    [
      'a URL with a signature',
      `https://examplebucket.oss-cn-hangzhou.aliyuncs.com/cam/${first}?Expires=1&Signature=x`,
    ],
    ['a URL of a custom domain', `http://play.example.com/cam/${first}`],
    ['a URL without a scheme', `//cdn.example.com/cam/${first}#t=1`],
    ['percent signs', `%2e%2e/c%61m/${first.replace('.ts', '%2Ets')}`],
    ['spaces around', `  ${first}  `],
  ])('keeps what it names by %s', async (_, uri) => {
    await world.put(['cam/class.m3u8', savedList(uri)]);
    expect(await left()).toEqual([key, ...newKeys, 'cam/class.m3u8']);
  });

  test.each<[string, string, string]>([
    ['at the top of the bucket', 'all.m3u8', savedList(`cam/${first}`)],
    ['in a folder below', 'cam/lists/a.M3U8', savedList(`../${first}`)],
    ['with carriage returns', 'cam/a.m3u8', savedList(first).replaceAll('\n', '\r\n')],
    ['with a byte order mark', 'cam/a.m3u', `\ufeff${savedList(first)}`],
    ['with a segment in an attribute', 'cam/a.m3u8', `#EXTM3U\n#EXT-X-MAP:URI="${first}"\n#EXT-X-ENDLIST\n`],
    ['without an end', 'cam/other.m3u8', openList(first)],
  ])('keeps what it names %s', async (_, listKey, text) => {
    await world.put([listKey, text]);
    expect(await left()).toContain(key);
  });

  test('keeps nothing of other channels, and nothing of it goes either', async () => {
    await world.put(['cam/class.m3u8', savedList('../cam2/1709467200000.ts', 'https://elsewhere/x.ts')]);
    await world.put('cam2/1709467200000.ts');
    expect(await left({ withPlaylists: true })).toEqual([
      ...newKeys,
      'cam/class.m3u8',
      'cam2/1709467200000.ts',
    ]);
  });

  test('goes with what it names when that is asked for, else stays with it', async () => {
    await world.put(
      ['cam/class.m3u8', savedList(...oldNames)],
      ['cam/new.m3u8', savedList(...newKeys.map(nameOf))],
    );
    expect(await left()).toEqual([...oldKeys, ...newKeys, 'cam/class.m3u8', 'cam/new.m3u8']);
    expect(await left({ withPlaylists: true })).toEqual([...newKeys, 'cam/new.m3u8']);
  });

  test('of which a part goes, goes too when that is asked for: it would not play', async () => {
    await world.put(['cam/week.m3u8', savedList(...oldNames, ...newKeys.map(nameOf))]);
    const { plan } = await clean({ before: BETWEEN, withPlaylists: true, dryRun: true });
    expect(plan.playlists).toMatchObject([{ key: 'cam/week.m3u8', segments: 5, goes: true }]);
  });

  test('stays when another list that stays names it', async () => {
    await world.put(['cam/class.m3u8', savedList(...oldNames)], ['all.m3u8', '#EXTM3U\ncam/class.m3u8\n']);
    expect(await left({ withPlaylists: true })).toEqual([
      'all.m3u8',
      ...oldKeys,
      ...newKeys,
      'cam/class.m3u8',
    ]);
  });

  test('is deleted before what it names', async () => {
    await world.put(['cam/class.m3u8', savedList(...oldNames)]);
    const { all } = await clean({ before: BETWEEN, withPlaylists: true });
    expect(all.flatMap((event) => (event.event === 'deleted' ? [event.keys] : []))).toEqual([
      ['cam/class.m3u8'],
      oldKeys,
    ]);
  });
});

describe('the list of a day', () => {
  test('goes with its day', async () => {
    await world.put(['cam/replay-2024-03-03.m3u8', savedList(...oldNames)]);
    expect(await left()).toEqual(newKeys);
  });

  test.each<[string, string, string[]]>([
    ['of which a part stays', 'cam/replay-2024-03-03.m3u8', [...oldNames, nameOf(newKeys[0])]],
    ['that is named after another day', 'cam/replay-2024-03-09.m3u8', oldNames],
    ['that names what is no segment', 'cam/replay-2024-03-03.m3u8', [...oldNames, 'intro.ts']],
    ['whose name has no day', 'cam/replay-2024-13-41.m3u8', oldNames],
  ])('%s keeps it', async (_, key, uris) => {
    await world.put([key, savedList(...uris)]);
    expect(await left()).toEqual(expect.arrayContaining([...oldKeys, key]));
  });

  test('stays, with its day, when another list names some of it', async () => {
    await world.put(
      ['cam/replay-2024-03-03.m3u8', savedList(...oldNames)],
      ['cam/best-of.m3u8', savedList(oldNames[1] ?? '')],
    );
    expect(await left()).toEqual([...oldKeys, ...newKeys, 'cam/best-of.m3u8', 'cam/replay-2024-03-03.m3u8']);
  });

  test('goes after its day, when that went without it', async () => {
    await world.put(['cam/replay-2024-03-01.m3u8', savedList('1709294400000.ts')]);
    expect(await left()).toEqual(newKeys);
  });
});

describe('the live playlist', () => {
  test('of a channel that nobody pushes to protects nothing, and stays', async () => {
    await world.put(['cam/playlist.m3u8', openList(...oldNames)]);
    expect(await left({ withPlaylists: true })).toEqual([...newKeys, 'cam/playlist.m3u8']);
  });

  test('of a channel that is live keeps what it names', async () => {
    await world.put(['cam/playlist.m3u8', openList(oldNames[2] ?? '')]);
    world.live('cam', '2024-03-05T05:59:00Z');
    expect(await left({ everything: true, before: null })).toEqual([oldKeys[2], 'cam/playlist.m3u8']);
  });

  test('of a channel that is gone goes when that is asked for', async () => {
    await world.backend.bucket('examplebucket')?.deleteChannel('cam');
    await world.put(['cam/whatever.m3u8', openList(...oldNames)]);
    expect(await left()).toEqual([...newKeys, 'cam/whatever.m3u8']);
    await world.put(...oldKeys);
    expect(await left({ withPlaylists: true })).toEqual(newKeys);
  });
});

describe('a push', () => {
  test('that is running keeps what it has sent', async () => {
    world.live('cam', NEW[0] ?? '');
    await world.put('cam/1.ts');
    const { plan } = await clean({ everything: true });
    expect(plan).toMatchObject({ liveSince: '2024-03-04T12:00:00.000Z', kept: { live: 3, listed: 0 } });
    expect(world.keys()).toEqual(['cam/1.ts', ...newKeys]);
  });

  test('that begins after the view keeps what its live playlist names', async () => {
    const { all, end } = await clean({
      everything: true,
      async confirm() {
        world.live('cam', '2024-03-05T05:59:00Z');
        await world.put(
          ['cam/playlist.m3u8', openList(nameOf(newKeys[1]))],
          segmentAt('2024-03-05T05:59:01Z'),
        );
        return true;
      },
    });
    expect(end).toMatchObject({ segments: 4, spared: 1, error: null });
    expect(all).toContainEqual(
      expect.objectContaining({ event: 'spared', keys: [newKeys[1]], because: 'live' }),
    );
    expect(world.keys()).toEqual([newKeys[1], segmentAt('2024-03-05T05:59:01Z'), 'cam/playlist.m3u8']);
  });

  test('that begins after the view keeps the list that it writes', async () => {
    await world.put(['cam/playlist.m3u8', openList(nameOf(newKeys[1]))]);
    const { all } = await clean({
      everything: true,
      confirm: () => {
        world.live('cam', '2024-03-05T05:59:00Z');
        return true;
      },
    });
    expect(all).toContainEqual(
      expect.objectContaining({ event: 'spared', keys: ['cam/playlist.m3u8'], because: 'live' }),
    );
    expect(world.keys()).toEqual([newKeys[1], 'cam/playlist.m3u8']);
  });

  test('of which may not be asked keeps everything', async () => {
    const transport = denying('comp=stat', world.transport);
    expect((await clean({ transport })).plan).toMatchObject({ isLiveUnknown: true });
    await expect(clean({ transport, before: BETWEEN })).rejects.toMatchObject({
      kind: 'denied',
      hint: 'The key needs the RAM action oss:GetLiveChannelStat on this bucket.',
    });
    expect(world.keys()).toEqual([...oldKeys, ...newKeys]);
  });
});

/** Answers 403 to requests with a target, or a method and a target, like this. */
function denying(part: string, transport: Transport): Transport {
  return (request) =>
    `${request.method} ${request.target}`.includes(part)
      ? Promise.resolve({
          status: 403,
          headers: [],
          body: '<Error><Code>AccessDenied</Code><Message>No.</Message></Error>',
        })
      : transport(request);
}

test.each([
  ['listing', 'list-type', 'oss:ListObjects'],
  ['deleting', 'POST', 'oss:DeleteObject'],
  ['reading a playlist', 'class.m3u8', 'oss:GetObject'],
])(
  'a key without the permission for %s is told which it needs, and nothing goes',
  async (_, part, action) => {
    await world.put(['cam/class.m3u8', savedList(...oldNames)]);
    const transport = denying(part, world.transport);
    await expect(clean({ transport, before: BETWEEN, withPlaylists: true })).rejects.toMatchObject({
      kind: 'denied',
      hint: `The key needs the RAM action ${action} on this bucket.`,
    });
    expect(world.keys()).toEqual([...oldKeys, ...newKeys, 'cam/class.m3u8']);
  },
);

describe('a playlist that cannot be read', () => {
  test.each<[string, string]>([
    ['no playlist', '<html>'],
    ['text that only looks like one', '#EXTM3UX\n1.ts\n'],
    ['no UTF-8', Buffer.from([0x23, 0x45, 0x58, 0x54, 0x4d, 0x33, 0x55, 0x0a, 0xff]).toString('latin1')],
  ])('since it is %s keeps everything, since it may name anything', async (_, text) => {
    await world.backend
      .bucket('examplebucket')
      ?.putObject('cam/odd.m3u8', Buffer.from(text, 'latin1'), 'text/plain');
    expect((await clean({})).plan).toMatchObject({
      unreadable: [{ key: 'cam/odd.m3u8', reason: 'noPlaylist' }],
    });
    await expect(clean({ before: BETWEEN, withPlaylists: true })).rejects.toMatchObject({
      code: 'UnreadablePlaylist',
      kind: 'conflict',
    });
    expect(world.keys()).toEqual([...oldKeys, ...newKeys, 'cam/odd.m3u8']);
  });

  test('since it is too large keeps everything', async () => {
    await world.put(['cam/large.m3u8', `${savedList(...oldNames)}#${'x'.repeat(8 * 1024 * 1024)}`]);
    await expect(clean({ before: BETWEEN })).rejects.toMatchObject({
      message: 'cam/large.m3u8 is too large to be read: it may name anything.',
    });
    expect(world.keys()).toHaveLength(6);
  });

  test('since it is empty names nothing, and stays', async () => {
    await world.put(['cam/empty.m3u8', '']);
    expect(await left({ before: null, everything: true })).toEqual(['cam/empty.m3u8']);
  });
});

describe('a service that answers otherwise than it should', () => {
  const listing = (body: (page: number) => string): Transport => {
    let page = 0;
    return async (request) =>
      request.target.includes('list-type')
        ? { status: 200, headers: [], body: body(page++) }
        : world.transport(request);
  };
  const contents = (...keys: string[]) =>
    keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('');
  const more = (token: string) =>
    `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>`;

  test.each<[string, (page: number) => string, string]>([
    [
      'goes round in a circle',
      (page) =>
        `<ListBucketResult>${contents('cam/1.ts', 'cam/2.ts')}${more(page % 2 ? 'a' : 'b')}</ListBucketResult>`,
      'The list of objects is not in order.',
    ],
    [
      'stands still',
      () => `<ListBucketResult>${more('a')}</ListBucketResult>`,
      'The list of objects does not go on.',
    ],
    [
      'has no end',
      (page) => `<ListBucketResult>${more(String(page))}</ListBucketResult>`,
      'The list of objects has no end: 1000 pages, and more to come.',
    ],
    [
      'leads elsewhere',
      () => `<ListBucketResult>${contents('other/1709467200000.ts')}</ListBucketResult>`,
      'The list of objects names "other/1709467200000.ts", which is elsewhere.',
    ],
  ])('with a list that %s deletes nothing', async (_, body, message) => {
    const cleaning = clean({ transport: listing(body), everything: true });
    await expect(cleaning).rejects.toThrow(UnreadableAnswerError);
    await expect(cleaning).rejects.toThrow(message);
    expect(world.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });

  test('with keys that nobody asked for is not believed', async () => {
    const body = `<DeleteResult><Error><Key>other/1.ts</Key><Code>X</Code></Error></DeleteResult>`;
    const transport: Transport = (request) =>
      request.method === 'POST'
        ? Promise.resolve({ status: 200, headers: [], body })
        : world.transport(request);
    const events: unknown[] = [];
    await expect(
      (async () => {
        for await (const event of world.clean({ transport, before: BETWEEN })) events.push(event);
      })(),
    ).rejects.toThrow('The answer to a deletion is about other/1.ts, which nobody has asked to be deleted.');
    expect(events.at(-1)).toMatchObject({ event: 'ended', segments: 0, unanswered: 3 });
  });

  test('for some of the keys is told, and fails', async () => {
    const body = `<DeleteResult><Error><Key>${oldKeys[1]}</Key><Code>FileImmutable</Code><Message>Locked.</Message></Error></DeleteResult>`;
    const transport: Transport = (request) =>
      request.method === 'POST'
        ? Promise.resolve({ status: 200, headers: [], body })
        : world.transport(request);
    const events: unknown[] = [];
    const cleaning = (async () => {
      for await (const event of world.clean({ transport, before: BETWEEN })) events.push(event);
    })();
    await expect(cleaning).rejects.toMatchObject({ code: 'PartlyFailed', kind: 'partial' });
    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'failed',
        key: oldKeys[1],
        code: 'FileImmutable',
        message: 'Locked.',
      }),
    );
    expect(events.at(-1)).toMatchObject({ event: 'ended', segments: 2, failed: 1 });
  });

  test('for a playlist keeps what that names', async () => {
    await world.put(['cam/class.m3u8', savedList(...oldNames)]);
    const body = `<DeleteResult><Error><Key>cam/class.m3u8</Key><Code>FileImmutable</Code></Error></DeleteResult>`;
    const transport: Transport = (request) =>
      String(request.body).includes('class.m3u8')
        ? Promise.resolve({ status: 200, headers: [], body })
        : world.transport(request);
    await expect(clean({ transport, before: BETWEEN, withPlaylists: true })).rejects.toThrow(CommandError);
    expect(world.keys()).toEqual([...oldKeys, ...newKeys, 'cam/class.m3u8']);
  });

  test('with a playlist that breaks off is asked again, and not believed', async () => {
    await world.put(['cam/class.m3u8', savedList(...oldNames)]);
    const transport: Transport = async (request) => {
      const answer = await world.transport(request);
      if (!request.target.includes('class.m3u8')) return answer;
      return { ...answer, body: '#EXTM3U\n' };
    };
    await expect(clean({ transport, before: BETWEEN })).rejects.toThrow(
      'cam/class.m3u8 has come without its end.',
    );
    expect(world.keys()).toEqual([...oldKeys, ...newKeys, 'cam/class.m3u8']);
  });
});

describe('a question', () => {
  test('that is answered with no keeps everything', async () => {
    const { end } = await clean({ before: BETWEEN, confirm: () => false });
    expect(end).toMatchObject({ segments: 0, error: null });
    expect(world.keys()).toEqual([...oldKeys, ...newKeys]);
  });

  test('that takes its time does not lose what somebody saves meanwhile', async () => {
    const { all } = await clean({
      before: BETWEEN,
      confirm: async () => {
        await world.put(['cam/class.m3u8', savedList(oldNames[1] ?? '')]);
        return true;
      },
    });
    expect(all).toContainEqual(
      expect.objectContaining({ event: 'spared', keys: [oldKeys[1]], because: 'listed' }),
    );
    expect(world.keys()).toEqual([oldKeys[1], ...newKeys, 'cam/class.m3u8']);
  });

  test('is not asked when nothing would go', async () => {
    const asked: unknown[] = [];
    await clean({
      olderThanSeconds: 864_000,
      confirm: (plan) => {
        asked.push(plan);
        return true;
      },
    });
    expect(asked).toEqual([]);
  });
});

test('a dry run names exactly what the run deletes', async () => {
  await world.put(
    ['cam/replay-2024-03-03.m3u8', savedList(...oldNames)],
    ['cam/new.m3u8', savedList(...newKeys.map(nameOf))],
    'cam/7.ts',
  );
  const options = { before: new Date('2024-03-06T00:00:00Z'), withPlaylists: true };
  const dry = await clean({ ...options, dryRun: true });
  const would = dry.all.flatMap((event) => (event.event === 'wouldDelete' ? event.objects : []));
  expect(world.keys()).toHaveLength(8);
  const wet = await clean(options);
  const gone = wet.all.flatMap((event) => (event.event === 'deleted' ? event.keys : []));
  expect(would.map(({ key }) => key).sort()).toEqual([...gone].sort());
  expect(would.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(wet.end.bytes);
  expect(wet.end.segments).toBe(6);
  expect(wet.plan.chosen).toEqual(dry.plan.chosen);
  expect(world.keys()).toEqual([]);
});

test('a bucket with versions is told, since what is deleted is still billed', async () => {
  const transport: Transport = (request) =>
    request.target.includes('versioning')
      ? Promise.resolve({
          status: 200,
          headers: [],
          body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
        })
      : world.transport(request);
  expect((await clean({ transport, before: BETWEEN, dryRun: true })).plan.versioning).toBe('Enabled');
});

test('a long list is read in parts, side by side, and none of it is missed or read twice', async () => {
  // Years apart, thousands in a row, and what is no segment in between and at the ends.
  const at = (from: string, count: number) =>
    Array.from({ length: count }, (_, index) => `cam/${Date.parse(from) + index * 5000}.ts`);
  const many = [
    ...at('2019-01-01T00:00:00Z', 10),
    ...at('2023-06-01T00:00:00Z', 4200),
    ...at('2024-02-01T00:00:00Z', 1500),
  ];
  const others = ['cam/!.txt', 'cam/1', 'cam/16.m3u8', 'cam/1700000000000', 'cam/9.m3u8', 'cam/x.m3u8'];
  await world.put(
    ...many,
    ...others.map((key): [string, string] => [key, key.endsWith('8') ? savedList('x.ts') : 'x']),
  );
  const { all, plan } = await clean({ before: BETWEEN, dryRun: true });
  const would = all.flatMap((event) => (event.event === 'wouldDelete' ? event.objects : []));
  expect(would.map(({ key }) => key)).toEqual([...many, ...oldKeys]);
  expect(plan.sessions.map(({ segments }) => segments)).toEqual([10, 4200, 1500, 3, 2]);
  expect([plan.playlists.length, plan.others.objects]).toEqual([3, 3]);
  const pages = world.requests.filter(
    (request) => request.includes('prefix=cam/') && !request.includes('delimiter'),
  );
  expect(pages.length).toBeLessThan(30);
});

test('when it is ended it tells what went', async () => {
  const many = Array.from({ length: 3500 }, (_, index) => `cam/${1_600_000_000_000 + index * 5000}.ts`);
  await world.put(...many);
  const ending = new AbortController();
  let deletions = 0;
  const transport: Transport = async (request) => {
    const answer = await world.transport(request);
    if (request.method === 'POST' && ++deletions === 2) ending.abort();
    return answer;
  };
  const events: unknown[] = [];
  const cleaning = (async () => {
    for await (const event of world.clean({ transport, before: BETWEEN, jobs: 1, signal: ending.signal }))
      events.push(event);
  })();
  await expect(cleaning).rejects.toMatchObject({ code: 'Interrupted' });
  expect(events.at(-1)).toMatchObject({ event: 'ended', segments: 2000, unanswered: 0, interrupted: true });
  expect(world.keys()).toHaveLength(3500 + 5 - 2000);
  expect((await clean({ before: BETWEEN })).end).toMatchObject({ segments: 1503, error: null });
  expect(world.keys()).toEqual(newKeys);
});

test('a network that fails in the middle is told with what went and what is not known', async () => {
  const many = Array.from({ length: 2500 }, (_, index) => `cam/${1_600_000_000_000 + index * 5000}.ts`);
  await world.put(...many);
  let deletions = 0;
  const transport: Transport = async (request) => {
    if (request.method === 'POST' && ++deletions > 1) throw new Error('cable');
    return world.transport(request);
  };
  const events: unknown[] = [];
  const cleaning = (async () => {
    for await (const event of world.clean({ transport, before: BETWEEN, jobs: 1 })) events.push(event);
  })();
  await expect(cleaning).rejects.toMatchObject({ kind: 'network' });
  expect(events.at(-1)).toMatchObject({
    segments: 1000,
    unanswered: 1000,
    error: { code: 'TransportFailed' },
  });
});

test('a bucket that is not there is said', async () => {
  await expect(clean({ bucket: 'nobody' })).rejects.toThrow(ServiceError);
});
