import { eventStream, type Queue } from '../client/event-stream.js';
import { OssLiveError } from '../errors.js';

/** Work that is told by events. */
export interface Telling<Happening> {
  channelName: string;
  now(): Date;
  /** What it has come to, for the last event. */
  tally: object;
  work(emit: (event: Happening) => void, signal: AbortSignal): Promise<void>;
}

/**
 * The events of some work, each with its time; the last is `ended`, with the tally and what ended it early, which is then
 * thrown. `begin` is called when the first event is asked for.
 */
export function told<Event, Happening extends { event: string }>(
  begin: () => Promise<Telling<Happening>>,
  { signal: ending, queue }: { signal: AbortSignal | null | undefined; queue: Queue<Event> },
): AsyncGenerator<Event, void, void> {
  return eventStream(
    async (add, signal) => {
      const { channelName, now, tally, work } = await begin();
      const emit = ({ event, ...fields }: { event: string }): void =>
        add({ event, time: now().toISOString(), ...fields } as Event);
      const began = performance.now();
      const ended = (error: OssLiveError | null): void =>
        emit({
          event: 'ended',
          ...{ channelName, ...tally },
          elapsedSeconds: Math.round(performance.now() - began) / 1000,
          interrupted: signal.aborted,
          error: error && { code: error.code, message: error.message },
        } as { event: string });
      try {
        await work(emit, signal);
      } catch (thrown) {
        const { interruption } = await import('../client/retry.js');
        const error = signal.aborted ? interruption(signal) : thrown;
        if (error instanceof OssLiveError) ended(error);
        throw error;
      }
      ended(null);
    },
    { signal: ending, queue },
  );
}
