import { type EventStream, MOST_WAITING, openStream, type Queue } from '../client/event-stream.js';
import type { PushEvent } from './events.js';

export type Emit = (event: PushEvent) => void;

/** What `work` emits, for one reader. `return()` aborts the work and waits until it has ended. */
export function eventStream(
  work: (emit: Emit, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal | null | undefined,
): AsyncGenerator<PushEvent, void, void> {
  const left = new AbortController();
  const ended = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  const stream: EventStream<PushEvent> = openStream({
    work: () => work(stream.emit, ended),
    leave: () => left.abort(),
    queue: createQueue(),
  });
  return stream.events;
}

/**
 * The oldest line of ffmpeg makes room, and the next one that is read tells how many went. Nothing else is ever left
 * out, except progress: only the latest waits.
 */
function createQueue(): Queue<PushEvent> {
  const waiting: PushEvent[] = [];
  let lostLines = 0;

  function leaveOut(event: PushEvent['event']): boolean {
    const index = waiting.findIndex((one) => one.event === event);
    if (index >= 0) waiting.splice(index, 1);
    return index >= 0;
  }

  return {
    add(event) {
      if (event.event === 'progress') leaveOut('progress');
      waiting.push(event);
      if (waiting.length > MOST_WAITING && leaveOut('ffmpeg')) lostLines++;
    },
    take() {
      const event = waiting.shift();
      if (event?.event !== 'ffmpeg') return event;
      const lost = lostLines;
      lostLines = 0;
      return { ...event, lost };
    },
  };
}
