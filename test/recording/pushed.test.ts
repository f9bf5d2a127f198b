// Pushes that break, as the emulator has stored them, joined by what the ledger and the service know of them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JoinSegment } from '../../src/recording/transport-stream/joined.js';
import { httpCamera } from '../helpers/camera.js';
import { cuttableWay } from '../helpers/cuttable-way.js';
import { gathered } from '../helpers/gathered.js';
import { complaints, drift, hashes, isMonotonic, joined } from '../helpers/joining.js';
import { type ClipOptions, type CodedFrames, clip, codedFrames } from '../helpers/media.js';
import { createStudio, type Studio } from '../helpers/studio.js';
import { checkTransportStream, clockSteps } from '../helpers/ts-check.js';

const NOISE = ['-af', 'aeval=random(0)-0.5'];

/** Pushes `source` through a way that is reset, stands still for some seconds, and is reset twice more. */
async function brokenPush(studio: Studio, source: string): Promise<{ ledger: string; endpoint: string }> {
  const ledger = join(studio.folder, 'ledger.ndjson');
  const way = await cuttableWay(studio.url);
  let [connections, stage] = [0, 0];
  /** In which connection what happens when so many seconds of it are sent. */
  const steps: [number, number, () => void][] = [
    [1, 5, () => way.cut('rst')],
    [2, 6, () => way.hold()],
    [2, 10, () => way.cut('rst')],
    [3, 5, () => way.cut('rst')],
  ];
  const pushed = await studio.events([source, 'cam', '-e', way.url, '--ledger', ledger], {
    onEvent({ event, seconds }) {
      if (event === 'connecting') connections++;
      const [connection, from, act] = steps[stage] ?? [];
      if (event !== 'progress' || connections !== connection || Number(seconds) < from!) return;
      stage++;
      act?.();
    },
  });
  expect([pushed.exitCode, stage, connections]).toEqual([0, 4, 4]);
  return { ledger, endpoint: way.url };
}

/** The same sound, said to be the core of HE-AAC. */
async function highEfficiency(options: ClipOptions): Promise<string> {
  const bytes = readFileSync(await clip({ ...options, sampleRate: 22_050 }));
  const at = bytes.indexOf(Buffer.from('139056e500', 'hex'));
  Buffer.from('2b92080000', 'hex').copy(bytes, at);
  const path = join((await createStudio()).folder, 'he.flv');
  writeFileSync(path, bytes);
  return path;
}

const LONG: ClipOptions = { seconds: 30, gop: 50, extra: NOISE };

describe.concurrent('a file pushed with three resets and a hang is the file', () => {
  test.each<[string, () => Promise<string>]>([
    ['with B-frames', () => clip(LONG)],
    [
      '23.976 pictures a second, 48 kHz',
      () => clip({ ...LONG, rate: '24000/1001', gop: 48, sampleRate: 48_000 }),
    ],
    ['HE-AAC that is signalled', () => highEfficiency(LONG)],
    ['without sound', () => clip({ ...LONG, audio: null, extra: [] })],
  ])('%s', async (_, make) => {
    const studio = await createStudio();
    const source = await make();
    const { ledger, endpoint } = await brokenPush(studio, source);
    const segments = await gathered(studio, ledger, endpoint);
    const sent = await codedFrames(source);
    const found = await joined(segments);
    const [frames] = found.frames;
    expect(found.pieces).toHaveLength(1);
    const { seams, damaged } = found.pieces[0]!.facts;
    // A push that was over before the service told of it is in no ledger.
    expect(seams.filter(({ placedBy, gapSeconds }) => gapSeconds > 0 || placedBy === 'clock')).toEqual([]);
    expect([seams.length > 0, damaged]).toEqual([true, 0]);
    expect(hashes(frames!.video)).toEqual(hashes(sent.video));
    expect(hashes(frames!.audio)).toEqual(hashes(sent.audio));
    expect([isMonotonic(frames!.video), isMonotonic(frames!.audio)]).toEqual([true, true]);
    const { video, audio } = drift(sent, frames!);
    expect(Math.max(...video.map(Math.abs))).toBeLessThan(5);
    // A frame of sound has 1024 samples: 21 to 46 ms.
    if (sent.audio.length > 0) expect(Math.max(...audio.map(Math.abs))).toBeLessThan(21);
    expect(await complaints(found.pieces[0]!.path)).toBe('');

    const stream = await joined(segments, { format: 'ts' });
    const report = checkTransportStream(readFileSync(stream.pieces[0]!.path));
    expect([report.faults, clockSteps(report).backwards]).toEqual([[], 0]);
    expect(hashes(stream.frames[0]!.video)).toEqual(hashes(sent.video));
  });
});

test.concurrent('without a ledger it is the same, by its content', async () => {
  const studio = await createStudio();
  const source = await clip(LONG);
  await brokenPush(studio, source);
  const found = await joined(await gathered(studio, null));
  const sent = await codedFrames(source);
  expect(new Set(found.pieces[0]!.facts.seams.map(({ placedBy }) => placedBy))).toEqual(new Set(['content']));
  expect(hashes(found.frames[0]!.video)).toEqual(hashes(sent.video));
  expect(hashes(found.frames[0]!.audio)).toEqual(hashes(sent.audio));
});

/**
 * How much later than in its source a later push lies, by what the machine really did, in milliseconds. A segment that
 * came late is named late, and none early: of each push the one that came least late counts.
 */
async function lateness(segments: readonly JoinSegment[], source: CodedFrames): Promise<number> {
  const shownAt = new Map(source.video.map(({ hash, pts }) => [hash, pts]));
  const late: [number[], number[]] = [[], []];
  let push: 0 | 1 = 0;
  for (const [index, { path, startMs, seam }] of segments.entries()) {
    if (seam && index > 0) push = 1;
    // The last of a connection that broke may have no whole frame of sound.
    const [first] = (await codedFrames(path as string, ['v'])).video;
    late[push].push(startMs - shownAt.get(first!.hash)!);
  }
  return Math.min(...late[1].slice(0, 12)) - Math.min(...late[0].slice(-12));
}

test('of a live source, what was not stored is a gap of its true length', async () => {
  const studio = await createStudio();
  const source = await clip({ seconds: 60, gop: 25, extra: NOISE });
  const camera = await httpCamera(source);
  const ledger = join(studio.folder, 'ledger.ndjson');
  const way = await cuttableWay(studio.url);
  const stop = new AbortController();
  let [connections, isCut] = [0, false];
  await studio.events([camera.url, 'cam', '-e', way.url, '--ledger', ledger], {
    signal: stop.signal,
    onEvent({ event, seconds }) {
      if (event === 'connecting') connections++;
      if (event !== 'progress' || Number(seconds) < 8) return;
      if (!isCut) way.cut('rst');
      // ffmpeg sends what it has looked at in one go: what comes behind that is on time.
      else if (connections > 1 && Number(seconds) > 18) stop.abort();
      isCut = true;
    },
  });
  const segments = await gathered(studio, ledger, way.url);
  const { pieces, frames } = await joined(segments);
  expect(pieces[0]!.facts.seams).toMatchObject([{ placedBy: 'clock' }]);
  expect(pieces[0]!.facts.seams[0]!.gapSeconds).toBeGreaterThan(0);
  const sent = await codedFrames(source);
  const late = await lateness(segments, sent);
  const { video, audio } = drift(sent, frames[0]!);
  const within = [Math.min(0, late), Math.max(0, late)];
  const off = [...video, ...audio].map((ms, index) => Math.abs(ms - within[index % 2]!));
  // A frame of sound has 1024 samples: 23 ms.
  expect(off.filter((ms) => ms > 25)).toEqual([]);
});
