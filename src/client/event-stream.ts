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
const MOST_WAITING = CLIENT_LIMITS.unreadEvents.value;

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

/** The same for work that a signal ends: `return()` ends it like that, too. */
export function eventStream<Event>(
  work: (emit: (event: Event) => void, signal: AbortSignal) => Promise<void>,
  { signal, queue }: { signal: AbortSignal | null | undefined; queue: Queue<Event> },
): AsyncGenerator<Event, void, void> {
  const left = new AbortController();
  const ended = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  const stream: EventStream<Event> = openStream({
    work: () => work(stream.emit, ended),
    leave: () => left.abort(),
    queue,
  });
  return stream.events;
}

/**
 * Of `progress` only the latest waits. When too many wait, the oldest of these makes room, which `onLost` is told;
 * nothing else is ever left out.
 */
export function withoutProgress<Event extends { event: string }>(
  makesRoom: Event['event'],
  onLost: () => void = () => undefined,
): Queue<Event> {
  const waiting: Event[] = [];

  function leaveOut(event: Event['event']): boolean {
    const index = waiting.findIndex((one) => one.event === event);
    if (index >= 0) waiting.splice(index, 1);
    return index >= 0;
  }

  return {
    add(event) {
      if (event.event === 'progress') leaveOut('progress');
      waiting.push(event);
      if (waiting.length > MOST_WAITING && leaveOut(makesRoom)) onLost();
    },
    take: () => waiting.shift(),
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
