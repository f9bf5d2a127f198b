import { describe, expect, test } from 'vitest';
import { livePlaylist, segmentsInWindow, vodPlaylist } from '../../../src/emulator/media/playlist.js';
import type { Segment } from '../../../src/emulator/media/segment.js';
import m3u8 from '../../vectors/m3u8.json' with { type: 'json' };
import vodWindow from '../../vectors/vod-window.json' with { type: 'json' };

function listed(
  entries: readonly [name: string, durationSeconds: number, mark?: 'disc'][],
  firstSequence = 0,
): Segment[] {
  return entries.map(([name, durationSeconds, mark], index) => ({
    name,
    durationSeconds,
    discontinuity: mark === 'disc',
    startMs: Number.parseInt(name, 10),
    sequence: firstSequence + index,
    bytes: 188,
  }));
}

function vector(name: string) {
  const found = m3u8.cases.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`No vector ${name}.`);
  return found.text;
}

test('a VOD playlist is the one in the documented format', () => {
  const segments = listed([
    ['1709618828266.ts', 7.12],
    ['1709618835386.ts', 12.84],
  ]);
  expect(vodPlaylist(segments)).toBe(vector('vod-two'));
});

test('a VOD playlist rounds the longest duration to the nearest integer', () => {
  // The durations of the documentation's sample, whose target duration is 13.
  const durations = [7.12, 5.84, 6.4, 5.52, 5.24, 13.32, 5.96, 6.52];
  const text = vodPlaylist(listed(durations.map((duration, index) => [`${index}.ts`, duration])));
  expect(text.split('\n')[3]).toBe('#EXT-X-TARGETDURATION:13');
});

test('a VOD playlist counts from 0 and marks discontinuities except in front of its first segment', () => {
  const segments = listed(
    [
      ['1000.ts', 2, 'disc'],
      ['3000.ts', 2.5],
      ['9000.ts', 0.04, 'disc'],
    ],
    41,
  );
  expect(vodPlaylist(segments)).toBe(
    [
      '#EXTM3U',
      '#EXT-X-VERSION:3',
      '#EXT-X-MEDIA-SEQUENCE:0',
      '#EXT-X-TARGETDURATION:3',
      '#EXTINF:2.000,',
      '1000.ts',
      '#EXTINF:2.500,',
      '3000.ts',
      '#EXT-X-DISCONTINUITY',
      '#EXTINF:0.040,',
      '9000.ts',
      '#EXT-X-ENDLIST',
      '',
    ].join('\n'),
  );
});

test('a live playlist without segments names FragDuration as its target', () => {
  expect(livePlaylist([], { fragCount: 3, fragDurationSeconds: 5 })).toBe(vector('live-empty'));
});

test('a live playlist lists the last FragCount segments and has no end', () => {
  const segments = listed([
    ['1000.ts', 5.005],
    ['6005.ts', 4.971],
    ['10976.ts', 5.339],
    ['16315.ts', 5.5],
  ]);
  expect(livePlaylist(segments, { fragCount: 3, fragDurationSeconds: 5 })).toBe(
    [
      '#EXTM3U',
      '#EXT-X-VERSION:3',
      '#EXT-X-MEDIA-SEQUENCE:1',
      '#EXT-X-TARGETDURATION:6',
      '#EXTINF:4.971,',
      '6005.ts',
      '#EXTINF:5.339,',
      '10976.ts',
      '#EXTINF:5.500,',
      '16315.ts',
      '',
    ].join('\n'),
  );
});

test('a live playlist counts the discontinuities that have left it', () => {
  const segments = listed(
    [
      ['1000.ts', 2],
      ['3000.ts', 2, 'disc'],
      ['5000.ts', 2, 'disc'],
      ['7000.ts', 2],
    ],
    7,
  );
  const options = { fragDurationSeconds: 2 };
  expect(livePlaylist(segments, { ...options, fragCount: 2 })).toBe(
    [
      '#EXTM3U',
      '#EXT-X-VERSION:3',
      '#EXT-X-MEDIA-SEQUENCE:9',
      '#EXT-X-TARGETDURATION:2',
      '#EXT-X-DISCONTINUITY-SEQUENCE:1',
      '#EXT-X-DISCONTINUITY',
      '#EXTINF:2.000,',
      '5000.ts',
      '#EXTINF:2.000,',
      '7000.ts',
      '',
    ].join('\n'),
  );
  expect(livePlaylist(segments, { ...options, fragCount: 4 })).not.toContain('DISCONTINUITY-SEQUENCE');
});

test('a target duration is never 0', () => {
  expect(vodPlaylist(listed([['1.ts', 0.04]]))).toContain('#EXT-X-TARGETDURATION:1\n');
});

describe('a VOD window holds the segments that start inside it', () => {
  // The other cases are refused for their times, before any segment is looked at.
  const selecting = vodWindow.cases.filter(
    ({ expected }) => expected.uris !== undefined || expected.ec === '0044-00000308',
  );
  test.each(selecting)('$name', ({ segments, startTime, endTime, expected }) => {
    const stored = segments.map(({ name, start, duration }, sequence) => ({
      name,
      startMs: Math.round(start * 1000),
      durationSeconds: duration,
      discontinuity: false,
      sequence,
      bytes: 188,
    }));
    const uris = segmentsInWindow(stored, startTime, endTime).map(({ name }) => name);
    expect(uris).toEqual(expected.uris ?? []);
  });

  test('both ends of the window belong to it', () => {
    const stored = listed([
      ['999.ts', 1],
      ['1000.ts', 1],
      ['2000.ts', 1],
      ['2001.ts', 1],
    ]);
    expect(segmentsInWindow(stored, 1, 2).map(({ name }) => name)).toEqual(['1000.ts', '2000.ts']);
  });
});
