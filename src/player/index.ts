export type { ServerAnswer, ServerRequest } from './node-handler.js';
export type { PlayerOptions } from './options.js';
export { createPlayer, type Player } from './player.js';
export { servePlayer } from './serve.js';
