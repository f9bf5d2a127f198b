import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveRecord } from '../client/operations/get-live-channel-history.js';
import type { LiveChannelStat } from '../client/operations/get-live-channel-stat.js';
import { EVENTS, type EventName, type WatchEvent } from './event.js';
import { failedLook, isOfBucket, retryAfterSeconds } from './failure.js';
import { type LedgerEntry, ledgerEntries } from './ledger.js';
import { REQUEST_RESULTS, type RequestResult } from './metrics.js';
import { bandwidthOf, type Channel, type Observation, type Occurrence, observe } from './observe.js';
import { afterCalmRound, gapMs, type Pace, pauseMs, slower } from './pace.js';

/** What a watcher asks of the service, each in one request or one request a page. */
export interface Service {
  stat(channelName: string, signal: AbortSignal): Promise<LiveChannelStat>;
  /** The names of all channels of the bucket. */
  list(signal: AbortSignal): Promise<string[]>;
  history(channelName: string, signal: AbortSignal): Promise<readonly LiveRecord[]>;
}

export interface WatcherOptions {
  service: Service;
  bucket: string;
  /** Null for all channels of the bucket, those to come included. */
  channelNames: readonly string[] | null;
  intervalMs: number;
  now(): Date;
  signal: AbortSignal;
  onEvent(event: WatchEvent): void;
  /** Told of what concerns no single channel: the list cannot be had, the service wants fewer requests. */
  onTrouble?(message: string): void;
  /** After every look at a channel. */
  onLook?(): void;
  /** Asked for with a ledger only: the finished pushes of a channel, some of which it may have. */
  onHistory?: ((entries: readonly LedgerEntry[]) => void) | null;
}

const MOST_IN_FLIGHT = 16;
const SHORTEST_GAP_MS = gapMs({ intervalMs: 0, factor: 1 }, 1);
const SAMPLES = 32;
/** The history may be a moment behind the state. */
const HISTORY_TRIES = 5;
/** A push that began and ended between two looks is found by asking for the history now and then. */
const HISTORY_ROUNDS = 60;

/** Asks about channels in turn, for ever, and tells what has happened to them. */
export class Watcher {
  readonly channels = new Map<string, Channel>();
  readonly events = counters<EventName>(EVENTS);
  readonly requests = counters<RequestResult>(REQUEST_RESULTS);
  readonly #options: WatcherOptions;
  /** Bytes per second at the last looks, by channel. */
  readonly #samples = new Map<string, number[]>();
  /** How often the history of a channel is still to be asked for, until it has the push that ended. */
  readonly #histories = new Map<string, { tries: number; startTime: string | null }>();
  readonly #inFlight = new Map<string, Promise<void>>();
  /** What is watched; null until the first list has come. */
  #names: ReadonlySet<string> | null;
  #pace: Pace;
  /** Whether anything was asked about a channel yet. */
  #hasBegun = false;
  #throttled = false;
  /** Before this, by `performance.now()`, the service wants to be left alone. */
  #quietUntil = 0;
  #listTrouble: string | null = null;
  #failure: { reason: unknown } | null = null;
  readonly #stop = new AbortController();
  /** Aborted by the caller, or by a failure. */
  readonly #ended: AbortSignal;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#names = options.channelNames && new Set(options.channelNames);
    this.#pace = { intervalMs: options.intervalMs, factor: 1, calmRounds: 0 };
    this.#ended = AbortSignal.any([options.signal, this.#stop.signal]);
    // Each request on its way listens, and Node takes more than ten for a leak.
    setMaxListeners(0, this.#ended);
  }

  /** Seconds between two looks at a channel: more than asked for while the service wants fewer requests. */
  get intervalSeconds(): number {
    return (this.#pace.intervalMs * this.#pace.factor) / 1000;
  }

  /** What is watched: as named, or in the order of the list. */
  get names(): readonly string[] {
    return [...(this.#names ?? [])];
  }

  samples(channelName: string): readonly number[] {
    return this.#samples.get(channelName) ?? [];
  }

  /** Whether every channel that is to be watched has been seen. */
  get isComplete(): boolean {
    const names = this.#names;
    return names !== null && [...names].every((name) => this.channels.has(name));
  }

  /** Channels whose last push has ended and was not yet found in the history. */
  get owedHistories(): string[] {
    return [...this.#histories].flatMap(([name, { startTime }]) => (startTime === null ? [] : [name]));
  }

  /** Resolves when the signal is aborted. Rejects for bugs, and when the first answer shows that nothing can be watched. */
  async run(): Promise<void> {
    for (let round = 0; !this.#ended.aborted; round++) await this.#round(round);
    await Promise.all(this.#inFlight.values());
    if (this.#failure !== null) throw this.#failure.reason;
  }

  async #round(round: number): Promise<void> {
    const startedAt = performance.now();
    const isListed = this.#names !== null;
    await this.#quiet();
    if (!isListed) await this.#start('list', () => this.#list());
    const turns = this.#turns(round, isListed);
    // Everything is to be seen soon after the start; from then on requests spread over the interval.
    const isFirst = !this.#hasBegun;
    this.#hasBegun ||= turns.length > 0;
    for (const turn of turns) {
      await this.#quiet();
      await turn();
      await this.#pause(isFirst ? SHORTEST_GAP_MS : gapMs(this.#pace, turns.length));
    }
    if (isFirst) await Promise.all(this.#inFlight.values());
    await this.#pause(this.intervalSeconds * 1000 - (performance.now() - startedAt));
    if (!this.#throttled) this.#pace = afterCalmRound(this.#pace);
    this.#throttled = false;
  }

  /** The requests of a round, each resolving when there is room for the next one. */
  #turns(round: number, isListed: boolean): (() => Promise<void>)[] {
    const { channelNames, onHistory } = this.#options;
    const names = [...(this.#names ?? [])];
    if (onHistory && round % HISTORY_ROUNDS === 0)
      for (const name of names) if (!this.#histories.has(name)) this.#wantHistory(name, 1, null);
    return [
      ...(channelNames === null && isListed ? [() => this.#turn('list', () => this.#list())] : []),
      ...names.map((name) => () => this.#turn(`stat ${name}`, () => this.#look(name))),
      ...[...this.#histories.keys()].map(
        (name) => () => this.#turn(`history ${name}`, () => this.#record(name)),
      ),
    ];
  }

  /** Starts a request unless its last one is still on the way; waits while too many are. */
  async #turn(key: string, request: () => Promise<void>): Promise<void> {
    if (this.#ended.aborted || this.#inFlight.has(key)) return;
    void this.#start(key, request);
    if (this.#inFlight.size >= MOST_IN_FLIGHT) await Promise.race(this.#inFlight.values());
  }

  #start(key: string, request: () => Promise<void>): Promise<void> {
    const settled = request()
      .catch((reason: unknown) => {
        this.#failure ??= { reason };
        this.#stop.abort();
      })
      .finally(() => this.#inFlight.delete(key));
    this.#inFlight.set(key, settled);
    return settled;
  }

  async #quiet(): Promise<void> {
    await this.#pause(this.#quietUntil - performance.now());
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.#ended }).catch(() => undefined);
  }

  /** The answer, or what its failure tells; null when it tells nothing. */
  async #ask<Answer>(
    request: () => Promise<Answer>,
  ): Promise<{ answer: Answer } | { failed: Observation | null }> {
    try {
      const answer = await request();
      this.requests.ok++;
      return { answer };
    } catch (error) {
      if (this.#ended.aborted) return { failed: null };
      const failed = failedLook(error);
      // Without a list there is nothing to watch; without a good key or bucket neither.
      const isHopeless = failed?.kind === 'refused' && (this.#names === null || isOfBucket(error));
      if (this.requests.ok === 0 && isHopeless) throw error;
      if (failed === null) this.#slowDown(retryAfterSeconds(error));
      else this.requests[failed.kind === 'unreachable' ? 'failed' : 'refused']++;
      return { failed };
    }
  }

  #slowDown(retryAfter: number | null): void {
    this.requests.throttled++;
    const wantedMs = pauseMs(retryAfter);
    this.#quietUntil = Math.max(this.#quietUntil, performance.now() + wantedMs);
    // Answers to requests that were on the way already say the same thing again.
    if (this.#throttled) return;
    this.#throttled = true;
    this.#pace = slower(this.#pace);
    const first = wantedMs === 0 ? '' : `again in ${Math.ceil(wantedMs / 1000)} s, then `;
    this.#options.onTrouble?.(
      `The service wants fewer requests: asking ${first}every ${this.intervalSeconds} s.`,
    );
  }

  async #list(): Promise<void> {
    const { service, now } = this.#options;
    const asked = await this.#ask(() => service.list(this.#ended));
    if (!('answer' in asked)) {
      const message = asked.failed && 'message' in asked.failed ? asked.failed.message : null;
      if (message !== null && message !== this.#listTrouble)
        this.#options.onTrouble?.(`The channels cannot be listed: ${message}`);
      this.#listTrouble = message;
      return;
    }
    this.#listTrouble = null;
    const listed = new Set(asked.answer);
    for (const name of this.#names ?? []) {
      if (!listed.has(name))
        this.#take(name, { kind: 'absent', message: 'It is not in the list any more.' }, now());
    }
    for (const name of listed) {
      if (this.#names !== null && !this.#names.has(name)) this.#appear(name);
    }
    this.#names = listed;
    for (const name of this.channels.keys()) if (!listed.has(name)) this.#forget(name);
  }

  /** A channel that was not there at the last look at the list. */
  #appear(channelName: string): void {
    const absent = { kind: 'absent', message: '' } as const;
    this.channels.set(channelName, observe(null, absent, this.#options.now()).channel);
  }

  #forget(channelName: string): void {
    this.channels.delete(channelName);
    this.#samples.delete(channelName);
    this.#histories.delete(channelName);
  }

  async #look(channelName: string): Promise<void> {
    const { service, now } = this.#options;
    const asked = await this.#ask(() => service.stat(channelName, this.#ended));
    const observation: Observation | null =
      'answer' in asked ? { kind: 'stat', stat: asked.answer } : asked.failed;
    if (observation !== null) this.#take(channelName, observation, now());
  }

  #take(channelName: string, observation: Observation, at: Date): void {
    // It was deleted while the answer was on its way.
    if (!this.#names?.has(channelName)) return;
    const { channel, occurrences } = observe(this.channels.get(channelName) ?? null, observation, at);
    this.channels.set(channelName, channel);
    const samples = this.#samples.get(channelName) ?? [];
    samples.push(observation.kind === 'stat' ? bandwidthOf(channel.push) : 0);
    this.#samples.set(channelName, samples.slice(-SAMPLES));
    for (const occurrence of occurrences) this.#tell(channelName, channel, occurrence, at);
    this.#options.onLook?.();
  }

  #tell(channelName: string, { state }: Channel, occurrence: Occurrence, at: Date): void {
    const { event, push, changes, message } = occurrence;
    const { connectedTime = null, remoteAddr = null, video = null, audio = null } = push ?? {};
    this.events[event]++;
    if (event === 'stopped') this.#wantHistory(channelName, HISTORY_TRIES, connectedTime);
    this.#options.onEvent({
      ...{ event, time: at.toISOString(), bucket: this.#options.bucket, channelName, state },
      ...{ connectedTime, remoteAddr, video, audio, changes, message },
    });
  }

  #wantHistory(channelName: string, tries: number, startTime: string | null): void {
    if (this.#options.onHistory) this.#histories.set(channelName, { tries, startTime });
  }

  async #record(channelName: string): Promise<void> {
    const { service, bucket, onHistory } = this.#options;
    const wanted = this.#histories.get(channelName);
    const asked = await this.#ask(() => service.history(channelName, this.#ended));
    if (wanted === undefined) return;
    if ('answer' in asked) onHistory?.(ledgerEntries(asked.answer, { bucket, channelName }));
    const isThere =
      'answer' in asked &&
      (wanted.startTime === null || asked.answer.some(({ startTime }) => startTime === wanted.startTime));
    wanted.tries--;
    if (this.#histories.get(channelName) === wanted && (isThere || wanted.tries <= 0))
      this.#histories.delete(channelName);
  }
}

function counters<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
