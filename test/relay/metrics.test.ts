import { expect, test } from 'vitest';
import { type SourceStatus, serveRelayMetrics } from '../../src/relay/index.js';

const idle: SourceStatus = {
  ...{ channelName: 'one', state: 'waiting', since: new Date(1_700_000_000_000), until: null, error: null },
  ...{ liveSeconds: 12.5, sentSeconds: 13, bytes: 4096, droppedFrames: 2, lostSeconds: 1.5, reconnects: 3 },
  ...{ bitsPerSecond: null, framesPerSecond: 25, lastLive: new Date(1_700_000_100_000), hasSettled: true },
  ...{
    bufferSeconds: 60,
    readBitsPerSecond: 800_000,
    heldSeconds: 42.5,
    heldBytes: 4_250_000,
    behindSeconds: 4.5,
  },
};

test('the state of the moment is served for Prometheus, and whether all are live', async () => {
  let statuses: SourceStatus[] = [idle];
  const server = await serveRelayMetrics(
    { host: '127.0.0.1', port: 0 },
    {
      ...{ bucket: 'shop', state: () => statuses },
      workers: () => [{ worker: 0, pid: 1, memoryBytes: 90_000_000, cpuSeconds: 1.5 }],
      days: () => [{ channelName: 'one', unsaved: 2 }],
      credentialsEnd: () => new Date(1_700_003_600_000),
    },
  );
  const get = async (path: string, init = {}) => {
    const response = await fetch(new URL(path, server.origin), init);
    return [response.status, await response.text()] as const;
  };
  try {
    const [status, text] = await get('/metrics');
    const ours = text.split('\n').filter((line) => line.startsWith('oss_live_relay_'));
    const labels = '{bucket="shop",channel="one"}';
    expect([status, ours]).toEqual([
      200,
      [
        `oss_live_relay_live_seconds_total${labels} 12.5`,
        `oss_live_relay_sent_seconds_total${labels} 13`,
        `oss_live_relay_sent_bytes_total${labels} 4096`,
        `oss_live_relay_lost_seconds_total${labels} 1.5`,
        `oss_live_relay_reconnects_total${labels} 3`,
        `oss_live_relay_dropped_frames_total${labels} 2`,
        `oss_live_relay_state_since_timestamp_seconds${labels} 1700000000`,
        `oss_live_relay_last_live_timestamp_seconds${labels} 1700000100`,
        `oss_live_relay_frames_per_second${labels} 25`,
        `oss_live_relay_buffer_seconds${labels} 60`,
        `oss_live_relay_buffer_held_seconds${labels} 42.5`,
        `oss_live_relay_buffer_held_bytes${labels} 4250000`,
        `oss_live_relay_read_bits_per_second${labels} 800000`,
        `oss_live_relay_behind_seconds${labels} 4.5`,
        'oss_live_relay_state{bucket="shop",channel="one",state="off"} 0',
        'oss_live_relay_state{bucket="shop",channel="one",state="starting"} 0',
        'oss_live_relay_state{bucket="shop",channel="one",state="connecting"} 0',
        'oss_live_relay_state{bucket="shop",channel="one",state="live"} 0',
        'oss_live_relay_state{bucket="shop",channel="one",state="waiting"} 1',
        'oss_live_relay_state{bucket="shop",channel="one",state="failed"} 0',
        'oss_live_relay_worker_resident_memory_bytes{worker="0"} 90000000',
        'oss_live_relay_worker_cpu_seconds{worker="0"} 1.5',
        'oss_live_relay_credentials_expire_timestamp_seconds{bucket="shop"} 1700003600',
        `oss_live_relay_unsaved_days${labels} 2`,
      ],
    ]);
    expect(text).toMatch(/^oss_live_process_resident_memory_bytes \d+$/m);
    expect(await get('/healthz')).toEqual([200, 'ok\n']);
    expect(await get('/readyz')).toEqual([503, 'one: waiting\n']);
    statuses = [
      { ...idle, state: 'live' },
      { ...idle, channelName: 'two', state: 'off' },
    ];
    expect(await get('/readyz')).toEqual([200, 'ok\n']);
    // One that is dark is told, and holds nothing up.
    statuses = [{ ...idle, channelName: 'two', state: 'live' }, idle];
    expect(await get('/readyz')).toEqual([200, 'one: waiting\n']);
    statuses = [
      { ...idle, state: 'live' },
      { ...idle, channelName: 'two', state: 'connecting', hasSettled: false },
    ];
    expect(await get('/readyz')).toEqual([503, 'two: connecting\n']);
    // A fourth of three shards waits for the others, which wait for it to be ready.
    statuses = [{ ...idle, error: { code: 'ChannelStillLive', message: 'Somebody else is pushing.' } }];
    expect(await get('/readyz')).toEqual([200, 'one: waiting\n']);
    statuses = [{ ...idle, state: 'off', hasSettled: false }];
    expect(await get('/readyz')).toEqual([200, 'ok\n']);
    statuses = [
      { ...idle, state: 'live' },
      { ...idle, channelName: 'two', state: 'off' },
    ];
    expect(await get('/')).toEqual([404, 'There is /metrics, /healthz, /readyz.\n']);
    expect((await get('/metrics', { method: 'POST' }))[0]).toBe(405);
    expect((await get('/metrics'))[1].match(/^oss_live_relay_reconnects_total/gm)).toHaveLength(2);
  } finally {
    await server.close();
  }
});
