import type { PushEvent } from '../push/index.js';
import type { WorkerPush } from './workers/messages.js';
import type { WorkerFigures } from './workers/worker-process.js';

/** Pushes to channels, in this process or in others. */
export interface Pushing {
  push(channelName: string, options: WorkerPush, signal: AbortSignal): AsyncIterable<PushEvent>;
  /** The channel is gone for good. */
  release(channelName: string): void;
  /** What the buffers of all may hold together from now on. */
  shareMemory(bytes: number): void;
  figures(): readonly WorkerFigures[];
  /** Ends what has not ended, at once. */
  close(): Promise<void>;
}
