import { isDeepStrictEqual } from 'node:util';
import { type Client, createClient } from '../client/client.js';
import { eventStream, withoutOldest } from '../client/event-stream.js';
import { CLIENT_LIMITS } from '../client/limits.js';
import { wait } from '../client/retry.js';
import { serviceClock } from '../client/service-clock.js';
import { within } from '../client/within.js';
import { endpointName } from '../recording/index.js';
import { watchCredentials } from './credentials-end.js';
import { type DaysStatus, type KeptDays, keepDays } from './days/keep-days.js';
import type { RelayEvent, SourceStatus } from './events.js';
import { openPushing, usualBytes } from './open-pushing.js';
import type { RelayOptions, RelaySource } from './options.js';
import type { Pushing } from './pushing.js';
import { type Keeping, type KeptSource, keepSource } from './source.js';
import { settled } from './source-status.js';
import { createUplinkJudge } from './uplink.js';
import type { WorkerFigures } from './workers/worker-process.js';

/** Sources that are kept on air, and how they do. */
export interface Relay extends AsyncGenerator<RelayEvent, void, void> {
  /** How each source does, in their order. */
  state(): readonly SourceStatus[];
  /** What the processes that carry the media take, in their order; none where this one does. */
  workers(): readonly WorkerFigures[];
  /** How the lists of days do. */
  days(): readonly DaysStatus[];
}

/**
 * Keeps many sources on air, each by a push of its own: what befalls one does not touch the others, and none is ever
 * given up. Begins when the first event is asked for; the signal and `return()` end all streams cleanly.
 */
export function relay(options: RelayOptions & { client?: Client | null }): Relay {
  // Hours and days are right by it where this machine's is not.
  const now = serviceClock(options.now, options.client);
  const kept = new Map<string, KeptSource>();
  const running: Pick<Running, 'pushing' | 'days'> = { pushing: null, days: null };
  const work: Parameters<typeof eventStream<RelayEvent>>[0] = (emit, signal) =>
    run(options, Object.assign(running, { kept, now, emit, signal }));
  const events = eventStream<RelayEvent>(work, {
    signal: options.signal as AbortSignal | null | undefined,
    // States are told by `state()` as well: whoever reads too slowly misses old ones.
    queue: withoutOldest((events) => ({ event: 'unread', time: now().toISOString(), events })),
  });
  return Object.assign(events, {
    state: () => [...kept.values()].map(({ status }) => settled(status, now())),
    workers: () => running.pushing?.figures() ?? [],
    days: () => running.days?.status() ?? [],
  });
}

interface Running {
  kept: Map<string, KeptSource>;
  now(): Date;
  emit(event: RelayEvent): void;
  signal: AbortSignal;
  /** Null until it begins. */
  pushing: Pushing | null;
  days: KeptDays | null;
}

const NO_LISTS: ReadonlyMap<string, null> = new Map();

type Untimed<Event> = Event extends unknown ? Omit<Event, 'time'> : never;

async function run(
  { changes, signal: _, ...options }: RelayOptions & { client?: Client | null },
  running: Running,
): Promise<void> {
  const { kept, now, emit, signal } = running;
  const tell = (event: Untimed<RelayEvent>) => emit({ ...event, time: now().toISOString() } as RelayEvent);
  const { sources } = options;
  const pushing = openPushing(options, {
    onStarted: (worker, pid) => tell({ event: 'worker', state: 'started', worker, pid }),
    onEnded: (worker, how, channelNames) =>
      tell({ event: 'worker', state: 'died', worker, how, channelNames }),
  });
  running.pushing = pushing;
  let clockIsTold = false;
  const tellClock = (offsetSeconds: number) => {
    if (offsetSeconds === 0 || clockIsTold) return;
    clockIsTold = true;
    tell({ event: 'clock', offsetSeconds });
  };
  const keeping: Keeping = {
    push: (...asked) => pushing.push(...asked),
    now,
    turn: createTurns(),
    onState({ channelName, state, until, error }, before) {
      tell({ event: 'state', channelName, state, before, until: until?.toISOString() ?? null, error });
    },
    onEvent({ time: _, ...event }, channelName) {
      if (event.event === 'clock') tellClock(event.offsetSeconds);
      else tell({ ...event, channelName });
    },
  };
  tell({ event: 'started', sources: sources.length });
  tellClock((options.client?.clockOffsetMs ?? 0) / 1000);
  const watching = watchCredentials({
    ...{ credentialsEnd: options.credentialsEnd ?? (() => null), now, signal },
    onEnding: (end, ended) => tell({ event: 'credentials', expireAt: end.toISOString(), ended }),
  });
  for (const source of sources) kept.set(source.channelName, keepSource(source, keeping));
  const days = keepDays({
    client: options.client ?? createClient(options),
    ...{ now, ledger: options.ledger ?? null, bucket: options.bucket },
    endpoint: options.endpoint ? endpointName(options.endpoint) : null,
    onSaved: (channelName, day, playlistName) =>
      tell({ event: 'day', channelName, day, playlistName, error: null }),
    onUnsaved(channelName, day, { code, message }) {
      tell({ event: 'day', channelName, day, playlistName: null, error: { code, message } });
    },
  });
  running.days = days;
  await days.keep(options.dayLists ?? NO_LISTS);
  const judgeUplink = createUplinkJudge();
  const looking = setInterval(() => {
    const judged = judgeUplink([...kept.values()].map(({ status }) => status));
    if (judged !== null) tell({ event: 'uplink', ...judged });
  }, UPLINK_LOOK_MS);
  const iterator = changes?.[Symbol.asyncIterator]();
  try {
    const aborted = new Promise<null>((resolve) =>
      signal.addEventListener('abort', () => resolve(null), { once: true }),
    );
    for (; !signal.aborted; ) {
      const next = await Promise.race([aborted, iterator?.next() ?? aborted]);
      if (next === null || next.done || signal.aborted) {
        await aborted;
        break;
      }
      const { bufferBytes, sources, dayLists } = next.value;
      pushing.shareMemory(bufferBytes ?? usualBytes());
      const changed = await change(kept, sources, keeping);
      for (const name of changed.removed) pushing.release(name);
      tell({ event: 'changed', ...changed });
      await days.keep(dayLists ?? NO_LISTS);
    }
  } finally {
    clearInterval(looking);
    iterator?.return?.()?.catch(() => undefined);
    await endAll([days, ...kept.values()], pushing);
    await watching;
    tell({ event: 'ended', sources: kept.size });
  }
}

/** Rejects with the first that had failed, when all have ended. */
async function endAll(keepers: readonly Pick<KeptSource, 'end'>[], pushing: Pushing): Promise<void> {
  const ended = Promise.allSettled(keepers.map((one) => one.end()));
  await within(CLIENT_LIMITS.relayEnd.value, ended);
  await pushing.close();
  for (const one of await ended) if (one.status === 'rejected') throw one.reason;
}

const UPLINK_LOOK_MS = 5000;

/** Ends what is gone, begins what is new, and both for what differs. */
async function change(
  kept: Map<string, KeptSource>,
  sources: readonly RelaySource[],
  keeping: Keeping,
): Promise<{ added: string[]; removed: string[]; restarted: string[] }> {
  const wanted = new Map(sources.map((source) => [source.channelName, source]));
  const names = [...kept.keys()];
  const removed = names.filter((name) => !wanted.has(name));
  const restarted = names.filter(
    (name) => wanted.has(name) && !isDeepStrictEqual(kept.get(name)!.source, wanted.get(name)),
  );
  const added = [...wanted.keys()].filter((name) => !kept.has(name));
  await Promise.all([...removed, ...restarted].map((name) => kept.get(name)!.end()));
  for (const name of removed) kept.delete(name);
  for (const name of [...restarted, ...added]) kept.set(name, keepSource(wanted.get(name)!, keeping));
  return { added, removed, restarted };
}

/** So many sources a second begin: each examines its input and asks the service. */
function createTurns(): Keeping['turn'] {
  let freeAt = 0;
  return async (signal) => {
    const nowMs = performance.now();
    const at = Math.max(nowMs, freeAt);
    freeAt = at + CLIENT_LIMITS.relayStagger.value;
    if (at > nowMs) await wait(at - nowMs, signal);
  };
}
