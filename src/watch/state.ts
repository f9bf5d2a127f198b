import type { EventName, Push, State } from './event.js';

/** What is known of a channel after a look. */
export interface WatchedChannel {
  /** What it is doing. */
  state: State;
  /** Since when: the beginning of the push while it is live, else when it was noticed. */
  since: Date;
  /** The push that runs, or ran when the service was last able to tell. */
  push: Push | null;
  /** Why it is refused or unknown. */
  message: string | null;
}

/** What may come of a request. */
export const REQUEST_RESULTS = ['ok', 'refused', 'throttled', 'failed'] as const;

/** What came of a request. */
export type RequestResult = (typeof REQUEST_RESULTS)[number];

/** What a table or a scrape needs, as it is at the moment. */
export interface WatchState {
  /** The bucket that is watched. */
  bucket: string;
  /** Seconds between two looks at a channel: more than asked for while the service wants fewer requests. */
  intervalSeconds: number;
  /** What is watched: as named, or in the order of the list. */
  names: readonly string[];
  /** By name; a channel that was not looked at yet is missing. */
  channels: ReadonlyMap<string, WatchedChannel>;
  /** Bytes per second of video and audio at the last 32 looks, by name. */
  samples: ReadonlyMap<string, readonly number[]>;
  /** How many of each there were. */
  events: Readonly<Record<EventName, number>>;
  /** Requests to the service, by what came of them. */
  requests: Readonly<Record<RequestResult, number>>;
}

/** A zero for each name. */
export function counters<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}

/** What can be waited for. */
export type Goal = 'live' | 'idle';

const REACHED: Readonly<Record<Goal, readonly State[]>> = {
  live: ['live'],
  idle: ['idle', 'disabled', 'absent'],
};

/** Whether every channel is live, or none is any more. Of no channel at all neither can be said. */
export function isReached(channels: ReadonlyMap<string, WatchedChannel>, goal: Goal): boolean {
  return channels.size > 0 && [...channels.values()].every(({ state }) => REACHED[goal].includes(state));
}
