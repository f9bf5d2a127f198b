import HLS from 'hls-parser';
import { expect, test } from 'vitest';
import { type WrittenSegment, writePlaylist } from '../../../src/recording/playlist/write-playlist.js';

const segment = (startMs: number, seconds: number, seam = false): WrittenSegment => ({
  ...{ name: `${startMs}.ts`, startMs, seconds, seam },
});

const written = (segments: readonly WrittenSegment[]) => writePlaylist(segments);

test('a playlist has its breaks, its times and its end, and hls-parser has nothing against it', () => {
  const text = written([
    // Its own seam is before what is not there.
    segment(1709618400064, 6.4, true),
    segment(1709618406464, 6.5),
    segment(1709704799999, 0.04, true),
    segment(1709704800040, 5.8),
  ]);
  expect(text).toBe(`#EXTM3U
#EXT-X-VERSION:3
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-TARGETDURATION:7
#EXT-X-PROGRAM-DATE-TIME:2024-03-05T06:00:00.064Z
#EXTINF:6.400,
1709618400064.ts
#EXTINF:6.500,
1709618406464.ts
#EXT-X-DISCONTINUITY
#EXT-X-PROGRAM-DATE-TIME:2024-03-06T05:59:59.999Z
#EXTINF:0.040,
1709704799999.ts
#EXTINF:5.800,
1709704800040.ts
#EXT-X-ENDLIST
`);
  HLS.setOptions({ strictMode: true });
  const { segments, endlist } = HLS.parse(text) as HLS.types.MediaPlaylist;
  expect(endlist).toBe(true);
  expect(
    segments.map(({ uri, discontinuity = false, programDateTime }) => [uri, discontinuity, programDateTime]),
  ).toEqual([
    ['1709618400064.ts', false, new Date(1709618400064)],
    ['1709618406464.ts', false, undefined],
    ['1709704799999.ts', true, new Date(1709704799999)],
    ['1709704800040.ts', false, undefined],
  ]);
});

test.each([
  [[6.4, 13.32], 13],
  [[13.5], 14],
  [[13.4996], 14],
  [[0.04], 1],
  [[0], 1],
])('segments of %j seconds have a target duration of %i', (seconds, target) => {
  const text = written(seconds.map((one, index) => segment(1709618400000 + index, one)));
  expect(text).toContain(`\n#EXT-X-TARGETDURATION:${target}\n`);
  HLS.setOptions({ strictMode: true });
  expect(() => HLS.parse(text)).not.toThrow();
});
