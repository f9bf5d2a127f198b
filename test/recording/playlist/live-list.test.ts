import { describe, expect, test } from 'vitest';
import { readLiveList } from '../../../src/recording/playlist/live-list.js';

const HEAD = '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-TARGETDURATION:5\n';
const segment = (startMs: number, more = {}) => ({
  ...{ name: `${startMs}.ts`, startMs, seconds: 5, discontinuity: false },
  ...more,
});

test('of a live list everything is read', () => {
  const text = `${HEAD}#EXT-X-DISCONTINUITY-SEQUENCE:2\n#EXTINF:5.000,\n1709618400000.ts\n#EXT-X-DISCONTINUITY\r\n#EXTINF:4.96,title\r\n1709618405000.ts\r\n#EXT-X-ENDLIST\n`;
  expect(readLiveList(text)).toEqual({
    ...{ targetSeconds: 5, mediaSequence: 7, discontinuitySequence: 2, isEnded: true, foreign: 0 },
    segments: [segment(1709618400000), segment(1709618405000, { seconds: 4.96, discontinuity: true })],
  });
});

describe('what is no segment of the channel is left out, and a break stays', () => {
  test.each([
    'https://evil.example.com/1709618400000.ts',
    '//evil.example.com/1709618400000.ts',
    '../other/1709618400000.ts',
    '/1709618400000.ts',
    '1709618400000.ts?x=1',
    '1709618400000.ts#',
    ' 1709618400000.ts',
    '17096184000001234.ts',
    '%2e%2e/1.ts',
    'javascript:alert(1)',
    '<script>alert(1)</script>.ts',
    'file:///etc/passwd',
    '\\\\host\\1.ts',
  ])('%s', (line) => {
    expect(readLiveList(`${HEAD}#EXTINF:5,\n${line}\n#EXTINF:5,\n1709618405000.ts\n`)).toMatchObject({
      foreign: 1,
      segments: [segment(1709618405000, { discontinuity: true })],
    });
  });

  test.each(['#EXTINF:', '#EXTINF:-5,', '#EXTINF:1e9,', '#EXTINF:NaN,', '#EXTINF:5 "x",', '#EXTINF:99999,'])(
    'a segment after %s',
    (line) => {
      expect(readLiveList(`${HEAD}${line}\n1709618400000.ts\n`)).toMatchObject({ foreign: 1, segments: [] });
    },
  );
});

test.each(['', 'x', '<html>', '#EXTM3U8', ' #EXTM3U'])('%j is no list', (text) => {
  expect(readLiveList(text)).toBeNull();
});

test('numbers are numbers', () => {
  const text = '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:"><script>\n#EXT-X-TARGETDURATION:99999999999999999999\n';
  expect(readLiveList(text)).toMatchObject({ mediaSequence: 0, targetSeconds: 0, segments: [] });
});

test('a quarter of a megabyte of lines is read at once', () => {
  const text = `#EXTM3U\n${'#EXTINF:1,\n1.ts\n'.repeat(16_000)}`;
  expect(readLiveList(text)?.segments).toHaveLength(16_000);
});
