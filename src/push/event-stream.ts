import { CLIENT_LIMITS } from '../client/limits.js';
import type { PushEvent } from './events.js';

/**
 * How many events wait for a reader that is slow. When there are more, the oldest line of ffmpeg makes room, and the
 * next one that is read tells how many went. Nothing else is ever left out, except progress: only the latest waits.
 */
const MOST_WAITING = CLIENT_LIMITS.unreadEvents.value;

export type Emit = (event: PushEvent) => void;

/**
 * What `work` emits, for one reader. Work begins when the first event is asked for, and waits for no reader; its
 * failure is thrown after its last event. `return()` aborts it and waits until it has ended.
 */
export function eventStream(
  work: (emit: Emit, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal | null | undefined,
): AsyncGenerator<PushEvent, void, void> {
  const left = new AbortController();
  const events = generate(work, signal ? AbortSignal.any([signal, left.signal]) : left.signal, left);
  // A generator that waits for the next event would hear of its end only after that.
  const end = events.return.bind(events);
  return Object.assign(events, {
    return: () => {
      left.abort();
      return end();
    },
  });
}

async function* generate(
  work: (emit: Emit, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  left: AbortController,
): AsyncGenerator<PushEvent, void, void> {
  const queue = createQueue();
  const working = work(queue.add, signal).finally(queue.close);
  working.catch(() => undefined);
  try {
    for (let event = await queue.take(); event !== null; event = await queue.take()) yield event;
    await working;
  } finally {
    left.abort();
    await working.catch(() => undefined);
  }
}

function createQueue() {
  const waiting: PushEvent[] = [];
  let lostLines = 0;
  let closed = false;
  let wake = (): void => undefined;

  function leaveOut(event: PushEvent['event']): boolean {
    const index = waiting.findIndex((one) => one.event === event);
    if (index >= 0) waiting.splice(index, 1);
    return index >= 0;
  }

  return {
    add(event: PushEvent): void {
      if (event.event === 'progress') leaveOut('progress');
      waiting.push(event);
      if (waiting.length > MOST_WAITING && leaveOut('ffmpeg')) lostLines++;
      wake();
    },
    close(): void {
      closed = true;
      wake();
    },
    /** Null when there will be no more. */
    async take(): Promise<PushEvent | null> {
      while (waiting.length === 0 && !closed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const event = waiting.shift();
      if (event?.event !== 'ffmpeg') return event ?? null;
      const lost = lostLines;
      lostLines = 0;
      return { ...event, lost };
    },
  };
}
