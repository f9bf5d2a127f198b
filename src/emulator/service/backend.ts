import type { Credentials } from '../../protocol/wire.js';
import type { StreamStat } from '../media/stream-meter.js';
import type { Buckets } from '../store/contents.js';

/** What a running push has been measured to carry. */
export interface LiveStat extends StreamStat {
  /** Unix milliseconds of the connection. */
  connectedMs: number;
  /** `ip:port` of the publisher. */
  remoteAddress: string;
}

/** The running pushes. */
export interface LivePushes {
  /** The push on a channel; null when nobody is pushing. */
  stat(bucketName: string, channelName: string): LiveStat | null;
  /**
   * Whether nobody is pushing to a channel. Waits for a push that is over to be noticed (a second) and stored (ten
   * seconds at most).
   */
  ended(bucketName: string, channelName: string): Promise<boolean>;
  /** Ends the push on a channel, if there is one, after the time the service takes to notice. */
  disable(bucketName: string, channelName: string): void;
}

/** What the HTTP half needs of the rest of the emulator. */
export interface Backend extends Buckets {
  readonly credentials: readonly Credentials[];
  readonly pushes: LivePushes;
  now(): Date;
}
