export type { FlvTag } from './flv-tag.js';
export type { PublishTls } from './open-socket.js';
export { type PublishEvent, type Published, type PublishOptions, publish } from './publish.js';
export { createPublisher, type Publisher, type PublisherOptions } from './publisher.js';
export { refusal } from './refusal.js';
export type { ServerStatus } from './status.js';
