import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { cable, firstLine } from '../helpers/cable.js';
import { clip, codedFrames } from '../helpers/media.js';
import { createMachine, PROGRAM, type Ready } from '../helpers/program.js';

const isRoot = process.getuid?.() === 0;
const CONSTANT = ['-b:v', '10M', '-maxrate', '10M', '-bufsize', '10M', '-nal-hrd', 'cbr'];

/** An emulator at the other end of a cable. */
async function farEmulator() {
  const { folder, environment } = createMachine();
  const link = await cable();
  const dataDir = join(folder, 'data');
  const options = ['--host', link.address, '--port', '0', '--data-dir', dataDir, '--json', '--show-secret'];
  const emulator = link.at('server', [...PROGRAM, 'emulator', ...options], environment);
  const { url, region, bucket, accessKeyId, accessKeySecret } = JSON.parse(
    await firstLine(emulator),
  ) as Ready;
  const env = {
    ...environment,
    ...{ OSS_ENDPOINT: url, OSS_REGION: region, OSS_BUCKET: bucket },
    ...{ OSS_ACCESS_KEY_ID: accessKeyId, OSS_ACCESS_KEY_SECRET: accessKeySecret },
  };
  return { ...link, folder, emulator, env, stored: join(dataDir, bucket, 'cam') };
}

describe.runIf(process.platform === 'linux' && isRoot)('a network that is cut', () => {
  test.concurrent('costs no picture of a live source with a buffer', async () => {
    const { at, unplug, plug, folder, emulator, env, stored } = await farEmulator();
    await at('client', [...PROGRAM, 'create', 'cam', '--frag-duration', '2'], env);
    const path = await clip({ seconds: 30, gop: 50, size: '640x360', extra: CONSTANT });
    // What comes on stdin comes as it comes, as a camera does.
    const line = `ffmpeg -v error -re -i "$0" -c copy -f mpegts - | "$@" push - cam --json --buffer 30s --stall-timeout 3`;
    const push = at('client', ['sh', '-c', line, path, ...PROGRAM], env);
    const events: { event: string; seconds?: number; lostSeconds?: number }[] = [];
    let [cut, back]: Promise<void>[] = [];
    for await (const text of createInterface({ input: push.stdout })) {
      const event = JSON.parse(text) as (typeof events)[number];
      events.push(event);
      if (event.event === 'progress' && event.seconds! > 5) cut ??= unplug();
      if (event.event === 'reconnecting') back ??= plug();
    }
    await Promise.all([cut, back]);
    expect([(await push).exitCode, events.at(-1)?.lostSeconds]).toEqual([0, 0]);
    expect(events.filter(({ event }) => event === 'resumed').length).toBeGreaterThan(0);
    emulator.kill('SIGTERM');
    await emulator;
    const names = readdirSync(stored).filter((name) => name.endsWith('.ts'));
    const whole = join(folder, 'whole.ts');
    writeFileSync(whole, Buffer.concat(names.sort().map((name) => readFileSync(join(stored, name)))));
    const got = new Set((await codedFrames(whole)).video.map(({ hash }) => hash));
    const sent = (await codedFrames(path)).video.map(({ hash }) => hash);
    expect(sent.filter((hash) => !got.has(hash))).toEqual([]);
  });

  test.concurrent('and one that is only slow for a while: what is behind is waited for', async () => {
    const { at, limit, emulator, env } = await farEmulator();
    await at('client', [...PROGRAM, 'create', 'cam', '--frag-duration', '2'], env);
    const path = await clip({ seconds: 30, gop: 50, size: '640x360', extra: CONSTANT });
    const line = `ffmpeg -v error -re -i "$0" -c copy -f mpegts - | "$@" push - cam --json --buffer 30s --stall-timeout 5`;
    const push = at('client', ['sh', '-c', line, path, ...PROGRAM], env);
    const names: string[] = [];
    let slow: Promise<void> | undefined;
    let ended: Record<string, unknown> = {};
    for await (const text of createInterface({ input: push.stdout })) {
      const event = JSON.parse(text) as { event: string; seconds?: number };
      if (event.event === 'progress' && event.seconds! > 5)
        slow ??= limit(300_000)
          .then(() => sleep(12_000))
          .then(() => limit(null));
      if (event.event !== 'progress') names.push(event.event);
      ended = event as typeof ended;
    }
    await slow;
    expect([(await push).exitCode, ended.lostSeconds, ended.reconnects]).toEqual([0, 0, 0]);
    expect(names.filter((name) => name === 'connecting')).toEqual(['connecting']);
    emulator.kill('SIGTERM');
    await emulator;
  });

  test.concurrent.each<[string, number, string, number]>([
    ['for some seconds, which the sockets get over', 8, '300k', 0],
    ['until the connection is given up', Number.POSITIVE_INFINITY, '10M', 1],
  ])('loses no picture of a file: %s', async (_, outageSeconds, rate, reconnects) => {
    const { at, unplug, plug, folder, emulator, env, stored } = await farEmulator();
    await at('client', [...PROGRAM, 'create', 'cam', '--frag-duration', '2', '--frag-count', '3'], env);

    const constant = ['-b:v', rate, '-maxrate', rate, '-bufsize', rate, '-nal-hrd', 'cbr'];
    const path = await clip({ seconds: 30, gop: 50, size: '640x360', extra: constant });
    const push = at('client', [...PROGRAM, 'push', path, 'cam', '--json'], env);
    const events: { event: string; seconds?: number; reconnects?: number }[] = [];
    let cutAt: number | null = null;
    let plugged = false;
    for await (const text of createInterface({ input: push.stdout })) {
      const event = JSON.parse(text) as (typeof events)[number];
      events.push(event);
      if (event.event === 'progress' && cutAt === null && event.seconds! > 6) {
        cutAt = event.seconds!;
        await unplug();
      } else if (
        cutAt !== null &&
        !plugged &&
        (event.event === 'reconnecting' || event.seconds! > cutAt + outageSeconds)
      ) {
        plugged = true;
        await plug();
      }
    }
    expect([(await push).exitCode, plugged, (events.at(-1)?.reconnects ?? 0) >= reconnects]).toEqual([
      0,
      true,
      true,
    ]);
    emulator.kill('SIGTERM');
    await emulator;
    const names = readdirSync(stored)
      .filter((name) => name.endsWith('.ts'))
      .sort();
    const whole = join(folder, 'whole.ts');
    writeFileSync(whole, Buffer.concat(names.map((name) => readFileSync(join(stored, name)))));
    const got = new Set((await codedFrames(whole)).video.map(({ hash }) => hash));
    const sent = (await codedFrames(path)).video.map(({ hash }) => hash);
    expect(sent.filter((hash) => !got.has(hash))).toEqual([]);
  });
});
