export type {
  Change,
  ChannelEvent,
  EventName,
  Push,
  State,
  TroubleEvent,
  WatchEvent,
} from './event.js';
export type { ExecOptions } from './exec.js';
export { type ListenAddress, serveMetrics } from './metrics-server.js';
export type { WatchOptions, WebhookOptions } from './options.js';
export type { Goal, RequestResult, WatchedChannel, WatchState } from './state.js';
export { type Watching, watch } from './watch.js';
export { webhookUrl } from './webhook.js';
