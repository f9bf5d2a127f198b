import type { LiveChannelStat } from '../client/operations/get-live-channel-stat.js';

/**
 * `stalled` is live with next to nothing arriving; `unknown` that the service could not be asked; `refused` that it
 * would not answer; `absent` that there is no such channel.
 */
export const STATES = ['live', 'stalled', 'idle', 'disabled', 'unknown', 'refused', 'absent'] as const;

/** What a channel is doing. */
export type State = (typeof STATES)[number];

/** What can be noticed about a channel. `watching` tells how it was found at first, and is no news. */
export const EVENTS = [
  'watching',
  'started',
  'stopped',
  'stalled',
  'resumed',
  'changed',
  'enabled',
  'disabled',
  'created',
  'deleted',
  'refused',
  'unreachable',
  'reachable',
] as const;

/** What may happen to a channel. */
export type EventName = (typeof EVENTS)[number];

/** A push as the service reports it while it runs. */
export type Push = Pick<LiveChannelStat, 'connectedTime' | 'remoteAddr' | 'video' | 'audio'>;

/** One property of a running push that is another than before. */
export interface Change {
  /** `video.codec`, `video.size`, `audio.codec`, `audio.sampleRate`. */
  property: string;
  /** What it was. */
  from: string | number;
  /** What it is. */
  to: string | number;
}

/** What has happened to a channel, as it is printed, posted and given to commands. docs/watch.md has its JSON schema. */
export interface ChannelEvent extends Push {
  /** What happened. */
  event: EventName;
  /** When it was noticed: up to one interval after it happened. ISO 8601, UTC. */
  time: string;
  /** The bucket of the channel. */
  bucket: string;
  /** The name of the channel. */
  channelName: string;
  /** The state from now on. The push is the one the event is about: for `stopped` the one that has ended. */
  state: State;
  /** Of `changed`; else empty. */
  changes: readonly Change[];
  /** Why, of `refused` and `unreachable`; else null. */
  message: string | null;
}

/** What may go wrong with watching itself. */
export const TROUBLES = [
  'list',
  'throttled',
  'exec',
  'webhook',
  'delivery',
  'ledger',
  'gap',
  'unread',
] as const;

/** Watching goes on, but not as it should. It is neither posted nor given to commands. */
export interface TroubleEvent {
  /** Always the same. */
  event: 'trouble';
  /** ISO 8601, UTC. */
  time: string;
  /** The bucket that is watched. */
  bucket: string;
  /** What it is about. */
  trouble: (typeof TROUBLES)[number];
  /** One line for people. */
  message: string;
  /** The event that was not handed on, or not yet; null when it is about no single one. */
  about: ChannelEvent | null;
  /** Why, when somebody else has said so; else null. */
  reason: string | null;
}

/** Something that happened to a channel, or to watching itself. */
export type WatchEvent = ChannelEvent | TroubleEvent;

/** Trouble as it arises; what is left out is null. */
export type Trouble = Pick<TroubleEvent, 'trouble' | 'message'> &
  Partial<Pick<TroubleEvent, 'about' | 'reason'>>;
