// Where pushes are put in time: by their source, their content, their clock or their names.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { complaints, hashes, isMonotonic, joined, pushes, segmentsOf } from '../../helpers/joining.js';
import { clip, codedFrames } from '../../helpers/media.js';
import { temporaryFolder } from '../../helpers/store.js';

const NOISE = ['-af', 'aeval=random(0)-0.5'];
const camera = (hue: number, seconds = 8) =>
  clip({ seconds, gop: 50, extra: [...NOISE, '-vf', `hue=h=${hue}`] });

/** From one frame to the next, where that is more than half a second: seconds, rounded to tenths. */
function leaps(frames: readonly { pts: number }[]): number[] {
  const times = frames.map(({ pts }) => pts).sort((a, b) => a - b);
  return times
    .map((pts, index) => (index === 0 ? 0 : pts - times[index - 1]!))
    .filter((step) => step > 500)
    .map((step) => Math.round(step / 100) / 10);
}

describe('a gap', () => {
  test.each<['mp4' | 'mkv' | 'ts', number]>([
    ['mp4', 3],
    ['mp4', 30],
    ['mp4', 18_000],
    ['mkv', 30],
    ['mkv', 30_000],
    ['ts', 30],
  ])('in .%s of %d seconds is as long as it was', async (format, gap) => {
    const [one, two] = [await segmentsOf(await camera(0)), await segmentsOf(await camera(90))];
    const segments = pushes({ paths: one, at: 0 }, { paths: two, at: 8 + gap });
    const { pieces, frames } = await joined(segments, { format });
    expect(pieces[0]!.facts.seams).toMatchObject([{ segment: 4, placedBy: 'clock' }]);
    expect(pieces[0]!.facts.seams[0]!.gapSeconds).toBeCloseTo(gap, 0);
    expect([leaps(frames[0]!.video), leaps(frames[0]!.audio)]).toEqual([[gap], [gap]]);
  });

  test('of more than six hours begins another MP4', async () => {
    const [one, two] = [await segmentsOf(await camera(0)), await segmentsOf(await camera(90))];
    const { pieces } = await joined(pushes({ paths: one, at: 0 }, { paths: two, at: 8 + 25_200 }));
    expect(pieces).toMatchObject([
      { segment: 0, because: null, startSeconds: 0, gapSeconds: 0 },
      { segment: 4, because: 'gap' },
    ]);
    expect(pieces[1]!.startSeconds).toBeCloseTo(25_208, 0);
    expect(pieces[1]!.gapSeconds).toBeCloseTo(25_200, 0);
  });

  test('is closed when that is asked for, with nothing left out and nothing twice', async () => {
    const sources = [await camera(0), await camera(90)];
    const [one = [], two = []] = await Promise.all(sources.map((source) => segmentsOf(source)));
    const segments = pushes({ paths: one, at: 0 }, { paths: two, at: 38 });
    const { frames } = await joined(segments, { closeGaps: true });
    const sent = await Promise.all(sources.map((path) => codedFrames(path)));
    expect(hashes(frames[0]!.video)).toEqual(sent.flatMap(({ video }) => hashes(video)));
    expect(hashes(frames[0]!.audio)).toEqual(sent.flatMap(({ audio }) => hashes(audio)));
    expect([isMonotonic(frames[0]!.video), isMonotonic(frames[0]!.audio)]).toEqual([true, true]);
    expect([leaps(frames[0]!.video), leaps(frames[0]!.audio)]).toEqual([[], []]);
  });

  test('is none when a clock was set back: nothing lies on what is before it', async () => {
    const [one, two] = [await segmentsOf(await camera(0)), await segmentsOf(await camera(90))];
    const { pieces, frames } = await joined(pushes({ paths: one, at: 7200 }, { paths: two, at: 0 }));
    expect(pieces[0]!.facts.seams).toMatchObject([{ gapSeconds: 0, placedBy: 'clock' }]);
    expect([isMonotonic(frames[0]!.video), isMonotonic(frames[0]!.audio)]).toEqual([true, true]);
  });
});

test('more than 26.5 hours keep their times, where 33 bits are over twice', async () => {
  const source = await camera(0, 4);
  const paths = await segmentsOf(source);
  const colours = await Promise.all([60, 120, 180, 240, 300].map((hue) => camera(hue, 4)));
  const all = [paths, ...(await Promise.all(colours.map((path) => segmentsOf(path))))];
  const hours = [0, 5, 20, 27, 40, 55];
  const gaps = hours.slice(1).map((hour, index) => (hour - hours[index]!) * 3600 - 4);
  const given = pushes(...all.map((each, index) => ({ paths: each, at: hours[index]! * 3600 })));
  const { pieces, frames } = await joined(given, { format: 'mkv' });
  expect(pieces).toMatchObject([{ timeScale: 3 }]);
  expect([leaps(frames[0]!.video), leaps(frames[0]!.audio)]).toEqual([gaps, gaps]);
  expect(pieces[0]!.facts.seconds).toBeCloseTo(55 * 3600 + 4, 0);
});

test('a recording whose clock ends its 33 bits in the middle goes on', async () => {
  const source = await clip({ seconds: 16, gop: 50, extra: NOISE });
  const options = ['-output_ts_offset', '95436'];
  const paths = await segmentsOf(source, { options });
  const { pieces, frames } = await joined(pushes({ paths, at: 0 }));
  const sent = await codedFrames(source);
  expect(hashes(frames[0]!.video)).toEqual(hashes(sent.video));
  expect(leaps(frames[0]!.video)).toEqual([]);
  expect(pieces[0]!.facts.seconds).toBeCloseTo(16, 0);
});

describe('where a source says', () => {
  test('goes on without a gap, though the push came later', async () => {
    const source = await clip({ seconds: 16, gop: 50, extra: NOISE });
    const one = { paths: await segmentsOf(source, { to: 8 }), at: 0, source: 's', mediaSeconds: 0 };
    const two = { paths: await segmentsOf(source, { from: 8 }), at: 60, source: 's', mediaSeconds: 8 };
    const { pieces, frames } = await joined(pushes(one, two));
    expect(pieces[0]!.facts.seams).toMatchObject([{ gapSeconds: 0, placedBy: 'source' }]);
    expect(hashes(frames[0]!.video)).toEqual(hashes((await codedFrames(source)).video));
    expect(leaps(frames[0]!.video)).toEqual([]);
  });

  test('what is encoded anew lies where its pictures are, once', async () => {
    const first = await clip({ seconds: 10, gop: 50, extra: NOISE });
    const again = await clip({ seconds: 10, gop: 50, extra: [...NOISE, '-vf', 'hue=h=2'] });
    const one = { paths: await segmentsOf(first), at: 0, source: 's', mediaSeconds: 0 };
    const two = { paths: await segmentsOf(again), at: 60, source: 's', mediaSeconds: 8 };
    const { pieces, frames } = await joined(pushes(one, two));
    expect(pieces[0]!.facts).toMatchObject({
      seams: [{ gapSeconds: 0, placedBy: 'source' }],
      repeated: { pictures: 50 },
    });
    expect(frames[0]!.video).toHaveLength(450);
    expect([isMonotonic(frames[0]!.video), isMonotonic(frames[0]!.audio)]).toEqual([true, true]);
    expect([leaps(frames[0]!.video), leaps(frames[0]!.audio)]).toEqual([[], []]);
  });

  /** In three turns of picture and B-frames, in the middle of a group. */
  test.each([8.52, 8.56, 8.6])(
    'of pictures encoded with other key frames at %d s none is missing',
    async (at) => {
      const first = await clip({ seconds: 10, gop: 50, extra: NOISE });
      const again = await clip({ seconds: 4, gop: 50, extra: [...NOISE, '-vf', 'hue=h=2'] });
      const one = { paths: await segmentsOf(first), at: 0, source: 's', mediaSeconds: 0 };
      const two = { paths: await segmentsOf(again), at: 60, source: 's', mediaSeconds: at };
      for (const format of ['mp4', 'mkv', 'ts'] as const) {
        const { pieces, frames } = await joined(pushes(one, two), { format });
        const { video } = frames[0]!;
        const begins = Math.min(...video.map(({ pts }) => pts));
        const places = video.map(({ pts }) => (pts - begins) / 40).sort((a, b) => a - b);
        const inPlace = places.filter((place) => Math.abs(place - Math.round(place)) < 0.02);
        expect(inPlace.map(Math.round)).toEqual(Array.from({ length: at * 25 + 100 }, (_, index) => index));
        // What two B-frames need is one picture.
        expect(places.length - inPlace.length).toBeLessThanOrEqual(1);
        expect([isMonotonic(video), await complaints(pieces[0]!.path)]).toEqual([true, '']);
      }
    },
  );

  test('a true gap in the source stays one', async () => {
    const source = await clip({ seconds: 16, gop: 50, extra: NOISE });
    const one = { paths: await segmentsOf(source, { to: 4 }), at: 0, source: 's', mediaSeconds: 0 };
    const two = { paths: await segmentsOf(source, { from: 10 }), at: 60, source: 's', mediaSeconds: 10 };
    const { frames } = await joined(pushes(one, two));
    expect(leaps(frames[0]!.video)).toEqual([6]);
  });

  test('another publisher in between stays whole', async () => {
    const source = await clip({ seconds: 16, gop: 50, extra: NOISE });
    const one = { paths: await segmentsOf(source, { to: 8 }), at: 0, source: 's', mediaSeconds: 0 };
    const other = { paths: await segmentsOf(await camera(90)), at: 20, source: 't', mediaSeconds: 0 };
    const two = { paths: await segmentsOf(source, { from: 8 }), at: 60, source: 's', mediaSeconds: 8 };
    const { pieces, frames } = await joined(pushes(one, other, two));
    expect(pieces[0]!.facts.repeated).toEqual({ pictures: 0, sounds: 0 });
    expect([frames[0]!.video.length, leaps(frames[0]!.video)]).toEqual([600, [12, 32]]);
  });
});

describe('what was sent several times is there once', () => {
  test.each<[string, [number, number?][]]>([
    ['resumed twice from the same place', [[0, 8], [4, 6], [4]]],
    ['resumed before a push that was resumed', [[0, 10], [8, 12], [4]]],
    ['sent again from the beginning', [[0, 6], [0]]],
    ['a push that has nothing new', [[0, 12], [6, 10], [10]]],
  ])('%s', async (_, parts) => {
    const source = await clip({ seconds: 16, gop: 50, extra: NOISE });
    const given = await Promise.all(
      parts.map(async ([from, to], index) => ({
        paths: await segmentsOf(source, { from, to }),
        at: index * 40,
      })),
    );
    const { frames } = await joined(pushes(...given));
    const sent = await codedFrames(source);
    expect(hashes(frames[0]!.video)).toEqual(hashes(sent.video));
    expect(hashes(frames[0]!.audio)).toEqual(hashes(sent.audio));
    expect(leaps(frames[0]!.video)).toEqual([]);
  });

  test('and it is told how much that is, also of pushes of which nothing is left', async () => {
    const source = await clip({ seconds: 8, gop: 50, extra: NOISE });
    const [begun, whole] = [await segmentsOf(source, { to: 4 }), await segmentsOf(source)];
    const { pieces } = await joined(pushes({ paths: begun, at: 0 }, { paths: whole, at: 40 }));
    expect(pieces[0]!.facts).toMatchObject({ seams: [], repeated: { pictures: 100 } });
  });

  test('but who sends a file in a loop means it', async () => {
    const source = await clip({ seconds: 8, gop: 50, extra: NOISE });
    const [whole, begun] = [await segmentsOf(source), await segmentsOf(source, { to: 4 })];
    const given = pushes({ paths: whole, at: 0 }, { paths: whole, at: 10 }, { paths: begun, at: 20 });
    const { pieces, frames } = await joined(given);
    expect(pieces[0]!.facts).toMatchObject({
      seams: [{ placedBy: 'clock' }, { placedBy: 'clock' }],
      repeated: { pictures: 0, sounds: 0 },
    });
    expect([frames[0]!.video.length, leaps(frames[0]!.video)]).toEqual([500, [2, 2]]);
  });

  test('a picture that stands still is no repetition', async () => {
    const still = await clip({
      seconds: 8,
      gop: 50,
      extra: ['-vf', 'geq=lum=80:cb=128:cr=128', '-af', 'volume=0'],
    });
    const paths = await segmentsOf(still);
    const { pieces, frames } = await joined(pushes({ paths, at: 0 }, { paths, at: 38 }));
    expect(pieces[0]!.facts.seams).toMatchObject([{ placedBy: 'clock' }]);
    expect([frames[0]!.video.length, leaps(frames[0]!.video)]).toEqual([400, [30]]);
  });
});

describe('what one file cannot hold begins another', () => {
  test('a picture of another size', async () => {
    const small = await segmentsOf(await clip({ seconds: 4, gop: 50, extra: NOISE }));
    const large = await segmentsOf(await clip({ seconds: 4, gop: 50, size: '640x360', extra: NOISE }));
    const { pieces, frames } = await joined(pushes({ paths: small, at: 0 }, { paths: large, at: 14 }));
    expect(pieces).toMatchObject([
      { segment: 0, because: null },
      { segment: 2, because: 'video' },
    ]);
    expect([pieces[1]!.startSeconds, pieces[1]!.gapSeconds].map(Math.round)).toEqual([14, 10]);
    expect(frames.map(({ video, audio }) => [video.length, audio.length > 160])).toEqual([
      [100, true],
      [100, true],
    ]);
  });

  test('sound of another rate, and sound where there was none', async () => {
    const silent = await segmentsOf(await clip({ seconds: 4, gop: 50, audio: null }));
    const [one, two] = await Promise.all(
      [44_100, 48_000].map(async (sampleRate) =>
        segmentsOf(
          await clip({
            seconds: 4,
            gop: 50,
            sampleRate,
            extra: [...NOISE, '-vf', `hue=h=${sampleRate / 600}`],
          }),
        ),
      ),
    );
    const given = pushes(
      { paths: silent, at: 0 },
      { paths: one!, at: 4 },
      { paths: two!, at: 8 },
      { paths: silent, at: 30 },
    );
    const { pieces } = await joined(given);
    expect(pieces.map(({ segment, because, tracks }) => [segment, because, tracks.audio])).toEqual([
      [0, null, false],
      [2, 'audio', true],
      [4, 'audio', true],
    ]);
    expect(pieces[2]!.facts.seams).toHaveLength(1);
  });
});

describe('what is not as it should be', () => {
  test('segments that are left out leave their time', async () => {
    const source = await clip({ seconds: 16, gop: 50, extra: NOISE });
    const paths = await segmentsOf(source);
    const segments = pushes({ paths, at: 0 }).map((segment, index) =>
      index === 3 || index === 4 ? { ...segment, path: () => Promise.resolve(null) } : segment,
    );
    const { frames } = await joined(segments);
    expect([frames[0]!.video.length, leaps(frames[0]!.video)]).toEqual([300, [4]]);
  });

  test('a seam that nobody knows of is found by timestamps that go back', async () => {
    const [one, two] = [await segmentsOf(await camera(0)), await segmentsOf(await camera(90))];
    const segments = pushes({ paths: one, at: 0 }, { paths: two, at: 20 }).map((segment, index) => ({
      ...segment,
      seam: index === 0,
      push: null,
    }));
    const { pieces, frames } = await joined(segments);
    expect(pieces[0]!.facts.seams).toMatchObject([{ segment: 4, placedBy: 'clock' }]);
    expect([frames[0]!.video.length, leaps(frames[0]!.video)]).toEqual([400, [12]]);
  });

  test('a seam where the clock goes on is none', async () => {
    const source = await clip({ seconds: 16, gop: 50, extra: NOISE });
    const paths = await segmentsOf(source);
    const segments = pushes({ paths, at: 0 }).map((segment, index) => ({ ...segment, seam: index === 4 }));
    const { pieces, frames } = await joined(segments);
    expect(pieces[0]!.facts.seams).toMatchObject([{ gapSeconds: 0, placedBy: 'timestamps' }]);
    expect(hashes(frames[0]!.video)).toEqual(hashes((await codedFrames(source)).video));
    expect(leaps(frames[0]!.video)).toEqual([]);
  });

  test('bytes that are no packets are left out', async () => {
    const source = await clip({ seconds: 4, gop: 50, extra: NOISE });
    const [first = '', ...others] = await segmentsOf(source);
    const path = join(temporaryFolder(), 'a.ts');
    const bytes = readFileSync(first);
    writeFileSync(
      path,
      Buffer.concat([
        Buffer.from('G'.repeat(7)),
        bytes.subarray(0, 188 * 100),
        Buffer.alloc(50),
        bytes.subarray(188 * 100),
        Buffer.alloc(30),
      ]),
    );
    const { frames } = await joined(pushes({ paths: [path, ...others], at: 0 }));
    expect(hashes(frames[0]!.video)).toEqual(hashes((await codedFrames(source)).video));
  });

  test('a segment that begins with a lot of nothing is not left out', async () => {
    const source = await clip({ seconds: 4, gop: 50, extra: NOISE });
    const [first = '', second = ''] = await segmentsOf(source);
    const path = join(temporaryFolder(), 'a.ts');
    const nothing = Buffer.alloc(188, 0xff);
    nothing.set([0x47, 0x1f, 0xff, 0x10]);
    writeFileSync(path, Buffer.concat([...Array<Buffer>(400).fill(nothing), readFileSync(second)]));
    const { frames } = await joined(pushes({ paths: [first, path], at: 0 }));
    expect(hashes(frames[0]!.video)).toEqual(hashes((await codedFrames(source)).video));
  });

  test.each([
    ['a playlist', '#EXTM3U\n'.repeat(1000)],
    ['nothing', ''],
  ])('%s is no segment', async (_, text) => {
    const [first = '', second = ''] = await segmentsOf(await camera(0));
    const path = join(temporaryFolder(), 'a.ts');
    const copy = join(temporaryFolder(), 'b.ts');
    copyFileSync(first, copy);
    writeFileSync(path, text);
    const found = joined(pushes({ paths: [copy, path, second], at: 0 }));
    await expect(found).rejects.toMatchObject({ code: 'NotTransportStream', kind: 'usage' });
  });
});
