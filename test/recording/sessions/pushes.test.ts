// What is made of the pushes that ledger, history, state and names tell of, without asking anybody.
import { describe, expect, test } from 'vitest';
import { merged } from '../../../src/recording/sessions/known-pushes.js';
import { namedPushes } from '../../../src/recording/sessions/named-pushes.js';
import { gapsIn, type KnownPush, sessionsOf } from '../../../src/recording/sessions/session.js';

const at = (time: string) => new Date(`2024-03-05T${time}Z`);

const push = (start: string, end: string, more: Partial<KnownPush> = {}): KnownPush => ({
  ...{ start: at(start), end: at(end), remoteAddr: 'a:1', playlistName: null, source: null },
  ...{ mediaSeconds: null, knownFrom: 'history', ...more },
});

const written = (start: string, end: string, more: Partial<KnownPush> = {}): KnownPush =>
  push(start, end, {
    ...{ knownFrom: 'ledger', playlistName: 'live.m3u8', source: 'call', mediaSeconds: 7.2, ...more },
  });

describe('a push that several tell of is one', () => {
  const told = push('06:00:00', '06:10:00');
  const media = {
    playlistName: 'live.m3u8',
    source: 'call',
    mediaSeconds: 7.2,
    knownFrom: 'ledger',
  } as const;

  test.each<[string, KnownPush[], KnownPush[], KnownPush[]]>([
    [
      'the times of the service count',
      [told],
      [written('06:00:00.700', '06:09:58')],
      [{ ...told, ...media }],
    ],
    [
      'a running one goes on',
      [{ ...told, running: true, knownFrom: 'stat' }],
      [written('06:00:00', '06:01:00')],
      [{ ...told, ...media, running: true }],
    ],
    [
      'watch has written it too, and knows nothing of the media',
      [],
      [
        written('06:00:00', '06:09:00'),
        written('06:00:00', '06:10:00', { playlistName: null, source: null, mediaSeconds: null }),
      ],
      [written('06:00:00', '06:10:00')],
    ],
    [
      'by another clock, when most of it is in no other',
      [told],
      [written('06:00:03', '06:10:04', { remoteAddr: null })],
      [{ ...told, ...media }],
    ],
    [
      'two began in the same second',
      [push('06:00:00', '06:00:00'), push('06:00:00', '06:10:00', { remoteAddr: 'a:2' })],
      [written('06:00:00', '06:09:58', { remoteAddr: 'a:2' })],
      [push('06:00:00', '06:00:00'), push('06:00:00', '06:10:00', { ...media, remoteAddr: 'a:2' })],
    ],
    [
      'one that the service does not tell of any more is its own',
      [told],
      [written('05:00:00', '05:10:00')],
      [written('05:00:00', '05:10:00'), told],
    ],
  ])('%s', (_, service, ledger, expected) => {
    expect(merged(service, ledger)).toEqual(expected);
  });

  test('also among those of years: a camera that flaps connects every minute', () => {
    const first = at('06:00:00').getTime();
    const years = Array.from({ length: 100_000 }, (_, minute) => {
      const start = new Date(first - minute * 60_000);
      return { ...written('06:00:00', '06:10:00'), start, end: new Date(start.getTime() + 50_000) };
    });
    const pushes = merged([told], years.concat(years));
    expect([pushes.length, pushes.at(-1)]).toEqual([100_000, { ...told, ...media }]);
  });
});

describe('a session', () => {
  test('is pushes with less than the gap between them', () => {
    const pushes = [
      push('06:00:00', '06:10:00'),
      push('06:10:12', '06:20:00'),
      push('06:29:59', '06:30:00'),
      push('06:40:00', '06:50:00', { running: true }),
    ];
    const sessions = sessionsOf('cam', pushes, 600);
    expect(sessions).toEqual([
      {
        ...{ channelName: 'cam', start: at('06:00:00'), end: at('06:30:00'), running: false },
        pushes: pushes.slice(0, 3),
      },
      {
        ...{ channelName: 'cam', start: at('06:40:00'), end: at('06:50:00'), running: true },
        pushes: pushes.slice(3),
      },
    ]);
    expect(sessions.map(gapsIn)).toEqual([[12, 599], []]);
  });

  test('ends with the latest end, also when the clock was set back', () => {
    const [session] = sessionsOf('cam', [push('06:00:00', '06:30:00'), push('06:10:00', '06:15:00')], 600);
    expect([session?.end, session && gapsIn(session)]).toEqual([at('06:30:00'), [0]]);
  });
});

describe('names of segments', () => {
  const segment = (start: string, stored: string | null) => ({
    startMs: at(start).getTime(),
    storedMs: stored === null ? null : at(stored).getTime(),
  });

  test.each<[string, ReturnType<typeof segment>[], [string, string][]]>([
    [
      'make a push as long as one is stored when the next begins',
      [
        segment('06:00:00.250', '06:00:05'),
        segment('06:00:05.250', '06:00:09'),
        segment('06:00:10.100', '06:00:15'),
      ],
      [['06:00:00.250', '06:00:15']],
    ],
    [
      'make another after two seconds',
      [segment('06:00:00', '06:00:05'), segment('06:00:07', '06:00:12')],
      [
        ['06:00:00', '06:00:05'],
        ['06:00:07', '06:00:12'],
      ],
    ],
    [
      'are as long as most, or reach to the next, when they were copied a day later',
      [
        ...[
          segment('06:00:00', '23:00:01'),
          segment('06:00:05', '23:00:01'),
          segment('06:00:10', '23:00:02'),
        ],
        ...[
          segment('06:01:00', '23:00:02'),
          segment('06:01:11', '23:00:02'),
          segment('06:01:16', '23:00:02'),
        ],
      ],
      [
        ['06:00:00', '06:00:15'],
        ['06:01:00', '06:01:21'],
      ],
    ],
    ['of a bucket that does not say when', [segment('06:00:00', null)], [['06:00:00', '06:00:00']]],
    ['that are none', [], []],
  ])('%s', (_, segments, expected) => {
    const nobody = { remoteAddr: null, playlistName: null, source: null, mediaSeconds: null };
    expect(namedPushes(segments)).toEqual(
      expected.map(([start, end]) => ({ ...nobody, start: at(start), end: at(end), knownFrom: 'segments' })),
    );
  });
});
