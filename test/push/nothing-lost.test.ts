// What is pushed through a way that breaks, held against what the service has stored, picture by picture.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { cuttableWay } from '../helpers/cuttable-way.js';
import { schemaChecker } from '../helpers/json-schema.js';
import { clip, codedFrames } from '../helpers/media.js';
import { createStudio, type Pushed, type Studio, storedPictures } from '../helpers/studio.js';

const checkEvent = schemaChecker('docs/push-events.schema.json');

/** With a key frame every two seconds. */
async function recording({ folder }: Studio, name: string, hue = 0): Promise<string> {
  const extra = hue === 0 ? [] : ['-vf', `hue=h=${hue}`];
  const source = await clip({ seconds: 16, gop: 50, extra });
  const path = join(folder, name);
  await execa('ffmpeg', ['-v', 'error', '-i', source, '-c', 'copy', path]);
  return path;
}

interface Interruption {
  /** When it stops to let anything through, and when the connection is reset: seconds sent by then. */
  holdAt: number;
  cutAt: number;
  argv?: readonly string[];
}

/** Of whole segments: a busy machine is behind what has been sent. */
function storedSeconds({ dataDir }: Studio): number {
  const stored = join(dataDir, 'local', 'cam');
  const names = existsSync(stored) ? readdirSync(stored) : [];
  return names.filter((name) => name.endsWith('.ts')).length * 2;
}

/** A push whose server stops reading and is gone some time later. */
async function interrupted(studio: Studio, inputs: readonly string[], how: Interruption): Promise<Pushed> {
  const way = await cuttableWay(studio.url);
  let stage = 0;
  const pushed = await studio.events([...inputs, '-C', 'cam', '-e', way.url, ...(how.argv ?? [])], {
    onEvent({ event, seconds }) {
      if (event !== 'progress') return;
      if (stage === 0 && Number(seconds) >= how.holdAt && storedSeconds(studio) >= how.holdAt - 3) {
        stage = 1;
        way.hold();
      } else if (stage === 1 && Number(seconds) >= how.cutAt) {
        stage = 2;
        way.cut('rst');
      }
    },
  });
  expect([pushed.exitCode, pushed.events.flatMap(checkEvent), stage]).toEqual([0, [], 2]);
  return pushed;
}

async function missing(studio: Studio, paths: readonly string[]): Promise<string[]> {
  const stored = new Set(await storedPictures(studio));
  const sent = await Promise.all(paths.map((path) => codedFrames(path)));
  return sent.flatMap(({ video }) => video.map(({ hash }) => hash)).filter((hash) => !stored.has(hash));
}

describe.concurrent('no picture of a file is lost when the server stops reading for ten seconds, then resets', () => {
  test.each([['video.flv'], ['video.mp4'], ['video.mkv'], ['video.ts']])('%s', async (name) => {
    const studio = await createStudio();
    const path = await recording(studio, name);
    const pushed = await interrupted(studio, [path], { holdAt: 3, cutAt: 13 });
    const [, second] = pushed.events.filter(({ event }) => event === 'connecting');
    expect(second).toMatchObject({ by: 'stored' });
    // What is sent again begins at the key frame before what was not stored, not ten seconds later.
    expect(second?.position).toBeLessThan(5);
    expect(pushed.event('ended')).toMatchObject({ reconnects: 1, lostSeconds: 0, error: null });
    expect(await missing(studio, [path])).toEqual([]);
  });

  test('two files in a row, across their border', async () => {
    const studio = await createStudio();
    const paths = [await recording(studio, 'one.mp4'), await recording(studio, 'two.mp4', 90)];
    const pushed = await interrupted(studio, paths, { holdAt: 12, cutAt: 22 });
    const [, second] = pushed.events.filter(({ event }) => event === 'connecting');
    expect(second?.position).toBeGreaterThan(8);
    expect(second?.position).toBeLessThan(14);
    expect(await missing(studio, paths)).toEqual([]);
  });

  test('near the end of a file', async () => {
    const studio = await createStudio();
    const path = await recording(studio, 'video.mp4');
    await interrupted(studio, [path], { holdAt: 10, cutAt: 15 });
    expect(await missing(studio, [path])).toEqual([]);
  });

  test('after all of the file has gone into the socket', async () => {
    const studio = await createStudio();
    const path = await recording(studio, 'video.mp4');
    const way = await cuttableWay(studio.url);
    let [held, cut] = [false, false];
    const pushed = await studio.events([path, 'cam', '-e', way.url], {
      onEvent({ event, seconds }) {
        if (event === 'progress' && !held && Number(seconds) >= 8) {
          held = true;
          way.hold();
        }
        if (event === 'reconnecting' && !cut) {
          cut = true;
          way.cut('rst');
        }
      },
    });
    expect([pushed.exitCode, pushed.events.flatMap(checkEvent)]).toEqual([0, []]);
    expect(pushed.event('reconnecting')).toMatchObject({ error: { code: 'EndNotStored' } });
    expect(await missing(studio, [path])).toEqual([]);
  });

  test.each([
    ['without a buffer', []],
    ['with a buffer', ['--buffer', '60s']],
  ])(
    'after all of it has gone into the socket, of which the service sees nothing but the end, %s',
    async (_, flags) => {
      const studio = await createStudio();
      const path = await recording(studio, 'video.mp4');
      const way = await cuttableWay(studio.url);
      let [held, cut] = [false, false];
      const pushed = await studio.events([path, 'cam', '-e', way.url, ...flags], {
        onEvent({ event, seconds }) {
          if (event !== 'progress') return;
          if (!held && Number(seconds) >= 8) {
            held = true;
            way.hold();
          }
          // All is sent by then, and the push waits for the service to notice.
          if (!cut && Number(seconds) >= 14) {
            cut = true;
            setTimeout(() => way.cut('rst'), 5000);
          }
        },
      });
      expect([pushed.exitCode, pushed.events.flatMap(checkEvent), cut]).toEqual([0, [], true]);
      expect(await missing(studio, [path])).toEqual([]);
    },
  );

  test('a key that may not read what is stored sends again what buffers can hold, and says so', async () => {
    const studio = await createStudio();
    const path = await recording(studio, 'video.flv');
    studio.emulator.control.addFault({
      match: { layer: 'http', op: 'GetVodPlaylist' },
      effect: { status: 403, code: 'AccessDenied', ec: '0003-00000001' },
    });
    const pushed = await interrupted(studio, [path], { holdAt: 3, cutAt: 13 });
    const [, second] = pushed.events.filter(({ event }) => event === 'connecting');
    expect(second).toMatchObject({ by: 'buffers' });
    expect(await missing(studio, [path])).toEqual([]);
  });
});
