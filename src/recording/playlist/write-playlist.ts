import type { RecordedSegment } from './recording.js';

/** What a playlist is made of; its durations are known. */
export type WrittenSegment = Pick<RecordedSegment, 'name' | 'startMs' | 'seconds' | 'seam'>;

/**
 * A finished playlist of at least one segment (RFC 8216, version 3). At its beginning and after each discontinuity stands
 * when the service began the segment. `urls`: what is written for each; its name when absent.
 */
export function writePlaylist(segments: readonly WrittenSegment[], urls?: readonly string[]): string {
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-TARGETDURATION:${targetDuration(segments)}`,
  ];
  segments.forEach((segment, index) => {
    const isSeam = segment.seam && index > 0;
    if (isSeam) lines.push('#EXT-X-DISCONTINUITY');
    if (isSeam || index === 0)
      lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.startMs).toISOString()}`);
    lines.push(`#EXTINF:${(segment.seconds ?? 0).toFixed(3)},`, urls?.[index] ?? segment.name);
  });
  lines.push('#EXT-X-ENDLIST', '');
  return lines.join('\n');
}

/** No segment may be longer, once rounded. Not 0, or players would take it for a list without media. */
function targetDuration(segments: readonly WrittenSegment[]): number {
  const longest = segments.reduce((most, { seconds }) => Math.max(most, seconds ?? 0), 0);
  return Math.max(1, Math.round(Number(longest.toFixed(3))));
}
