// push() as a function: how its events reach a reader, and the script of docs/push.md as it stands there.
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { createTransport } from '../../src/client/transport.js';
import { NetworkError } from '../../src/errors.js';
import { type PushEvent, type PushOptions, planPush, push } from '../../src/index.js';
import { type Emit, eventStream } from '../../src/push/event-stream.js';
import { clip } from '../helpers/media.js';
import { createStudio, happening, type Studio } from '../helpers/studio.js';

const time = '2024-03-05T06:07:08.000Z';
const line = (text: string): PushEvent => ({ event: 'ffmpeg', time, line: text, lost: 0 });
const resumed = (gapSeconds: number): PushEvent => ({ event: 'resumed', time, gapSeconds });
const progress = (seconds: number): PushEvent => ({
  ...{ event: 'progress', time, seconds, totalSeconds: null, bytes: 0, bitsPerSecond: null },
  ...{ framesPerSecond: null, speed: null, droppedFrames: 0, reconnects: 0, live: true },
});

/** The first event, after which everything else has been emitted, and then the others. */
async function readLate(work: (emit: Emit) => void): Promise<PushEvent[]> {
  const events = eventStream(async (emit) => work(emit), null);
  const read: PushEvent[] = [];
  for await (const event of events) read.push(event);
  return read;
}

describe('a reader that is late', () => {
  test('gets every event in order, but of progress only the latest', async () => {
    const read = await readLate((emit) => {
      for (const event of [progress(1), line('a'), progress(2), resumed(1), progress(3)]) emit(event);
    });
    expect(read).toEqual([line('a'), resumed(1), progress(3)]);
  });

  test('loses the oldest lines of ffmpeg, is told how many, and loses nothing else', async () => {
    const read = await readLate((emit) => {
      emit(resumed(1));
      for (let count = 1; count <= 1500; count++) emit(line(`${count}`));
      emit(resumed(2));
    });
    expect(read).toHaveLength(1000);
    expect([read[0], read[1], read.at(-2), read.at(-1)]).toEqual([
      resumed(1),
      { ...line('503'), lost: 502 },
      line('1500'),
      resumed(2),
    ]);
  });

  test('does not lose states, however many there are', async () => {
    const read = await readLate((emit) => {
      for (let count = 0; count < 3000; count++) emit(resumed(count));
    });
    expect(read).toHaveLength(3000);
  });
});

describe('the work behind the events', () => {
  test('begins with the first next()', async () => {
    let begun = false;
    const events = eventStream(async () => {
      begun = true;
    }, null);
    await sleep(1);
    expect(begun).toBe(false);
    expect([await events.next(), begun]).toEqual([{ done: true, value: undefined }, true]);
  });

  test('is never begun when nobody asks', async () => {
    const events = eventStream(() => Promise.reject(new Error('begun')), null);
    expect(await events.return()).toEqual({ done: true, value: undefined });
  });

  test('is thrown when it fails, after its events', async () => {
    const failure = new NetworkError('ConnectionLost', 'Lost.');
    const events = eventStream(async (emit) => {
      emit(resumed(1));
      throw failure;
    }, null);
    expect((await events.next()).value).toEqual(resumed(1));
    await expect(events.next()).rejects.toBe(failure);
  });

  test('is ended by return(), also while an event is waited for, and waited for', async () => {
    const log: string[] = [];
    const events = eventStream(async (_, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      log.push('asked to end');
      await sleep(20);
      log.push('ended');
    }, null);
    const waiting = events.next();
    await events.return();
    expect(log).toEqual(['asked to end', 'ended']);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
});

function optionsFor({ url, folder }: Studio): PushOptions {
  const credentials = { accessKeyId: 'oss-live-local-key', accessKeySecret: 'oss-live-local-secret' };
  return {
    ...{ endpoint: url, bucket: 'local', region: 'cn-hangzhou', credentials },
    ...{ inputs: ['1.flv'], channelNames: ['cam'], cwd: folder, transport: createTransport() },
  };
}

describe.concurrent('a push', () => {
  test('that is left has ended when the loop is over, and its recording is saved', async () => {
    const studio = await createStudio(20);
    const over = happening(studio.emulator, 'push-ended');
    for await (const event of push({ ...optionsFor(studio), vod: 'all.m3u8' })) {
      if (event.event === 'progress' && event.seconds > 2) break;
    }
    expect(await over).toMatchObject({ reason: 'unpublished' });
    const stored = readFileSync(join(studio.dataDir, 'local', 'cam', 'all.m3u8'), 'utf8');
    expect(stored).toContain('#EXT-X-ENDLIST');
  });

  test('whose signal is aborted ends with an event, and without an error', async () => {
    const studio = await createStudio(20);
    const stop = new AbortController();
    let last: PushEvent | undefined;
    for await (const event of push({ ...optionsFor(studio), signal: stop.signal })) {
      if (event.event === 'live') stop.abort();
      last = event;
    }
    expect(last).toMatchObject({
      ...{ event: 'ended', interrupted: true, error: null, reconnects: 0 },
      channels: [{ channelName: 'cam', error: null }],
    });
  });

  test('that fails says so in its last event, and throws it', async () => {
    const studio = await createStudio(1);
    const names: string[] = [];
    let last: PushEvent | undefined;
    const read = async () => {
      for await (const event of push({ ...optionsFor(studio), channelNames: ['nobody'] })) {
        names.push(event.event);
        last = event;
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'NoSuchLiveChannel', advice: { do: 'letCreate' } });
    expect(names).toEqual(['ended']);
    expect(last).toMatchObject({ channels: [], error: { code: 'NoSuchLiveChannel' }, interrupted: false });
  });

  test('can be looked at before: nothing is changed, and nothing secret is shown', async () => {
    const studio = await createStudio(1);
    const plan = await planPush({ ...optionsFor(studio), channelNames: ['new'], create: true });
    expect(plan).toMatchObject({
      channels: ['new'],
      inputs: [{ input: '1.flv', video: { codec: 'h264' } }],
      ...{ plan: { video: 'copy', audio: 'copy' }, findings: [] },
    });
    expect(plan.command.at(-1)).toMatch(/\/local\/live\/new\?Expires=\d+&.*&Signature=\*\*\*$/);
    expect((await studio.run(['info', 'new'])).exitCode).toBe(5);
  });
});

test('the script of the documentation runs as it stands', async () => {
  const { url } = await createStudio(1);
  const root = join(import.meta.dirname, '../..');
  const docs = readFileSync(join(root, 'docs/push.md'), 'utf8');
  const [, script = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(docs) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-push-script-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/oss-live'));
  symlinkSync(await clip({ seconds: 3, gop: 25 }), join(folder, '1.flv'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  writeFileSync(join(folder, 'push.js'), script);
  const { stdout } = await execa(process.execPath, ['push.js'], {
    cwd: folder,
    env: {
      ...{ OSS_ENDPOINT: url, OSS_BUCKET: 'local' },
      ...{ OSS_ACCESS_KEY_ID: 'oss-live-local-key', OSS_ACCESS_KEY_SECRET: 'oss-live-local-secret' },
    },
  });
  expect(stdout).toBe(`watch ${url}/local/test-channel/playlist.m3u8\n3 s sent`);
});
