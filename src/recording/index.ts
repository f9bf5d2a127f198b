export { cleanRecordings } from './cleaning/clean.js';
export type {
  CleanEvent,
  CleanedPlaylist,
  CleaningProgress,
  PlannedCleaning,
  RecordedSession,
} from './cleaning/events.js';
export { type Keeping, keepRecordings, planKeeping } from './cleaning/lifecycle/keep.js';
export {
  type LifecycleChange,
  ownRule,
  putRules,
  readRules,
  withoutRule,
  withRule,
} from './cleaning/lifecycle/lifecycle.js';
export type { LifecycleRule } from './cleaning/lifecycle/rules-document.js';
export type { CleanOptions } from './cleaning/options.js';
export { findOrphans } from './cleaning/orphans.js';
export { missingDays } from './day-lists/missing-days.js';
export { type Day, dayListName, saveDay } from './day-lists/save-day.js';
export { download, planDownload } from './download/download.js';
export type { DownloadEvent, DownloadFailure, DownloadProgress, SavedFile } from './download/events.js';
export type { DownloadOptions } from './download/options.js';
export type { PlannedDownload } from './download/plan.js';
export { streamRecording } from './download/stream.js';
export type { Format } from './download/target.js';
export { awaitLastSegment } from './last-segment.js';
export { latestPush } from './latest-push.js';
export { endpointName, type LedgerEntry, ledgerEntries } from './ledger/entry.js';
export { appendToLedger, openLedger } from './ledger/ledger-file.js';
export type { ListedSegment } from './listed-segments.js';
export { type CorsGap, corsGap } from './playback/cors-gap.js';
export { findPlayback, type Playback } from './playback/find-playback.js';
export { byDay } from './playlist/days.js';
/** @public */
export { gatherRecording } from './playlist/gather.js';
export { askLiveList, type LiveList } from './playlist/live-list.js';
export {
  isOnePiece,
  makePlaylist,
  recordingOf,
  type SegmentUrls,
  stitched,
  type VodPlaylist,
} from './playlist/make-playlist.js';
export {
  livePlaylistOf,
  type PresignPlaybackOptions,
  presignPlayback,
  type SignedPlayback,
  signerOf,
} from './playlist/presign-playback.js';
/** @public */
export type { Gap, RecordedSegment, Recording } from './playlist/recording.js';
export type { Validity } from './playlist/segment-urls.js';
export { PLAYLIST_TYPE, storePlaylist } from './playlist/store-playlist.js';
export { type VodPlaylistOptions, vodPlaylist } from './playlist/vod-playlist.js';
export { lookAtPlace, type Occupancy, wouldOverwrite, wouldOverwriteLive } from './playlist-place.js';
export { type Found, findSessions } from './sessions/find-sessions.js';
export {
  DEFAULT_GAP_SECONDS,
  endpointOf,
  listSessions,
  type SessionsOptions,
} from './sessions/list-sessions.js';
export type { Looking } from './sessions/looking.js';
export { type AskedRange, type ResolvedRange, resolveRange } from './sessions/range.js';
export { gapsIn, type KnownPush, type Session } from './sessions/session.js';
export { type Stored, segmentsOf, storedOf, untilFinished } from './stored.js';
export { type Thumbnail, type ThumbnailOptions, thumbnail } from './thumbnail/thumbnail.js';
export { pushWindow, roundedWindow } from './vod-window.js';
