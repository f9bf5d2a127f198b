// An hour with four pushes, whose three seams are known in three ways: by the service's marks, by its history, by timestamps.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../../src/client/client.js';
import { UsageError } from '../../../src/errors.js';
import { type Gathering, gatherRecording } from '../../../src/recording/playlist/gather.js';
import { isOnePiece, recordingOf } from '../../../src/recording/playlist/make-playlist.js';
import type { Recording } from '../../../src/recording/playlist/recording.js';
import type { KnownPush } from '../../../src/recording/sessions/session.js';
import { openSeededHour, type SeededHour } from '../../helpers/seeded-hour.js';

const signal = new AbortController().signal;
let hour: SeededHour;
let changed: SeededHour['changed'];

beforeAll(async () => {
  hour = await openSeededHour();
  changed = hour.changed;
});

afterAll(() => hour.close());

const unmarked = (text: string): string => text.replaceAll('#EXT-X-DISCONTINUITY\n', '');

const at = (time: string): Date => new Date(`2026-03-05T${time}Z`);
const push = (start: string, end: string): KnownPush => ({
  ...{
    start: at(start),
    end: at(end),
    remoteAddr: null,
    playlistName: null,
    source: null,
    mediaSeconds: null,
  },
  knownFrom: 'history',
});
const PUSHES = [
  push('11:00:00', '11:13:59'),
  push('11:15:00', '11:28:59'),
  push('11:30:00', '11:43:59'),
  push('11:45:00', '11:58:59'),
];

const gathered = (client: Client, more: Partial<Gathering> = {}): Promise<Recording> =>
  gatherRecording({
    ...{ client, channelName: 'demo', pushes: PUSHES, signal },
    ...{ start: at('11:00:00'), end: at('12:00:00'), ...more },
  });

/** What differs between ways of finding out. */
const found = ({ segments, gaps, from, unsettled }: Recording) => ({
  ...{ from, segments: segments.length, unsettled },
  seams: segments.filter(({ seam }) => seam).map(({ name }) => name),
  gaps: gaps.map(({ start, end }) => `${start.toISOString()} to ${end.toISOString()}`),
});

/** When the first picture of each push but the first came, 64 ms after its connection; each has 838.3 s. */
const ALL = {
  ...{ from: 'playlist', segments: 524, unsettled: 0 },
  seams: ['1772709300064.ts', '1772710200064.ts', '1772711100064.ts'],
  gaps: [
    '2026-03-05T11:13:58.364Z to 2026-03-05T11:15:00.064Z',
    '2026-03-05T11:28:58.364Z to 2026-03-05T11:30:00.064Z',
    '2026-03-05T11:43:58.364Z to 2026-03-05T11:45:00.064Z',
  ],
};

describe('seams are known', () => {
  test('by the marks of the service, without reading a segment', async () => {
    const { client, asked } = changed();
    expect(found(await gathered(client))).toEqual(ALL);
    expect(asked).toEqual(['/local/demo?live', '/local/demo?endTime=1772712000&startTime=1772708340&vod']);
  });

  test('by the pushes, where the service marks none, without reading a segment', async () => {
    const { client, asked } = changed({ playlist: unmarked });
    expect(found(await gathered(client))).toEqual(ALL);
    expect(asked).toHaveLength(2);
  });

  test('by first timestamps, where no push is known either, of which few are read', async () => {
    const { client, asked } = changed({ playlist: unmarked });
    expect(found(await gathered(client, { pushes: [] }))).toEqual(ALL);
    const reads = asked.filter((target) => target.endsWith('.ts'));
    expect(reads.length).toBeLessThan(60);
    expect(new Set(reads).size).toBe(reads.length);
  });

  test('of pushes that are only made out from names, by timestamps too', async () => {
    const { client, asked } = changed({ playlist: unmarked });
    const pushes = PUSHES.map((push): KnownPush => ({ ...push, knownFrom: 'segments' }));
    expect(found(await gathered(client, { pushes }))).toEqual(ALL);
    expect(asked.some((target) => target.endsWith('.ts'))).toBe(true);
  });

  test('of a push that began in the second of the last segment of the one before, which stays its', async () => {
    const { client } = changed();
    const [first, second, ...others] = PUSHES;
    const pushes = [first!, { ...second!, start: at('11:13:51') }, ...others];
    const recording = await gathered(client, { pushes });
    expect(found(recording)).toEqual(ALL);
    const { segments } = recording;
    const begin = segments.filter(({ push }, index) => push !== segments[index - 1]?.push);
    expect(begin.map(({ name, push }) => [name, push])).toEqual(
      ['1772708400064.ts', ...ALL.seams].map((name, index) => [name, pushes[index]]),
    );
  });

  test('not at all, where segments may not be read: no seam is made up, and one refusal is enough', async () => {
    const { client, asked } = changed({ playlist: unmarked, denied: /\.ts$/ });
    const nothing = { ...ALL, seams: [], gaps: [], unsettled: 523 };
    expect(found(await gathered(client, { pushes: [] }))).toEqual(nothing);
    expect(asked.filter((target) => target.endsWith('.ts')).length).toBeLessThan(9);
  });
});

describe('a range', () => {
  test('begins with the segment that reaches into it, and has no seam there', async () => {
    const { client } = changed();
    const { segments } = await gathered(client, { start: at('11:15:10'), end: at('11:15:20') });
    const [, second] = PUSHES;
    expect(segments).toEqual(
      [1772709306464, 1772709312864, 1772709319264].map((startMs) => ({
        ...{ key: `demo/${startMs}.ts`, name: `${startMs}.ts`, startMs, seconds: 6.4, seam: false },
        push: second,
      })),
    );
  });

  describe('that begins in the second in which two pushes meet', () => {
    const [first, second, ...others] = PUSHES;
    // The last segment of the first begins at 11:13:52.064, the first one of the second at 11:15:00.064.
    const early = [first!, { ...second!, start: at('11:13:51') }, ...others];
    const late = [{ ...first!, end: at('11:15:00') }, second!, ...others];

    test.each<[string, KnownPush[], start: string, end: string, [name: string, push: number][]]>([
      [
        'and with the last segment of the first of them',
        early,
        '11:13:52.064',
        '11:15:06',
        [
          ['1772709232064.ts', 0],
          ['1772709300064.ts', 1],
        ],
      ],
      ['and has that segment alone', early, '11:13:52.064', '11:13:55', [['1772709232064.ts', 0]]],
      ['and with the first segment of the second', late, '11:15:00', '11:15:03', [['1772709300064.ts', 1]]],
    ])('%s', async (_, pushes, start, end, segments) => {
      const { client } = changed({ playlist: unmarked });
      const recording = await gathered(client, { pushes, start: at(start), end: at(end) });
      expect(recording.segments.map(({ name, push, seam }) => [name, push, seam])).toEqual(
        segments.map(([name, push], index) => [name, pushes[push], index > 0]),
      );
      expect(recording.unsettled).toBe(0);
    });

    test('names the later one where the segments may not be read, and counts no place in it as unsettled', async () => {
      const { client } = changed({ playlist: unmarked, denied: /\.ts$/ });
      const asked = { pushes: early, start: at('11:13:52.064'), end: at('11:13:55') };
      const { segments, unsettled } = await gathered(client, asked);
      expect([segments.map(({ push }) => push), unsettled]).toEqual([[early[1]], 0]);
    });

    test('and in which the first of them ended', async () => {
      const { client } = changed({ playlist: unmarked });
      const pushes = [
        { ...first!, end: at('11:13:52') },
        { ...second!, start: at('11:13:52') },
      ];
      const session = {
        channelName: 'demo',
        start: at('11:00:00'),
        end: at('11:28:59'),
        running: false,
        pushes,
      };
      const range = { start: at('11:13:52'), end: at('11:15:06'), sessions: [session] };
      const { segments } = await recordingOf({ client, channelName: 'demo', ...range, signal });
      expect(segments.map(({ name, push }) => [name, push])).toEqual([
        ['1772709232064.ts', pushes[0]],
        ['1772709300064.ts', pushes[1]],
      ]);
      expect(isOnePiece(range)).toBe(false);
      expect(isOnePiece({ ...range, start: at('11:13:54') })).toBe(true);
    });
  });

  test('without a segment has none', async () => {
    const { client } = changed();
    const { segments, gaps } = await gathered(client, { start: at('09:00:00'), end: at('10:00:00') });
    expect({ segments, gaps }).toEqual({ segments: [], gaps: [] });
  });

  test('of many days is asked for day by day, once each', async () => {
    const { client, asked } = changed();
    const start = new Date('2026-02-27T12:00:00Z');
    expect(found(await gathered(client, { start }))).toEqual(ALL);
    const windows = asked.flatMap((target) => {
      const [, endTime, startTime] = /endTime=(\d+)&startTime=(\d+)/.exec(target) ?? [];
      return endTime === undefined ? [] : [[Number(startTime), Number(endTime)]];
    });
    // From a minute before the range to its end, a day each, a minute in common.
    expect(windows.sort()).toEqual([
      ...[1772193540, 1772279880, 1772366220, 1772452560, 1772538900, 1772625240].map((startTime) => [
        startTime,
        startTime + 86_400,
      ]),
      [1772711580, 1772712000],
    ]);
  });

  test('of thousands of days is refused before anything is asked for', async () => {
    const { client, asked } = changed();
    const failed = gathered(client, { start: new Date('2020-01-01T00:00:00Z') });
    await expect(failed).rejects.toThrow(
      new UsageError('2020-01-01T00:00:00Z to 2026-03-05T12:00:00Z is more than 1000 days.', {
        hint: 'Ask for a shorter range.',
      }),
    );
    expect(asked.filter((target) => target.includes('vod'))).toEqual([]);
  });
});

describe('a segment that is lost from the middle of a push', () => {
  const without = (text: string): string => text.replace('#EXTINF:6.400,\n1772709312864.ts\n', '');

  test('leaves a seam and a gap, which timestamps show', async () => {
    const { client, asked } = changed({ playlist: without });
    expect(found(await gathered(client))).toEqual({
      ...ALL,
      segments: 523,
      seams: ['1772709300064.ts', '1772709319264.ts', ...ALL.seams.slice(1)],
      gaps: [ALL.gaps[0], '2026-03-05T11:15:12.864Z to 2026-03-05T11:15:19.264Z', ...ALL.gaps.slice(1)],
    });
    const reads = ['/local/demo/1772709306464.ts', '/local/demo/1772709319264.ts'];
    expect(asked.filter((target) => target.endsWith('.ts')).sort()).toEqual(reads);
  });
});

describe('without the permission for playlists (oss:GetVodPlaylist)', () => {
  /** The history has the last second of a push whole. */
  const WITHOUT_LENGTHS = [
    '2026-03-05T11:13:59.000Z to 2026-03-05T11:15:00.064Z',
    '2026-03-05T11:28:59.000Z to 2026-03-05T11:30:00.064Z',
    '2026-03-05T11:43:59.000Z to 2026-03-05T11:45:00.064Z',
  ];

  test('names tell what there is, where that is wanted', async () => {
    const { client } = changed({ denied: /&vod$/ });
    const named = await gathered(client, { byName: true });
    expect(found(named)).toEqual({ ...ALL, from: 'objects', gaps: WITHOUT_LENGTHS });
    expect(named.segments[0]).toEqual({
      ...{ key: 'demo/1772708400064.ts', name: '1772708400064.ts', startMs: 1772708400064, seconds: null },
      ...{ seam: false, push: PUSHES[0] },
    });
  });

  test('the refusal is passed on otherwise, and says what is missing', async () => {
    const { client } = changed({ denied: /&vod$/ });
    await expect(gathered(client)).rejects.toMatchObject({
      code: 'AccessDenied',
      hint: 'The key needs the RAM action oss:GetVodPlaylist on this bucket.',
    });
  });
});

test.each<[string, string, string]>([
  ['lists what is elsewhere', 'http://198.51.100.7/1772708400064.ts', 'ForeignPlaylist'],
  ['lists what is in another folder', '../other/1772708400064.ts', 'ForeignPlaylist'],
])('a playlist that %s is refused, and nothing is fetched from there', async (_, uri, code) => {
  const { client, asked } = changed({ playlist: (text) => text.replace('1772708400064.ts', uri) });
  await expect(gathered(client, { pushes: [] })).rejects.toMatchObject({ code });
  expect(asked.filter((target) => target.endsWith('.ts'))).toEqual([]);
});

test('an aborted signal ends it', async () => {
  const { client } = changed();
  await expect(gathered(client, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'Interrupted',
  });
});
