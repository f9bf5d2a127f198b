import { eventStream as openStream, type Queue, withoutProgress } from '../client/event-stream.js';
import type { PushEvent } from './events.js';

export type Emit = (event: PushEvent) => void;

/** What `work` emits, for one reader. `return()` aborts the work and waits until it has ended. */
export function eventStream(
  work: (emit: Emit, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal | null | undefined,
): AsyncGenerator<PushEvent, void, void> {
  return openStream(work, { signal, queue: createQueue() });
}

/** The oldest line of ffmpeg makes room, and the next one that is read tells how many went. */
function createQueue(): Queue<PushEvent> {
  let lostLines = 0;
  const { add, take } = withoutProgress<PushEvent>('ffmpeg', () => lostLines++);
  return {
    add,
    take() {
      const event = take();
      if (event?.event !== 'ffmpeg') return event;
      const lost = lostLines;
      lostLines = 0;
      return { ...event, lost };
    },
  };
}
