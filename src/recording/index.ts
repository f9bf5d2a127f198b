export { awaitLastSegment } from './last-segment.js';
export { finishedPushes, latestPush, type Push } from './latest-push.js';
export { lookAtPlace, type Occupancy, wouldOverwrite } from './playlist-place.js';
/** @public */
export type { AskedRange, Looking, ResolvedRange, ResolveRange } from './sessions/range.js';
/** @public */
export type { KnownPush, Session } from './sessions/session.js';
export { type Stored, storedOf, untilFinished } from './stored.js';
export { type AskedWindow, checkWindow, resolveWindow, type VodWindow } from './vod-window.js';
