/** What happens while recordings are cleaned up, each with the time at which it happened. See docs/clean-events.schema.json. */
export type CleanEvent = { time: string } & CleanHappening;

/** What happens while recordings are cleaned up. */
export type CleanHappening =
  /** What there is, and what of it is to go. */
  | ({ event: 'planned' } & PlannedCleaning)
  /** Up to a thousand objects that are to go: with `dryRun`, all that would. */
  | { event: 'wouldDelete'; objects: readonly { key: string; bytes: number }[] }
  /** Up to a thousand objects that the service has deleted, in one request. */
  | { event: 'deleted'; keys: readonly string[]; bytes: number }
  /** An object that it has not deleted, and why. */
  | { event: 'failed'; key: string; code: string; message: string }
  /** Objects that were to go and stay: somebody has begun to push, or has saved a list that names them. */
  | { event: 'spared'; keys: readonly string[]; because: 'live' | 'listed' }
  | ({ event: 'progress' } & CleaningProgress)
  /** The last one. */
  | {
      event: 'ended';
      channelName: string;
      /** What went. */
      segments: number;
      playlists: number;
      bytes: number;
      failed: number;
      spared: number;
      /** Objects that were asked to be deleted when it ended, without an answer. */
      unanswered: number;
      /** How long it took. */
      elapsedSeconds: number;
      interrupted: boolean;
      error: { code: string; message: string } | null;
    };

/** How far it has come. */
export interface CleaningProgress {
  /** What it is doing. */
  phase: 'listing' | 'deleting';
  /** Of `listing`: segments that were found. Of `deleting`: objects that went. */
  objects: number;
  /** Null while it is not known. */
  totalObjects: number | null;
}

/** Segments with less than the gap between them: what was pushed in one go. */
export interface RecordedSession {
  /** When its first and its last segment began; null for segments whose name is no time, and of which nobody knows it. */
  oldest: string | null;
  /** When its last segment began, ISO 8601; null as `oldest`. */
  newest: string | null;
  /** Their number. */
  segments: number;
  /** Of its segments. */
  bytes: number;
  /** Segments of each storage class: `Standard`, `IA`, … */
  storageClasses: Readonly<Record<string, number>>;
  /** Segments that no saved playlist names. */
  unlisted: number;
  /** What of it is to go. */
  chosen: { segments: number; bytes: number };
}

/** A playlist in the channel's folder, and what becomes of it. */
export interface CleanedPlaylist {
  /** The key of the object. */
  key: string;
  /** Its size. */
  bytes: number;
  /** `live`: the service writes it. `open`: it has no end and is no list of the channel. `saved`: somebody has saved it. */
  role: 'live' | 'open' | 'saved';
  /** Segments that it names: that are there, and that are not. */
  segments: number;
  /** Of the segments that it names, those that are not there. */
  missing: number;
  /** Whether it is to go. */
  goes: boolean;
}

/** What lies in a channel's folder, and what of it is to go. */
export interface PlannedCleaning {
  /** The name of the channel. */
  channelName: string;
  /** Since when somebody is pushing; null when nobody is. */
  liveSince: string | null;
  /** Whether there is no such channel any more. */
  isGone: boolean;
  /** Whether that may not be asked (`oss:GetLiveChannelStat`): nothing is deleted then. */
  isLiveUnknown: boolean;
  /** Oldest first. */
  sessions: readonly RecordedSession[];
  /** Segments whose names are digits and no time; null for none. */
  untimed: RecordedSession | null;
  /** All that are there. */
  segments: number;
  /** Of all segments. */
  bytes: number;
  /** All that are there. */
  playlists: readonly CleanedPlaylist[];
  /** Lists of which is not known what they name: nothing is deleted while there is one. */
  unreadable: readonly { key: string; bytes: number; reason: string }[];
  /** What else lies there, and stays. */
  others: { objects: number; bytes: number };
  /** What is to go; null when nothing was chosen. */
  chosen: { segments: number; playlists: number; bytes: number; before: string | null } | null;
  /** Segments that were chosen, and stay: of the push that is running, named by a list that stays. */
  kept: { live: number; listed: number };
  /** What the bucket does with what is deleted: with versions it stays, and is billed. Null when that may not be asked. */
  versioning: 'Enabled' | 'Suspended' | 'none' | null;
}
