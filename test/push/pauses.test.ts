// Sound and pictures that pause, which ffmpeg takes for a leap of the clock.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test, vi } from 'vitest';
import { type CodedFrame, codedFrames } from '../helpers/media.js';
import { createStudio, type Studio } from '../helpers/studio.js';

/** 22 seconds of MPEG-TS, ten pictures a second, of which a filter leaves something out. */
async function withPause({ folder }: Studio, filter: readonly string[]): Promise<string> {
  const path = join(folder, 'paused.ts');
  await execa('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=10:duration=22'],
    ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100:duration=22', ...filter],
    ...[
      '-vsync',
      'passthrough',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-g',
      '20',
    ],
    ...['-threads', '1', '-c:a', 'aac', '-b:a', '48k', path],
  ]);
  return path;
}

async function stored({ dataDir, folder }: Studio) {
  const segments = join(dataDir, 'local', 'cam');
  const names = readdirSync(segments).filter((name) => name.endsWith('.ts'));
  const whole = join(folder, 'stored.ts');
  writeFileSync(whole, Buffer.concat(names.sort().map((name) => readFileSync(join(segments, name)))));
  return codedFrames(whole);
}

/** How much later each frame is shown than in the source; null where it is not stored. */
function moved(source: readonly CodedFrame[], frames: readonly CodedFrame[]): (number | null)[] {
  let at = 0;
  return source.map(({ hash, pts }) => {
    const found = frames.findIndex((frame, index) => index >= at && frame.hash === hash);
    if (found < 0) return null;
    at = found + 1;
    return frames[found]!.pts - pts;
  });
}

/** The longest way between what the frames were moved by, in milliseconds, once all of them are stored. */
async function apart(studio: Studio, path: string): Promise<number> {
  const source = await codedFrames(path);
  const all = await vi.waitFor(
    async () => {
      const frames = await stored(studio);
      const found = [...moved(source.video, frames.video), ...moved(source.audio, frames.audio)];
      expect(found.filter((ms) => ms === null)).toEqual([]);
      return found.map(Number);
    },
    // What ffmpeg has sent is on its way for a while after it has ended.
    { timeout: 60_000, interval: 500 },
  );
  return Math.max(...all) - Math.min(...all);
}

const WITHOUT_SOUND = ['-af', "aselect='lt(t,5)+gt(t,17)'"];
const WITHOUT_PICTURES = ['-vf', "select='lt(t,5)+gt(t,17)'"];
// What comes at once has to have room there.
const BUFFER = ['--buffer', '60s'];

test.each<[string, string[], string[]]>([
  ['sound', WITHOUT_SOUND, []],
  ['sound', WITHOUT_SOUND, BUFFER],
  ['pictures', WITHOUT_PICTURES, []],
  ['pictures', WITHOUT_PICTURES, BUFFER],
])(
  'a live source that pauses its %s for twelve seconds has both in step afterwards: %j %j',
  async (_, filter, flags) => {
    const studio = await createStudio();
    const path = await withPause(studio, filter);
    const argv = ['push', '-', 'cam', '--input-format', 'mpegts', ...flags];
    expect((await studio.run(argv, { stdin: readFileSync(path) })).exitCode).toBe(0);
    expect(await apart(studio, path)).toBeLessThan(50);
  },
);

test('a recording that pauses its sound has both in step when it is copied as the page says', async () => {
  const studio = await createStudio();
  const path = await withPause(studio, WITHOUT_SOUND);
  const page = readFileSync(join(import.meta.dirname, '../../docs/push.md'), 'utf8');
  const [, command = ''] = /`ffmpeg (-dts_delta_threshold .+?)`/.exec(page) ?? [];
  const words = command.split(' ').map((word) => (word === '1.ts' ? path : word));
  await execa('ffmpeg', words, { cwd: studio.folder });
  expect((await studio.run(['push', '1.mkv', 'cam'])).exitCode).toBe(0);
  expect(await apart(studio, path)).toBeLessThan(50);
});
