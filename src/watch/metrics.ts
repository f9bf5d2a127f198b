import { EVENTS, STATES } from './event.js';
import { REQUEST_RESULTS, type WatchedChannel, type WatchState } from './state.js';

type Measured = Pick<WatchState, 'bucket' | 'channels' | 'events' | 'requests'>;
type Labels = Readonly<Record<string, string>>;
type Value = number | null | undefined;
type Sample = readonly [labels: Labels, value: Value];
type Gauge = readonly [name: string, help: string, value: (channel: WatchedChannel) => Value];

const GAUGES: readonly Gauge[] = [
  ['since_timestamp_seconds', 'Since when it is in that state.', ({ since }) => since.getTime() / 1000],
  ['video_bandwidth_bytes_per_second', 'Video that arrives, while live.', (of) => live(of)?.video?.bandwidth],
  ['audio_bandwidth_bytes_per_second', 'Audio that arrives, while live.', (of) => live(of)?.audio?.bandwidth],
  ['video_frames_per_second', 'Frame rate, while live.', (of) => live(of)?.video?.frameRate],
  ['video_width_pixels', 'Width, while live.', (of) => live(of)?.video?.width],
  ['video_height_pixels', 'Height, while live.', (of) => live(of)?.video?.height],
];

/** The text exposition format of Prometheus, version 0.0.4. */
export function metricsText({ bucket, channels, events, requests }: Measured): string {
  const states = [...channels].flatMap(([channel, { state }]) =>
    STATES.map((one): Sample => [{ bucket, channel, state: one }, one === state ? 1 : 0]),
  );
  const gauges = GAUGES.map(([name, help, value]) => {
    const samples = [...channels].map(([channel, known]): Sample => [{ bucket, channel }, value(known)]);
    return family(`oss_live_channel_${name}`, 'gauge', help, samples);
  });
  const happened = EVENTS.map((event): Sample => [{ bucket, event }, events[event]]);
  const asked = REQUEST_RESULTS.map((result): Sample => [{ bucket, result }, requests[result]]);
  return [
    family('oss_live_channel_state', 'gauge', 'Whether a channel is in the state: 1 or 0.', states),
    ...gauges,
    family('oss_live_events_total', 'counter', 'Events noticed since the start.', happened),
    family('oss_live_requests_total', 'counter', 'Requests to the service since the start.', asked),
  ].join('');
}

/** What is known of a push that has ended is no measurement. */
function live({ state, push }: WatchedChannel): WatchedChannel['push'] {
  return state === 'live' || state === 'stalled' ? push : null;
}

/** A sample without a value is left out: 0 would be a measurement. */
function family(name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]): string {
  const lines = samples.flatMap(([labels, value]) =>
    value == null ? [] : [`${name}{${pairs(labels)}} ${value}\n`],
  );
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function pairs(labels: Labels): string {
  const escaped = (value: string) =>
    value.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`));
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');
}
