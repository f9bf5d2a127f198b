import { EVENTS, type EventName, STATES } from './event.js';
import type { Channel } from './observe.js';

export interface Measured {
  bucket: string;
  channels: ReadonlyMap<string, Channel>;
  events: Readonly<Record<EventName, number>>;
  requests: Readonly<Record<RequestResult, number>>;
}

export const REQUEST_RESULTS = ['ok', 'refused', 'throttled', 'failed'] as const;

export type RequestResult = (typeof REQUEST_RESULTS)[number];

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number | null | undefined];

/** The text exposition format of Prometheus, version 0.0.4. */
export function metricsText({ bucket, channels, events, requests }: Measured): string {
  const each = (value: (channel: Channel) => number | null | undefined): Sample[] =>
    [...channels].map(([channel, known]) => [{ bucket, channel }, value(known)]);
  return [
    family('oss_live_channel_state', 'gauge', 'Whether a channel is in the state: 1 or 0.', [
      ...[...channels].flatMap(([channel, { state }]) =>
        STATES.map((one): Sample => [{ bucket, channel, state: one }, one === state ? 1 : 0]),
      ),
    ]),
    family(
      'oss_live_channel_since_timestamp_seconds',
      'gauge',
      'Since when it is in that state.',
      each(({ since }) => since.getTime() / 1000),
    ),
    family(
      'oss_live_channel_video_bandwidth_bytes_per_second',
      'gauge',
      'Video that arrives, while live.',
      each(live(({ push }) => push?.video?.bandwidth)),
    ),
    family(
      'oss_live_channel_audio_bandwidth_bytes_per_second',
      'gauge',
      'Audio that arrives, while live.',
      each(live(({ push }) => push?.audio?.bandwidth)),
    ),
    family(
      'oss_live_channel_video_frames_per_second',
      'gauge',
      'Frame rate, while live.',
      each(live(({ push }) => push?.video?.frameRate)),
    ),
    family(
      'oss_live_channel_video_width_pixels',
      'gauge',
      'Width, while live.',
      each(live(({ push }) => push?.video?.width)),
    ),
    family(
      'oss_live_channel_video_height_pixels',
      'gauge',
      'Height, while live.',
      each(live(({ push }) => push?.video?.height)),
    ),
    family(
      'oss_live_events_total',
      'counter',
      'Events noticed since the start.',
      EVENTS.map((event): Sample => [{ bucket, event }, events[event]]),
    ),
    family(
      'oss_live_requests_total',
      'counter',
      'Requests to the service since the start.',
      REQUEST_RESULTS.map((result): Sample => [{ bucket, result }, requests[result]]),
    ),
  ].join('');
}

function live(value: (channel: Channel) => number | null | undefined): typeof value {
  return (channel) => (channel.state === 'live' || channel.state === 'stalled' ? value(channel) : null);
}

/** A sample without a value is left out: 0 would be a measurement. */
function family(name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]): string {
  const lines = samples.flatMap(([labels, value]) =>
    value == null ? [] : [`${name}{${pairs(labels)}} ${value}\n`],
  );
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function pairs(labels: Labels): string {
  return Object.entries(labels)
    .map(
      ([name, value]) =>
        `${name}="${value.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`))}"`,
    )
    .join(',');
}
