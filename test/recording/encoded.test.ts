// Pushes whose pictures are encoded, and which break: what is sent again is coded anew, with other key frames.
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { cuttableWay } from '../helpers/cuttable-way.js';
import { gathered } from '../helpers/gathered.js';
import { complaints, isMonotonic, joined } from '../helpers/joining.js';
import { clip } from '../helpers/media.js';
import { createStudio, type Studio } from '../helpers/studio.js';

/** Pushes `source` through a way that is reset twice. */
async function brokenPush(studio: Studio, source: string, flags: readonly string[]) {
  const ledger = join(studio.folder, 'ledger.ndjson');
  const way = await cuttableWay(studio.url);
  let connections = 0;
  const cuts = [6, 12];
  const pushed = await studio.events([source, 'cam', '-e', way.url, '--ledger', ledger, ...flags], {
    onEvent({ event, seconds }) {
      if (event === 'connecting') connections++;
      if (event !== 'progress' || Number(seconds) < (cuts[0] ?? Number.POSITIVE_INFINITY)) return;
      if (cuts.length + connections !== 3) return;
      cuts.shift();
      way.cut('rst');
    },
  });
  expect([pushed.exitCode, pushed.stderr, cuts, connections]).toEqual([0, '', [], 3]);
  return gathered(studio, ledger, way.url);
}

const [WIDTH, HEIGHT] = [160, 90];
/** Pictures of the source that a coded one may be, before and behind. */
const AROUND = 12;

/** The pictures of a file in the order in which they are shown, small and grey. */
async function seen(path: string): Promise<Buffer[]> {
  const args = ['-i', path, '-vf', `scale=${WIDTH}:${HEIGHT},format=gray`, '-fps_mode', 'passthrough'];
  const { stdout } = await execa('ffmpeg', ['-v', 'error', ...args, '-f', 'rawvideo', '-'], {
    encoding: 'buffer',
  });
  const bytes = Buffer.from(stdout);
  const size = WIDTH * HEIGHT;
  return Array.from({ length: bytes.length / size }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

function difference(one: Buffer, other: Buffer): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at]! - other[at]!) ** 2;
  return sum;
}

/** For each coded picture, which one of the source it is: the most similar of those that may come. */
function recognized(coded: readonly Buffer[], source: readonly Buffer[]): number[] {
  const found: number[] = [];
  for (const picture of coded) {
    const next = (found.at(-1) ?? -1) + 1;
    const from = Math.max(0, next - AROUND);
    const off = source.slice(from, next + AROUND).map((each) => difference(picture, each));
    found.push(from + off.indexOf(Math.min(...off)));
  }
  return found;
}

const X264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', '-sc_threshold', '0', '-c:a', 'copy'];

test.concurrent.each<[string, string[], number]>([
  ['with --transcode always', ['--transcode', 'always'], 0],
  ['by own options, with B-frames', ['--', ...X264, '-g', '37', '-keyint_min', '37'], 3],
  ['by own options, in other groups', ['--', ...X264, '-g', '44', '-keyint_min', '44'], 3],
])('no picture is missing when they are encoded %s', async (_, flags, mostTwice) => {
  const studio = await createStudio();
  const source = await clip({ seconds: 24, gop: 50, extra: ['-af', 'aeval=random(0)-0.5'] });
  const { pieces, frames } = await joined(await brokenPush(studio, source, flags));
  const { facts, path } = pieces[0]!;
  expect([pieces.length, facts.seams.length, facts.damaged]).toEqual([1, 2, 0]);
  const { video } = frames[0]!;
  const shown = video.map(({ pts }) => pts).sort((a, b) => a - b);
  const was = recognized(await seen(path), await seen(source));
  // At 25 a second. What is there for others only is shown for no time, just before the cut.
  const inPlace = was.filter((index, at) => Math.abs(shown[at]! - shown[0]! - index * 40) < 1);
  expect(inPlace).toEqual(Array.from({ length: 600 }, (_, index) => index));
  expect(was.length - inPlace.length).toBeLessThanOrEqual(2 * mostTwice);
  expect([isMonotonic(video), await complaints(path)]).toEqual([true, '']);
});
