export { awaitLastSegment } from './last-segment.js';
export { finishedPushes, latestPush, type Push } from './latest-push.js';
export { type AskedWindow, checkWindow, resolveWindow, type VodWindow } from './vod-window.js';
