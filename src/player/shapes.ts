// What the answers of the player look like, to both of its sides.
import type { ChannelState, Problem } from './texts.js';

/** What the page is told of a channel. */
export interface ShownChannel {
  name: string;
  description: string;
  state: ChannelState;
  /** Why the state is not known; null when it is. */
  problem: Problem | null;
  /** Since when it is live, ISO 8601; null when it is not. */
  connectedTime: string | null;
  /** Bytes per second, pixels, frames per second. */
  video: {
    width: number | null;
    height: number | null;
    frameRate: number | null;
    bandwidth: number | null;
    codec: string | null;
  } | null;
  audio: { bandwidth: number | null; codec: string | null } | null;
}

export interface ChannelList {
  bucket: string;
  /** Whether it was said which channels are shown. */
  isChosen: boolean;
  channels: ShownChannel[];
  /** How many there are beside. */
  left: number;
}

/** Unix milliseconds. */
export interface ShownSession {
  start: number;
  end: number;
  running: boolean;
  pushes: { start: number; end: number }[];
}
