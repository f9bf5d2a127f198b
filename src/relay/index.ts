export { type Applied, applyChange } from './channels/apply.js';
export { type ChannelChange, planChannels, settingsOf } from './channels/plan.js';
export { type ChannelsFile as RelayFile, readChannelsFile } from './channels/read-file.js';
export { fileDocument, writeChannelsFile } from './channels/write-file.js';
export type { RelayEvent, SourceState, SourceStatus } from './events.js';
export { serveRelayMetrics } from './metrics.js';
export type { RelaySource } from './options.js';
export { relay } from './relay.js';
export { isOfShard, type Shard } from './shard.js';
