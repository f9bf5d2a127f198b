import type { Client } from '../../client/client.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { turns } from '../../client/side-by-side.js';
import type { OssLiveError } from '../../errors.js';
import { type Day, dayListName, missingDays, saveDay } from '../../recording/index.js';
import { dayAt, daysBefore } from '../hours.js';
import { knownError } from '../known-error.js';
import { sleepUntil } from '../sleep-until.js';

/** How the lists of the days of a channel do. */
export interface DaysStatus {
  channelName: string;
  /** Days whose list is not saved, though it should be. */
  unsaved: number;
}

export interface DaysKeeping {
  client: Client;
  /** As a ledger names them. */
  endpoint: string | null;
  bucket: string;
  ledger: string | null;
  /** By the clock of the service, which names the segments. */
  now(): Date;
  onSaved(channelName: string, day: string, playlistName: string): void;
  /** Once for each reason; it is tried again. */
  onUnsaved(channelName: string, day: string | null, error: OssLiveError): void;
}

/** Keepers of lists, of which there may be others from now on. */
export interface KeptDays {
  /** Time zones by channel; null for that of the machine. */
  keep(zones: ReadonlyMap<string, string | null>): Promise<void>;
  status(): DaysStatus[];
  end(): Promise<void>;
}

/**
 * Saves the list of each day of channels when it is over, and at first what is missing of the days before: what nobody was
 * there for is caught up with. A list that is there stays as it is.
 */
export function keepDays(keeping: DaysKeeping): KeptDays {
  const turn = turns(CLIENT_LIMITS.dayListsAtOnce.value);
  const kept = new Map<string, { zone: string | null; status: DaysStatus; end(): Promise<void> }>();
  const drop = async (channelName: string): Promise<void> => {
    const one = kept.get(channelName);
    kept.delete(channelName);
    await one?.end();
  };
  return {
    async keep(zones) {
      const gone = [...kept].filter(([name, { zone }]) => !zones.has(name) || zones.get(name) !== zone);
      await Promise.all(gone.map(([name]) => drop(name)));
      for (const [channelName, zone] of zones) {
        if (kept.has(channelName)) continue;
        const status = { channelName, unsaved: 0 };
        kept.set(channelName, { zone, status, end: begin({ ...keeping, zone, status, turn }) });
      }
    },
    status: () => [...kept.values()].map(({ status }) => ({ ...status })),
    end: async () => void (await Promise.all([...kept.keys()].map(drop))),
  };
}

interface Keeper extends DaysKeeping {
  zone: string | null;
  status: DaysStatus;
  turn: ReturnType<typeof turns>;
}

/** Gives what ends it. */
function begin(keeper: Keeper): () => Promise<void> {
  const ending = new AbortController();
  const ended = keepOn(keeper, ending.signal).catch((error) => {
    if (!ending.signal.aborted) throw error;
  });
  // `end()` tells it; until then it is no reason to end the process, and the cameras with it.
  ended.catch(() => undefined);
  return async () => {
    ending.abort();
    await ended;
  };
}

const FIRST_RETRY_MS = 60_000;

async function keepOn(keeper: Keeper, signal: AbortSignal): Promise<void> {
  const { now, status } = keeper;
  let told: string | null = null;
  for (let failures = 0; ; ) {
    const { failure, nextMs } = await keepOnce(keeper, signal).catch((error: unknown): Kept => {
      signal.throwIfAborted();
      return { failure: { day: null, error: knownError(error) }, nextMs: Number.POSITIVE_INFINITY };
    });
    const message = failure?.error.message ?? null;
    if (failure !== null && message !== told)
      keeper.onUnsaved(status.channelName, failure.day, failure.error);
    told = message;
    failures = failure === null ? 0 : failures + 1;
    const retryMs = Math.min(CLIENT_LIMITS.dayListRetry.value, FIRST_RETRY_MS * 2 ** (failures - 1));
    const untilMs = failure === null ? nextMs : Math.min(nextMs, now().getTime() + retryMs);
    await sleepUntil(new Date(untilMs), { now, signal, mostMs: failure === null ? undefined : retryMs });
  }
}

interface Failure {
  /** Null before it is known which are missing. */
  day: string | null;
  error: OssLiveError;
}

interface Kept {
  failure: Failure | null;
  /** When the next list is due. */
  nextMs: number;
}

async function keepOnce(keeper: Keeper, signal: AbortSignal): Promise<Kept> {
  const zone = keeper.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  // A day is over when its last segment is there.
  const delayMs = CLIENT_LIMITS.dayListDelay.value;
  const moment = () => new Date(keeper.now().getTime() - delayMs);
  const days = daysBefore(zone, moment(), CLIENT_LIMITS.dayListsBack.value);
  const failure = await keeper.turn(() => catchUp(keeper, days, signal));
  return { failure, nextMs: dayAt(zone, moment()).until.getTime() + delayMs };
}

/** Saves what is missing; gives the first failure. A day that cannot be saved keeps nobody from the others. */
async function catchUp(keeper: Keeper, days: readonly Day[], signal: AbortSignal): Promise<Failure | null> {
  const { client, endpoint, bucket, ledger, now, status } = keeper;
  const { channelName } = status;
  const place = { client, endpoint, bucket, ledger, channelName, now: now(), signal };
  const failures: Failure[] = [];
  const attempt = async (day: string | null, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      signal.throwIfAborted();
      failures.push({ day, error: knownError(error) });
    }
  };
  let missing: readonly Day[] = [];
  await attempt(null, async () => {
    missing = await missingDays(place, days);
  });
  for (const [index, day] of missing.entries()) {
    await attempt(day.day, async () => {
      if ((await saveDay(place, day)) !== 'saved') return;
      keeper.onSaved(channelName, day.day, dayListName(day.day));
    });
    status.unsaved = failures.length;
    if (failures.at(-1)?.error.kind !== 'network') continue;
    status.unsaved = failures.length + missing.length - index - 1;
    break;
  }
  if (failures.length === 0) status.unsaved = 0;
  return failures[0] ?? null;
}
