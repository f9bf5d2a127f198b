import { describe, expect, test } from 'vitest';
import { gapsIn } from '../../../src/recording/playlist/gaps.js';
import type { RecordedSegment } from '../../../src/recording/playlist/recording.js';
import type { KnownPush } from '../../../src/recording/sessions/session.js';

const at = (time: string) => new Date(`2024-03-05T${time}Z`);

const push = (start: string, end: string, more: Partial<KnownPush> = {}): KnownPush => ({
  ...{
    start: at(start),
    end: at(end),
    remoteAddr: null,
    playlistName: null,
    source: null,
    mediaSeconds: null,
  },
  ...{ knownFrom: 'ledger', ...more },
});

const segment = (
  time: string,
  push: KnownPush | null,
  more: Partial<RecordedSegment> = {},
): RecordedSegment => ({
  ...{
    key: `cam/${time}.ts`,
    name: `${time}.ts`,
    startMs: at(time).getTime(),
    seconds: 10,
    seam: false,
    push,
  },
  ...more,
});

const gaps = (segments: readonly RecordedSegment[], listedFrom = '05:00:00') =>
  gapsIn(segments, { all: segments, listedFromMs: at(listedFrom).getTime() }).map(({ start, end }) =>
    [start, end].map((time) => time.toISOString().slice(11, 23)),
  );

const seam = true;
const camera = push('06:00:00', '06:00:20');

describe('between two pushes', () => {
  const again = push('06:01:00', '06:02:00');

  test('lies a gap, from the end of the last segment to the beginning of the next', () => {
    const segments = [
      segment('06:00:00.100', camera),
      segment('06:00:10.100', camera),
      segment('06:01:00.300', again, { seam }),
    ];
    // The push ended at 20 seconds, as the service tells, a tenth before its media.
    expect(gaps(segments)).toEqual([['06:00:20.000', '06:01:00.300']]);
  });

  test('lies none, where it would be shorter than a second', () => {
    const next = push('06:00:20', '06:01:00');
    expect(gaps([segment('06:00:10.100', camera), segment('06:00:20.900', next, { seam })])).toEqual([]);
  });

  test('a stream that was sent faster than it plays ends with its push', () => {
    const fast = push('06:00:00', '06:00:02');
    const segments = [
      segment('06:00:00.100', fast),
      segment('06:00:00.600', fast),
      segment('06:00:05.000', again, { seam }),
    ];
    expect(gaps(segments)).toEqual([['06:00:02.000', '06:00:05.000']]);
  });

  test('segments whose lengths nobody knows last until the end of their push', () => {
    const unknown = { seconds: null };
    const segments = [
      segment('06:00:00.100', camera, unknown),
      segment('06:00:10.100', camera, unknown),
      segment('06:01:00.300', again, { seam, ...unknown }),
      // Lost in the middle of a push: how much of it is not known.
      segment('06:01:10.300', again, { seam, ...unknown }),
    ];
    expect(gaps(segments)).toEqual([
      ['06:00:20.000', '06:01:00.300'],
      ['06:01:00.300', '06:01:10.300'],
    ]);
  });

  test('where no push is known, lies one by the names', () => {
    expect(gaps([segment('06:00:00.100', null), segment('06:01:00.300', null, { seam })])).toEqual([
      ['06:00:10.100', '06:01:00.300'],
    ]);
  });
});

test('what goes on has no gap, however late it comes', () => {
  expect(gaps([segment('06:00:00.100', camera), segment('06:00:40.100', camera)])).toEqual([]);
});

describe('a file that was taken up again', () => {
  const source = 'f3b1';
  const one = push('06:00:00', '06:00:21', { source, mediaSeconds: 0 });
  const two = (mediaSeconds: number | null, of = source) =>
    push('06:01:00', '06:02:00', { source: of, mediaSeconds });
  const both = (next: KnownPush) => [
    segment('06:00:00.100', one),
    segment('06:00:10.100', one),
    segment('06:01:00.300', next, { seam }),
  ];
  const away = [['06:00:20.100', '06:01:00.300']];

  test.each<[string, KnownPush, string[][]]>([
    ['where it was left has no gap', two(20), []],
    ['before that has none', two(14), []],
    ['behind that has one', two(26), away],
    ['nobody knows where has one', two(null), away],
    ['is not another file', two(20, 'a0c4'), away],
  ])('%s', (_, next, found) => {
    expect(gaps(both(next))).toEqual(found);
  });

  test('has one, where its beginning is not listed', () => {
    expect(gaps(both(two(20)), '06:00:05')).toEqual(away);
  });
});
