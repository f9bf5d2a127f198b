// A camera behind a server that keeps its viewers while the camera begins anew: what follows has the timestamps of the beginning.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { FLV_HEAD, flvTag, readFlvFile } from '../helpers/flv-file.js';
import { clip } from '../helpers/media.js';
import { createStudio } from '../helpers/studio.js';

/** So much has been when the camera begins anew. */
const BEFORE_MS = 40_000;

/** FLV over HTTP without end: the first viewer has seen all that was before the camera began anew. */
async function beginningAnew(): Promise<string> {
  const messages = readFlvFile(await clip({ seconds: 60, gop: 25 }));
  const before = messages.filter(({ timestampMs }) => timestampMs < BEFORE_MS);
  const timers: NodeJS.Timeout[] = [];
  let viewers = 0;
  const server = createServer((_, response) => {
    const seen = viewers++ === 0 ? before : [];
    response.write(Buffer.concat([FLV_HEAD, ...seen.map(flvTag)]));
    const beganMs = performance.now();
    const coming = [...messages];
    const timer = setInterval(() => {
      while (coming[0] !== undefined && coming[0].timestampMs <= performance.now() - beganMs)
        response.write(flvTag(coming.shift()!));
    }, 40);
    timers.push(timer);
    response.on('error', () => undefined).on('close', () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const timer of timers) clearInterval(timer);
    server.close().closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/cam.flv`;
}

test('a camera that begins anew in one connection is connected to again', async () => {
  const studio = await createStudio();
  const stop = new AbortController();
  const push = await studio.events([await beginningAnew(), 'cam', '--no-probe', '--buffer', '60s'], {
    signal: stop.signal,
    onEvent({ event, seconds }) {
      if (event === 'resumed') stop.abort();
      // It has come to where it was before.
      if (event === 'progress' && Number(seconds) > BEFORE_MS / 1000 + 5) stop.abort();
    },
  });
  // It is no slow uplink.
  const slow = push.events.filter(({ event, kind }) => event === 'stall' && kind === 'slow');
  expect(new Set(slow.map(({ of }) => of))).toEqual(new Set(['input']));
  expect([push.event('reconnecting'), push.event('resumed')]).toEqual([
    {
      ...{ event: 'reconnecting', time: expect.any(String), attempt: 2, delaySeconds: expect.any(Number) },
      error: {
        code: 'Stalled',
        message: expect.stringMatching(/^The timestamps of the input have stood still for \d+s\.$/),
      },
    },
    { event: 'resumed', time: expect.any(String), gapSeconds: expect.any(Number) },
  ]);
});
