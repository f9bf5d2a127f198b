import type { Selection } from '../client/selection.js';
import { type ChannelEvent, EVENTS, type EventName } from './event.js';
import { bandwidthOf, type Channel, type Observation, type Occurrence, observe } from './observe.js';
import { counters } from './state.js';

const SAMPLES = 32;

/** The channels that are watched, those named and those of the list as it last was, and what is known of each. */
export class WatchedChannels {
  readonly selection: Selection;
  /** Look by look. */
  readonly known = new Map<string, Channel>();
  /** Bytes per second at the last looks. */
  readonly samples = new Map<string, number[]>();
  readonly events = counters<EventName>(EVENTS);
  readonly #bucket: string;
  /** Null until the first list has come. */
  #names: ReadonlySet<string> | null;

  constructor(bucket: string, selection: Selection) {
    this.#bucket = bucket;
    this.selection = selection;
    this.#names = selection.listed === null ? new Set(selection.named) : null;
  }

  /** As named, then in the order of the list; null until that has come. */
  get names(): readonly string[] | null {
    return this.#names && [...this.#names];
  }

  has(channelName: string): boolean {
    return this.#names?.has(channelName) ?? false;
  }

  /** Takes a new list; gives what the last one had not, and what it had alone. Nothing is new in the first one. */
  update(list: readonly string[]): { come: readonly string[]; gone: readonly string[] } {
    const { named, listed } = this.selection;
    const wanted = list.filter((name) => listed?.has(name));
    const [before, now] = [this.#names, new Set([...named, ...wanted])];
    this.#names = now;
    return {
      come: before === null ? [] : wanted.filter((name) => !before.has(name)),
      gone: [...(before ?? [])].filter((name) => !now.has(name)),
    };
  }

  /** Takes what a look came to; gives what has happened since the one before. */
  take(channelName: string, observation: Observation, at: Date): ChannelEvent[] {
    const { channel, occurrences } = observe(this.known.get(channelName) ?? null, observation, at);
    this.known.set(channelName, channel);
    const sample = observation.kind === 'stat' ? bandwidthOf(channel.push) : 0;
    this.samples.set(channelName, [...(this.samples.get(channelName) ?? []), sample].slice(-SAMPLES));
    return occurrences.map((occurrence) => this.#event(channelName, channel, occurrence, at));
  }

  forget(channelName: string): void {
    this.known.delete(channelName);
    this.samples.delete(channelName);
  }

  /** It was not there at the last look at the list. */
  appear(channelName: string, at: Date): void {
    this.known.set(channelName, observe(null, { kind: 'absent', message: '' }, at).channel);
  }

  #event(channelName: string, { state }: Channel, occurrence: Occurrence, at: Date): ChannelEvent {
    const { event, push, changes, message } = occurrence;
    const { connectedTime = null, remoteAddr = null, video = null, audio = null } = push ?? {};
    this.events[event]++;
    return {
      ...{ event, time: at.toISOString(), bucket: this.#bucket, channelName, state },
      ...{ connectedTime, remoteAddr, video, audio, changes, message },
    };
  }
}
