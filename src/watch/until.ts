import type { State } from './event.js';
import type { WatchedChannel } from './state.js';

export type Goal = 'live' | 'idle';

const REACHED: Readonly<Record<Goal, readonly State[]>> = {
  live: ['live'],
  idle: ['idle', 'disabled', 'absent'],
};

/** Whether every channel is live, or none is any more. Of no channel at all neither can be said. */
export function isReached(channels: ReadonlyMap<string, WatchedChannel>, goal: Goal): boolean {
  return channels.size > 0 && [...channels.values()].every(({ state }) => REACHED[goal].includes(state));
}
