export type { ListenAddress } from '../client/open-server.js';
export {
  type Change,
  type ChannelEvent,
  type EventName,
  type Push,
  STATES,
  type State,
  type TroubleEvent,
  type WatchEvent,
} from './event.js';
export type { ExecOptions } from './exec.js';
export { serveMetrics } from './metrics-server.js';
export {
  DELIVERED_EVENTS,
  type DeliveredEvent,
  type WatchOptions,
  type WebhookOptions,
} from './options.js';
export type { Goal, RequestResult, WatchedChannel, WatchState } from './state.js';
export { type Watching, watch } from './watch.js';
export { webhookUrl } from './webhook.js';
