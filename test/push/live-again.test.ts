// Live inputs: one that ends is an outage, and what is lost of one is counted.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Camera, httpCamera, rtspCamera } from '../helpers/camera.js';
import { cuttableWay } from '../helpers/cuttable-way.js';
import { schemaChecker } from '../helpers/json-schema.js';
import { clip, codedFrames } from '../helpers/media.js';
import { createStudio, storedPictures } from '../helpers/studio.js';

const checkEvent = schemaChecker('docs/push-events.schema.json');

const seconds = (event: Record<string, unknown> | undefined): number => Number(event?.seconds);

describe.concurrent('a camera', () => {
  test('that goes away and returns is on air again', async () => {
    const studio = await createStudio();
    const camera = await rtspCamera();
    const port = Number(new URL(camera.url).port);
    const stop = new AbortController();
    let lives = 0;
    let [gone, back]: Promise<unknown>[] = [];
    const pushed = await studio.events([camera.url, 'cam', '--retry-for', '2m'], {
      signal: stop.signal,
      onEvent(event) {
        if (event.event === 'live') lives++;
        if (event.event === 'progress' && lives === 1 && seconds(event) > 5) gone ??= camera.goAway();
        // Pauses between attempts are random: three may be over in no time.
        if (event.event === 'reconnecting' && event.attempt === 3)
          back ??= sleep(3000).then(() => rtspCamera(port));
        if (event.event === 'missing') stop.abort();
      },
    });
    await Promise.all([gone, back]);
    expect([pushed.stderr, pushed.events.flatMap(checkEvent)]).toEqual(['', []]);
    expect(lives).toBe(2);
    const missing = pushed.event('missing');
    expect(missing).toMatchObject({ by: 'stored' });
    expect(seconds(missing)).toBeGreaterThan(1);
    expect(pushed.event('ended')).toMatchObject({ lostSeconds: missing?.seconds, interrupted: true });
  });

  test('that is switched on later is waited for', async () => {
    const studio = await createStudio();
    const earlier = await rtspCamera();
    await earlier.goAway();
    let camera: Promise<Camera> | null = null;
    const stop = new AbortController();
    const { names, event } = await studio.events([earlier.url, 'cam', '--retry-for', '2m'], {
      signal: stop.signal,
      onEvent({ event }) {
        if (event === 'reconnecting') camera ??= rtspCamera(Number(new URL(earlier.url).port));
        if (event === 'live') stop.abort();
      },
    });
    expect(names.filter((name) => name !== 'reconnecting')).toEqual([
      ...['preflight', 'connecting', 'live', 'ended'],
    ]);
    expect(event('reconnecting')).toMatchObject({ error: { code: 'InputUnreachable' } });
    expect(await camera).not.toBeNull();
  });

  test('that ends, ends the push with --once', async () => {
    const studio = await createStudio();
    const camera = await httpCamera(await clip({ seconds: 30, gop: 25 }), { loops: true });
    const { exitCode, names } = await studio.events([camera.url, 'cam', '--once'], {
      onEvent({ event }) {
        if (event === 'live') void camera.goAway();
      },
    });
    expect([exitCode, names.filter((name) => name === 'reconnecting')]).toEqual([0, []]);
  });

  test('of which the service gets nothing for some time: what is lost is counted', async () => {
    const studio = await createStudio();
    const path = await clip({ seconds: 120, gop: 25 });
    const camera = await httpCamera(path);
    const way = await cuttableWay(studio.url);
    const stop = new AbortController();
    let stage = 0;
    const pushed = await studio.events([camera.url, 'cam', '-e', way.url], {
      signal: stop.signal,
      onEvent(event) {
        if (event.event === 'missing') stop.abort();
        if (event.event !== 'progress') return;
        if (stage === 0 && event.live && seconds(event) > 5) {
          stage = 1;
          way.hold();
        } else if (stage === 1 && seconds(event) > 12) {
          stage = 2;
          way.cut('rst');
        }
      },
    });
    expect(pushed.events.flatMap(checkEvent)).toEqual([]);
    const stored = new Set(await storedPictures(studio));
    const sent = (await codedFrames(path)).video.map(({ hash }) => stored.has(hash));
    const [first, last] = [sent.indexOf(true), sent.lastIndexOf(true)];
    const lost = sent.slice(first, last).filter((isStored) => !isStored).length / 25;
    expect(lost).toBeGreaterThan(5);
    expect(seconds(pushed.event('missing'))).toBeGreaterThan(lost - 1);
    expect(seconds(pushed.event('missing'))).toBeLessThan(lost + 1);
  });
});

test('a push that is ended by the service begins again: the key was good', async () => {
  const studio = await createStudio(8);
  let kicked = false;
  const { exitCode, event } = await studio.events(['1.flv', 'cam'], {
    onEvent({ event }) {
      if (event !== 'live' || kicked) return;
      kicked = true;
      studio.emulator.control.kick('cam');
    },
  });
  expect(exitCode).toBe(0);
  // ffmpeg may find the connection closed before it has read why.
  expect(event('reconnecting')).toMatchObject({
    error: { code: expect.stringMatching(/^(PushEnded|ConnectionLost)$/) },
  });
});
