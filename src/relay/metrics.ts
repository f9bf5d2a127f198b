import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ListenAddress, OpenServer } from '../client/open-server.js';
import { type Page, servePages } from '../client/serve-pages.js';
import type { DaysStatus } from './days/keep-days.js';
import { SOURCE_STATES, type SourceStatus } from './events.js';
import type { WorkerFigures } from './workers/worker-process.js';

/** What is told of a relay. */
export interface Measured {
  bucket: string;
  state(): readonly SourceStatus[];
  workers(): readonly WorkerFigures[];
  days(): readonly DaysStatus[];
  /** When its credentials stop being good; null when that is not known, or new ones come by themselves. */
  credentialsEnd(): Date | null;
}

/**
 * Answers `/metrics` for Prometheus, `/healthz` as long as the process is there, and `/readyz` with 200 when every source
 * has had its first turn, and not all that should be live are dark, but for those that somebody else pushes to.
 * Rejects with CommandError when the port is taken.
 */
export function serveRelayMetrics(address: ListenAddress, measured: Measured): Promise<OpenServer> {
  const { state } = measured;
  const registry = registryOf(measured);
  const metrics = async (): Promise<Page> => ({
    ...{ status: 200, contentType: registry.contentType, text: await registry.metrics() },
  });
  const healthz = (): Page => plain(200, 'ok\n');
  const readyz = (): Page => {
    const due = state().filter(({ state: its }) => its !== 'off');
    const dark = due.filter(({ state: its }) => its !== 'live');
    // One camera that is dark for good must not hold up a new version everywhere else; nor must those that another
    // still pushes to, which ends when it is this one's turn.
    const isUp = due.some((one) => one.state === 'live' || one.error?.code === 'ChannelStillLive');
    const isReady = due.every(({ hasSettled }) => hasSettled) && (isUp || due.length === 0);
    const names = dark.map(({ channelName, state: its }) => `${channelName}: ${its}\n`);
    return plain(isReady ? 200 : 503, names.join('') || 'ok\n');
  };
  const pages: [string, () => Page | Promise<Page>][] = [
    ['/metrics', metrics],
    ['/healthz', healthz],
    ['/readyz', readyz],
  ];
  return servePages(address, new Map(pages));
}

function plain(status: number, text: string): Page {
  return { status, contentType: 'text/plain; charset=utf-8', text };
}

/** What the processes that carry the media take; those of this process are prom-client's own. */
function tellWorkers(registry: Registry, workers: Measured['workers']): void {
  const asked = { labelNames: ['worker'], registers: [registry] };
  new Gauge({
    ...{
      name: 'oss_live_relay_worker_resident_memory_bytes',
      help: 'Memory of a process of media.',
      ...asked,
    },
    collect() {
      this.reset();
      for (const { worker, memoryBytes } of workers()) this.set({ worker }, memoryBytes);
    },
  });
  new Gauge({
    ...{ name: 'oss_live_relay_worker_cpu_seconds', help: 'Processor time of it since its start.', ...asked },
    collect() {
      this.reset();
      for (const { worker, cpuSeconds } of workers()) this.set({ worker }, cpuSeconds);
    },
  });
}

type Measure = readonly [name: string, help: string, value: (status: SourceStatus) => number | null];

/** They only grow; of a source that began anew they go on. */
const COUNTERS: readonly Measure[] = [
  ['live_seconds_total', 'So long the service has seen the source.', ({ liveSeconds }) => liveSeconds],
  ['sent_seconds_total', 'So much of the source was sent.', ({ sentSeconds }) => sentSeconds],
  ['sent_bytes_total', 'So much was sent.', ({ bytes }) => bytes],
  ['lost_seconds_total', 'Of live input: what was not stored.', ({ lostSeconds }) => lostSeconds],
  ['reconnects_total', 'Connections after the first.', ({ reconnects }) => reconnects],
  ['dropped_frames_total', 'Frames that were not sent.', ({ droppedFrames }) => droppedFrames],
];

const GAUGES: readonly Measure[] = [
  ['state_since_timestamp_seconds', 'Since when it is in its state.', ({ since }) => since.getTime() / 1000],
  [
    'last_live_timestamp_seconds',
    'When it was last live.',
    ({ lastLive }) => lastLive && lastLive.getTime() / 1000,
  ],
  ['bits_per_second', 'What is sent now.', ({ bitsPerSecond }) => bitsPerSecond],
  ['frames_per_second', 'Pictures that are sent now.', ({ framesPerSecond }) => framesPerSecond],
  ['buffer_seconds', 'How long its buffer is.', ({ bufferSeconds }) => bufferSeconds],
  ['buffer_held_seconds', 'What its buffer holds.', ({ heldSeconds }) => heldSeconds],
  ['buffer_held_bytes', 'The same in bytes.', ({ heldBytes }) => heldBytes],
  [
    'read_bits_per_second',
    'With a buffer: what the source brings.',
    ({ readBitsPerSecond }) => readBitsPerSecond,
  ],
  [
    'behind_seconds',
    'With a buffer: how far what was sent is behind what was read.',
    ({ behindSeconds }) => behindSeconds,
  ],
];

function registryOf({ bucket, state, workers, days, credentialsEnd }: Measured): Registry {
  const registry = new Registry();
  const labelNames = ['bucket', 'channel'] as const;
  const registers = [registry];
  for (const [kind, measures] of [[Counter, COUNTERS] as const, [Gauge, GAUGES] as const]) {
    for (const [name, help, value] of measures) {
      new kind({
        ...{ name: `oss_live_relay_${name}`, help, labelNames, registers },
        collect() {
          this.reset();
          for (const status of state()) {
            const measured = value(status);
            // A sample of 0 would be a measurement.
            if (measured !== null) this.inc({ bucket, channel: status.channelName }, measured);
          }
        },
      });
    }
  }
  new Gauge({
    name: 'oss_live_relay_state',
    help: 'Whether a source is in the state: 1 or 0.',
    labelNames: [...labelNames, 'state'],
    registers,
    collect() {
      this.reset();
      for (const { channelName: channel, state: its } of state())
        for (const one of SOURCE_STATES) this.set({ bucket, channel, state: one }, one === its ? 1 : 0);
    },
  });
  tellWorkers(registry, workers);
  new Gauge({
    name: 'oss_live_relay_credentials_expire_timestamp_seconds',
    help: 'When the credentials stop being good, where new ones do not come by themselves.',
    ...{ labelNames: ['bucket'], registers },
    collect() {
      const end = credentialsEnd();
      this.reset();
      if (end !== null) this.set({ bucket }, end.getTime() / 1000);
    },
  });
  new Gauge({
    name: 'oss_live_relay_unsaved_days',
    help: 'Days whose list could not be saved yet.',
    ...{ labelNames, registers },
    collect() {
      this.reset();
      for (const { channelName: channel, unsaved } of days()) this.set({ bucket, channel }, unsaved);
    },
  });
  collectDefaultMetrics({ register: registry, prefix: 'oss_live_' });
  return registry;
}
