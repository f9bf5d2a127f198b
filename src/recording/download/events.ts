import type { Format } from './target.js';

/** What happens to a download, each with the time at which it happened. See docs/download-events.schema.json. */
export type DownloadEvent = { time: string } & Happening;

/** What happens in a download. */
export type Happening =
  /** What is going to be fetched. */
  | {
      event: 'planned';
      channelName: string;
      /** As asked for. */
      startTime: string;
      endTime: string;
      /** Where the recording begins and ends: at segments, each of which begins with a key frame. */
      firstTime: string;
      /** Null when it is not known how long the last segment is. */
      lastTime: string | null;
      /** `objects`: by the names in the bucket, where the playlist may not be read. */
      from: 'playlist' | 'objects';
      segments: number;
      /** Of the media; null when only names are known. */
      seconds: number | null;
      /** Pushes of which something is in it, as far as they are known. */
      pushes: number;
      /** Of all segments; null when the bucket may not be listed. */
      bytes: number | null;
      /** Segments of which an earlier download has left something. */
      found: number;
      /** Where nothing was recorded. */
      gaps: readonly { startTime: string; endTime: string }[];
      /** Places of which it is not known whether timestamps go on. */
      unsettled: number;
      format: Format;
      /** What is going to be written, unless the recording turns out to need more files. */
      files: readonly string[];
    }
  | ({ event: 'progress' } & DownloadProgress)
  /** A segment that is not to be had, and is left out. */
  | {
      event: 'missing';
      key: string;
      /** When it was recorded. */
      startTime: string;
      seconds: number | null;
      reason: 'gone' | 'archived';
    }
  /** Something failed and is tried again. */
  | { event: 'retrying'; error: DownloadFailure; delaySeconds: number }
  | ({ event: 'saved' } & SavedFile)
  /** The last one. */
  | {
      event: 'ended';
      channelName: string;
      files: readonly string[];
      segments: number;
      /** Segments that were left out. */
      missing: number;
      /** That were fetched, not counting what an earlier download had left. */
      fetchedBytes: number;
      /** How long it took. */
      elapsedSeconds: number;
      interrupted: boolean;
      error: DownloadFailure | null;
      /** The folder in which the next call finds what was fetched; null when there is nothing to go on with. */
      rest: string | null;
    };

/** Why a download has ended early. */
export interface DownloadFailure {
  /** Stable, for programs. */
  code: string;
  /** One sentence, for people. */
  message: string;
}

/** How far a download has come. */
export interface DownloadProgress {
  /** Segments that are here. */
  segments: number;
  /** Of the whole download. */
  totalSegments: number;
  /** Segments that are in the result already. */
  joined: number;
  /** Bytes that are here. */
  bytes: number;
  /** Null when that is not known. */
  totalBytes: number | null;
  /** What comes in, over the last seconds; null until that is known. */
  bytesPerSecond: number | null;
  /** Null when it is not known. */
  secondsLeft: number | null;
  /** Of the media, that are encoded; null unless that is going on (`join: 'encode'`). */
  encodedSeconds: number | null;
}

/** One result; more than one where it was split, or where what was pushed changed in a way that one file cannot hold. */
export interface SavedFile {
  /** Its path. */
  file: string;
  /** Its size. */
  bytes: number;
  /** Of the media, gaps in time included; of a folder the sum of its segments; null when it is not known. */
  seconds: number | null;
  /** When its first picture was recorded. */
  startTime: string;
  /** How many it was made of. */
  segments: number;
  /** Why it does not go on in the file before. */
  because: 'day' | 'push' | 'video' | 'audio' | 'gap' | null;
  /** Where pushes, or what the service broke, were joined. */
  seams: readonly { atSeconds: number; gapSeconds: number }[];
  /** Pictures and frames of sound that were recorded twice and are in the file once. */
  repeated: { pictures: number; sounds: number };
  /** Pictures and frames of sound that could not be read, and are left out. */
  damaged: number;
  /** Whether it had to be encoded to be one file (`join: 'encode'`). */
  isEncoded: boolean;
}
