import type { Segment } from './segment.js';

export interface LivePlaylistOptions {
  fragCount: number;
  /** The target duration while there is no segment yet. */
  fragDurationSeconds: number;
}

/** The live playlist of a channel, from all its segments, oldest first: the last FragCount of them are listed. */
export function livePlaylist(segments: readonly Segment[], options: LivePlaylistOptions): string {
  const listed = segments.slice(-options.fragCount);
  const mediaSequence = listed[0]?.sequence ?? 0;
  const targetDuration = listed.length === 0 ? options.fragDurationSeconds : targetOf(listed);
  // RFC 8216 clause 6.2.2 demands it once a discontinuity has left the list; before that it is left out, as 0 is implied.
  let goneDiscontinuities = 0;
  for (let index = 0; index < segments.length - listed.length; index++)
    if (segments[index]?.discontinuity) goneDiscontinuities++;
  const discontinuitySequence =
    goneDiscontinuities === 0 ? [] : [`#EXT-X-DISCONTINUITY-SEQUENCE:${goneDiscontinuities}`];
  return lines([...head(mediaSequence, targetDuration), ...discontinuitySequence, ...listed.flatMap(entry)]);
}

/** A finished playlist of at least one segment, oldest first. */
export function vodPlaylist(segments: readonly Segment[]): string {
  // Nothing comes before the first segment that it could be discontinuous with.
  const listed = segments.map((segment, index) =>
    index === 0 ? { ...segment, discontinuity: false } : segment,
  );
  return lines([...head(0, targetOf(listed)), ...listed.flatMap(entry), '#EXT-X-ENDLIST']);
}

/**
 * The segments of a VOD playlist: those that start inside the window, both ends included (OSS documentation,
 * PostVodPlaylist; whether the ends belong to it is not said). Times are Unix seconds.
 */
export function segmentsInWindow<S extends Pick<Segment, 'startMs'>>(
  segments: readonly S[],
  startTime: number,
  endTime: number,
): S[] {
  return segments.filter(({ startMs }) => startMs >= startTime * 1000 && startMs <= endTime * 1000);
}

function head(mediaSequence: number, targetDuration: number): string[] {
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    `#EXT-X-MEDIA-SEQUENCE:${mediaSequence}`,
    `#EXT-X-TARGETDURATION:${targetDuration}`,
  ];
}

/** The longest duration, rounded as in the documentation's sample. Not 0, or players would poll without a pause. */
function targetOf(segments: readonly Segment[]): number {
  const longest = segments.reduce((max, { durationSeconds }) => Math.max(max, durationSeconds), 0);
  return Math.max(1, Math.round(longest));
}

function entry({ name, durationSeconds, discontinuity }: Segment): string[] {
  const extinf = [`#EXTINF:${durationSeconds.toFixed(3)},`, name];
  return discontinuity ? ['#EXT-X-DISCONTINUITY', ...extinf] : extinf;
}

function lines(texts: string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
