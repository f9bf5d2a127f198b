import { CLIENT_LIMITS } from './limits.js';

/** The events that wait for a reader. Which of them make room when they are too many is up to those who tell them. */
export interface Queue<Event> {
  add(event: Event): void;
  /** Undefined when none waits. */
  take(): Event | undefined;
}

interface StreamOptions<Event> {
  /** Begins when the first event is asked for, and waits for no reader. Its failure is thrown after the last event. */
  work(): Promise<void>;
  /** Ends the work: nobody reads any more. */
  leave(): void;
  queue: Queue<Event>;
}

export interface EventStream<Event> {
  emit(event: Event): void;
  /** For one reader. `return()` waits until the work has ended. */
  events: AsyncGenerator<Event, void, void>;
}

/** How many events wait for a reader that is slow. */
export const MOST_WAITING = CLIENT_LIMITS.unreadEvents.value;

/** How a library function that works on its own tells what happens. */
export function openStream<Event>({ work, leave, queue }: StreamOptions<Event>): EventStream<Event> {
  let isClosed = false;
  let wake = () => {};

  async function* generate(): AsyncGenerator<Event, void, void> {
    const working = work().finally(() => {
      isClosed = true;
      wake();
    });
    working.catch(() => undefined);
    try {
      for (let event = queue.take(); event !== undefined || !isClosed; event = queue.take()) {
        if (event !== undefined) yield event;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
      await working;
    } finally {
      leave();
      await working.catch(() => undefined);
    }
  }

  const events = generate();
  const end = events.return.bind(events);
  return {
    emit(event) {
      queue.add(event);
      wake();
    },
    events: Object.assign(events, {
      // A generator that waits for the next event would hear of its end only after that.
      return() {
        leave();
        return end();
      },
    }),
  };
}

/** The oldest make room; what `lost` makes of their number is read in their place. */
export function withoutOldest<Event>(lost: (count: number) => Event): Queue<Event> {
  const waiting: Event[] = [];
  let dropped = 0;
  return {
    add(event) {
      if (waiting.push(event) <= MOST_WAITING) return;
      waiting.shift();
      dropped++;
    },
    take() {
      const count = dropped;
      dropped = 0;
      return count > 0 ? lost(count) : waiting.shift();
    },
  };
}
