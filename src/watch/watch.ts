import { setMaxListeners } from 'node:events';
import { createClient } from '../client/client.js';
import { endpointOfRegion } from '../client/endpoint.js';
import { openStream, withoutOldest } from '../client/event-stream.js';
import type { LiveRecord } from '../client/operations/get-live-channel-history.js';
import { selectionOf } from '../client/selection.js';
import { serviceClock } from '../client/service-clock.js';
import { english } from '../english.js';
import { CommandError } from '../errors.js';
import { endpointName, ledgerEntries } from '../recording/index.js';
import { Asking } from './asking.js';
import type { Trouble, WatchEvent } from './event.js';
import { type Followers, openFollowers } from './followers.js';
import { Histories } from './histories.js';
import { lookInTurn } from './looks.js';
import { checkOptions, type WatchOptions } from './options.js';
import { Schedule } from './schedule.js';
import { type Goal, isReached, type WatchState } from './state.js';
import { WatchedChannels } from './watched-channels.js';

/**
 * What happens to channels, for one reader. `return()`, as by leaving a `for await`, ends it and waits until all is
 * handed on, ten seconds at most.
 */
export interface Watching extends AsyncGenerator<WatchEvent, void, void> {
  /** What is known at the moment, at any time; before the first look nothing. */
  state(): WatchState;
}

const DEFAULT_SECONDS = 5;

/** Why no more is asked, beside the caller's signal. */
type End = { because: 'reached' | 'late' | 'returned' } | { because: 'failed'; reason: unknown };

/**
 * Watches channels of a bucket and hands on what happens to them (docs/watch.md). Throws UsageError for options that
 * are wrong; asks nothing before the first event is asked for. It ends when `until` is reached or the signal aborted,
 * and fails with ConfigurationError for a ledger that cannot be used, with ServiceError when the first answer shows that
 * nothing can be watched, and with CommandError `WaitedTooLong`. Other trouble is an event and ends nothing. Looks wait
 * for no reader: of more than 1,000 events the oldest are dropped, and the trouble `unread` says how many.
 */
export function watch(options: WatchOptions): Watching {
  checkOptions(options);
  const { bucket, intervalSeconds, until = null, timeoutSeconds, only, on } = options;
  const endpoint = endpointOf(options);
  const signal = options.signal ?? new AbortController().signal;
  const client = options.client ? options.client : createClient({ ...options, retry: { attempts: 1 } });
  // How long something lasts is told by times of the service, and a stall by how long it has lasted.
  const now = serviceClock(options.now, client);
  const stopping = new AbortController();
  const ended = AbortSignal.any([signal, stopping.signal]);
  // Each request on its way listens, and Node takes more than ten for a leak.
  setMaxListeners(0, ended);

  const { emit, events } = openStream<WatchEvent>({
    work,
    leave: () => end({ because: 'returned' }),
    queue: withoutOldest((count) => {
      const message = english`${count} events were dropped: they were not read in time.`;
      return troubleEvent({ trouble: 'unread', message });
    }),
  });
  const onTrouble = (trouble: Trouble) => emit(troubleEvent(trouble));
  const channels = new WatchedChannels(bucket, selectionOf(options));
  const schedule = new Schedule({
    intervalMs: 1000 * (intervalSeconds ?? DEFAULT_SECONDS),
    signal: ended,
    onFailed: (reason) => end({ because: 'failed', reason }),
  });
  const asking = new Asking(client, ended, (retryAfterSeconds) => {
    const silence = schedule.slowDown(retryAfterSeconds);
    if (silence === null) return;
    const first = silence === 0 ? '' : english`again in ${silence}s, then `;
    const message = english`The service wants fewer requests: asking ${first}every ${schedule.intervalSeconds}s.`;
    onTrouble({ trouble: 'throttled', message });
  });

  function troubleEvent(trouble: Trouble): WatchEvent {
    return { event: 'trouble', time: now().toISOString(), bucket, about: null, reason: null, ...trouble };
  }

  function end(why: End): void {
    stopping.abort(why);
  }

  async function work(): Promise<void> {
    const followers = await openFollowers(options, { now, signal, onTrouble });
    const timer =
      timeoutSeconds == null ? undefined : setTimeout(() => end({ because: 'late' }), 1000 * timeoutSeconds);
    try {
      await lookAndHandOn(followers);
    } finally {
      clearTimeout(timer);
      followers.end();
    }
  }

  async function lookAndHandOn(followers: Followers): Promise<void> {
    const { ledger } = followers;
    const histories = ledger && new Histories();
    function onHistory(channelName: string, records: readonly LiveRecord[]): void {
      ledger?.push(ledgerEntries(records, { endpoint, bucket, channelName }));
    }
    await lookInTurn({
      ...{ asking, schedule, channels, histories, now, signal: ended, onHistory, onTrouble },
      onEvent(event, before) {
        if (only == null || only.some((state) => state === event.state || state === before)) emit(event);
        if (event.event !== 'watching' && (on == null || on.includes(event.event))) followers.event(event);
      },
      onLook() {
        const isComplete = channels.names?.every((name) => channels.known.has(name)) ?? true;
        if (until !== null && isComplete && isReached(channels.known, until)) end({ because: 'reached' });
      },
    });
    const why = stopping.signal.reason as End | undefined;
    if (why?.because === 'failed') throw why.reason;
    // The push whose end was waited for is to be in the ledger too.
    for (const channelName of signal.aborted ? [] : (histories?.unfinished ?? [])) {
      const asked = client.getLiveChannelHistory({ channelName }, { signal });
      onHistory(channelName, (await asked.catch(() => null))?.records ?? []);
    }
    await followers.finish();
    if (!signal.aborted && until !== null && why?.because === 'late') throw waitedTooLong(until);
  }

  return Object.assign(events, {
    state: () => ({
      ...{ bucket, intervalSeconds: schedule.intervalSeconds, names: channels.names ?? [] },
      ...{ channels: channels.known, samples: channels.samples },
      ...{ events: channels.events, requests: asking.results },
    }),
  });
}

/** As lines of the ledger say it; null when nobody has. */
function endpointOf({ endpoint, ...options }: WatchOptions): string | null {
  if (endpoint) return endpointName(endpoint);
  return !options.client && options.region ? endpointName(endpointOfRegion(options.region)) : null;
}

function waitedTooLong(until: Goal): CommandError {
  return new CommandError(
    'WaitedTooLong',
    english`Not every channel ${until === 'live' ? english`went live` : english`fell idle`} in time.`,
    'waitedTooLong',
    { advice: { do: 'waitLonger' } },
  );
}
