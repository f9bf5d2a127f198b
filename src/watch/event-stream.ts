import { CLIENT_LIMITS } from '../client/limits.js';

export interface StreamOptions<Event> {
  /** Begins when the first event is asked for, and waits for no reader. Its failure is thrown after the last event. */
  work(): Promise<void>;
  /** Ends the work: nobody reads any more. */
  leave(): void;
  /** What is read in the place of the events that were dropped. */
  lost(count: number): Event;
}

export interface EventStream<Event> {
  emit(event: Event): void;
  /** For one reader. `return()` waits until the work has ended. */
  events: AsyncGenerator<Event, void, void>;
}

const MOST_WAITING = CLIENT_LIMITS.unreadEvents.value;

/** What `work` emits. A slow reader holds nothing up: it loses the oldest events, and is told how many they were. */
export function eventStream<Event>({ work, leave, lost }: StreamOptions<Event>): EventStream<Event> {
  const waiting: Event[] = [];
  let dropped = 0;
  let isClosed = false;
  let wake = () => {};

  function take(): Event | undefined {
    const count = dropped;
    dropped = 0;
    return count > 0 ? lost(count) : waiting.shift();
  }

  async function* generate(): AsyncGenerator<Event, void, void> {
    const working = work().finally(() => {
      isClosed = true;
      wake();
    });
    working.catch(() => undefined);
    try {
      while (!isClosed || waiting.length > 0) {
        const event = take();
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
      if (waiting.push(event) > MOST_WAITING) {
        waiting.shift();
        dropped++;
      }
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
