import type { KnownPush } from '../sessions/session.js';
import type { ListedSegment } from './read-playlist.js';

/** A segment as it is found: listed in a playlist, or known by its name alone, without a duration. */
export type FoundSegment = Omit<ListedSegment, 'seconds'> & { seconds: number | null };

export interface RecordedSegment {
  /** In the bucket: `{channelName}/{name}`. */
  key: string;
  name: string;
  /** When the service began it, by its own clock: Unix milliseconds, from the name. */
  startMs: number;
  /** Of the playlist (`EXTINF`); null when only its name is known. */
  seconds: number | null;
  /** Whether timestamps begin anew: another push, or a break that the service marked or that they show. */
  seam: boolean;
  /** Of which push it is; null when that is not known. */
  push: KnownPush | null;
}

/** A time in which nothing was recorded. */
export interface Gap {
  /** Where the last segment before it ends. */
  start: Date;
  /** Where the next segment begins. */
  end: Date;
}

/** What was recorded of a range of time. */
export interface Recording {
  channelName: string;
  /** What was asked for. */
  start: Date;
  end: Date;
  /** In the order in which the service lists them. */
  segments: RecordedSegment[];
  /** Between segments, where nothing was recorded; neither before the first nor after the last. */
  gaps: Gap[];
  /** `objects`: from the names in the bucket, where the playlist may not be read. */
  from: 'playlist' | 'objects';
  /** Places of which it is not known whether timestamps go on: the segments there could not be read. */
  unsettled: number;
}
