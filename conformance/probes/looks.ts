// How probes look at what was recorded, and take media apart.
import { isHeader, streamsOf, type Tag } from '../media.js';
import type { Scope } from '../scope.js';

export const pictures = (tags: readonly Tag[]) => tags.filter(({ type }) => type === 'video');
export const sound = (tags: readonly Tag[]) => tags.filter(({ type }) => type === 'audio');
export const frames = (tags: readonly Tag[]) => tags.filter((tag) => !isHeader(tag));

/** A playlist in short: S for a segment, D for a discontinuity. */
export const shape = (playlist: string): string =>
  playlist
    .split('\n')
    .map((line) =>
      line.startsWith('#EXTINF')
        ? 'S'
        : line.startsWith('#EXT-X-DISCONTINUITY') && !line.includes(':')
          ? 'D'
          : '',
    )
    .join('');

export async function kindsIn(scope: Scope, key: string): Promise<string> {
  const streams = await streamsOf(await scope.object(key));
  return streams
    .map(({ kind }) => kind)
    .sort()
    .join(' and ');
}

/** Waits until there is a segment, and gives the first. */
export async function firstSegment(scope: Scope, channelName: string): Promise<string | null> {
  const keys = await scope.until(
    () => scope.segments(channelName),
    (all) => all.length > 0,
  );
  return keys[0] ?? null;
}
