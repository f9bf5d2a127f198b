// Segments as ffmpeg cuts them, joined and muxed by ffmpeg: what comes out is held against the source.
import { describe, expect, test } from 'vitest';
import { complaints, drift, hashes, isMonotonic, joined, pushes, segmentsOf } from '../../helpers/joining.js';
import { type ClipOptions, clip, codedFrames } from '../../helpers/media.js';

/** Noise, so that no two frames of sound are the same. */
const NOISE = ['-af', 'aeval=random(0)-0.5'];

const KINDS: [string, ClipOptions][] = [
  ['B-frames', { seconds: 16, gop: 50, extra: NOISE }],
  [
    '23.976 pictures a second, 48 kHz',
    { seconds: 16, rate: '24000/1001', gop: 48, sampleRate: 48_000, extra: NOISE },
  ],
  [
    'open GOPs',
    { seconds: 16, gop: 50, bFrames: 3, extra: [...NOISE, '-x264opts', 'open-gop=1:b-pyramid=normal'] },
  ],
  ['no sound', { seconds: 16, gop: 50, audio: null }],
  [
    'a low rate of sound, as the core of HE-AAC has',
    { seconds: 16, gop: 50, sampleRate: 22_050, extra: NOISE },
  ],
];

/** FFmpeg and nginx put several frames of sound into a PES packet, others one. */
const PACKINGS: [string, string[]][] = [
  ['as ffmpeg packs', []],
  ['one frame a packet', ['-hls_ts_options', 'pes_payload_size=0']],
  ['many frames a packet', ['-hls_ts_options', 'pes_payload_size=16000']],
  ['other PIDs', ['-hls_ts_options', 'mpegts_start_pid=0x321:mpegts_pmt_start_pid=0x55']],
];

async function expectSource(source: string, found: Awaited<ReturnType<typeof joined>>): Promise<void> {
  const sent = await codedFrames(source);
  const [frames] = found.frames;
  expect(found.pieces).toHaveLength(1);
  expect(hashes(frames!.video)).toEqual(hashes(sent.video));
  expect(hashes(frames!.audio)).toEqual(hashes(sent.audio));
  expect([isMonotonic(frames!.video), isMonotonic(frames!.audio)]).toEqual([true, true]);
  const { video, audio } = drift(sent, frames!);
  expect(Math.max(...video.map(Math.abs))).toBeLessThan(2);
  if (sent.audio.length > 0) expect(Math.max(...audio.map(Math.abs))).toBeLessThan(3);
  expect(await complaints(found.pieces[0]!.path)).toBe('');
}

describe('a file that was resumed, with some of it sent again, is whole again', () => {
  test.each(KINDS)('%s', async (_, options) => {
    const source = await clip(options);
    const first = await segmentsOf(source, { to: 10 });
    const second = await segmentsOf(source, { from: 6 });
    const segments = pushes({ paths: first, at: 0 }, { paths: second, at: 40 });
    const found = await joined(segments);
    expect(found.pieces[0]!.facts.seams).toMatchObject([{ gapSeconds: 0, placedBy: 'content' }]);
    await expectSource(source, found);
  });

  test.each(PACKINGS)('%s', async (_, options) => {
    const source = await clip(KINDS[0]![1]);
    const first = await segmentsOf(source, { to: 10, options });
    const second = await segmentsOf(source, { from: 6, options });
    await expectSource(source, await joined(pushes({ paths: first, at: 0 }, { paths: second, at: 40 })));
  });

  test.each(['ts', 'mkv'] as const)('as .%s', async (format) => {
    const source = await clip(KINDS[0]![1]);
    const first = await segmentsOf(source, { to: 10 });
    const second = await segmentsOf(source, { from: 6 });
    await expectSource(
      source,
      await joined(pushes({ paths: first, at: 0 }, { paths: second, at: 40 }), { format }),
    );
  });
});
