import { type ChannelEvent, EVENTS, type EventName } from './event.js';
import { bandwidthOf, type Channel, type Observation, type Occurrence, observe } from './observe.js';
import { counters } from './state.js';

const SAMPLES = 32;

/** What is known of the channels, look by look. */
export class KnownChannels {
  readonly channels = new Map<string, Channel>();
  /** Bytes per second at the last looks. */
  readonly samples = new Map<string, number[]>();
  readonly events = counters<EventName>(EVENTS);
  readonly #bucket: string;

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  /** Takes what a look came to; gives what has happened since the one before. */
  take(channelName: string, observation: Observation, at: Date): ChannelEvent[] {
    const { channel, occurrences } = observe(this.channels.get(channelName) ?? null, observation, at);
    this.channels.set(channelName, channel);
    const sample = observation.kind === 'stat' ? bandwidthOf(channel.push) : 0;
    this.samples.set(channelName, [...(this.samples.get(channelName) ?? []), sample].slice(-SAMPLES));
    return occurrences.map((occurrence) => this.#event(channelName, channel, occurrence, at));
  }

  /** A channel that was not there at the last look at the list. */
  appear(channelName: string, at: Date): void {
    this.channels.set(channelName, observe(null, { kind: 'absent', message: '' }, at).channel);
  }

  forget(channelName: string): void {
    this.channels.delete(channelName);
    this.samples.delete(channelName);
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
