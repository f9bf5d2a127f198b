import { type EventStream, MOST_WAITING, openStream, type Queue } from '../../client/event-stream.js';
import type { DownloadEvent } from './events.js';

export type Emit = (event: DownloadEvent) => void;

/** What `work` emits, for one reader. `return()` aborts the work and waits until it has ended. */
export function eventStream(
  work: (emit: Emit, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal | null | undefined,
): AsyncGenerator<DownloadEvent, void, void> {
  const left = new AbortController();
  const ended = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  const stream: EventStream<DownloadEvent> = openStream({
    work: () => work(stream.emit, ended),
    leave: () => left.abort(),
    queue: createQueue(),
  });
  return stream.events;
}

/** Of `progress` only the latest waits; of more than a thousand events the oldest attempts make room. */
function createQueue(): Queue<DownloadEvent> {
  const waiting: DownloadEvent[] = [];

  function leaveOut(event: DownloadEvent['event']): void {
    const index = waiting.findIndex((one) => one.event === event);
    if (index >= 0) waiting.splice(index, 1);
  }

  return {
    add(event) {
      if (event.event === 'progress') leaveOut('progress');
      waiting.push(event);
      if (waiting.length > MOST_WAITING) leaveOut('retrying');
    },
    take: () => waiting.shift(),
  };
}
