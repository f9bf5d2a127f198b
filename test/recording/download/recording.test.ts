// What is pushed through a way that breaks comes out of the bucket as the file it was.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { cuttableWay } from '../../helpers/cuttable-way.js';
import { hashes } from '../../helpers/joining.js';
import { schemaChecker } from '../../helpers/json-schema.js';
import { clip, codedFrames, decodingErrors, probeStreams } from '../../helpers/media.js';
import { createStudio, type Studio } from '../../helpers/studio.js';

const checkEvent = schemaChecker('docs/download-events.schema.json');

interface Line extends Record<string, unknown> {
  event: string;
}

/** Runs `download --json`, and checks every line. */
async function download(
  { run }: Studio,
  argv: readonly string[],
): Promise<{ exitCode: number; stderr: string; lines: Line[]; of(event: string): Line[] }> {
  const { exitCode, stdout, stderr } = await run(['download', 'cam', '--json', ...argv]);
  const lines = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  expect(lines.flatMap(checkEvent)).toEqual([]);
  return { exitCode, stderr, lines, of: (event) => lines.filter((line) => line.event === event) };
}

/** AAC has 1024 samples a frame; the clips have 44,100 a second. */
const FRAME_MS = (1024 / 44_100) * 1000;

describe.concurrent('a file', () => {
  test('whose push was cut twice and hung once is whole in one MP4', async () => {
    const studio = await createStudio();
    const source = join(studio.folder, 'source.mp4');
    await execa('ffmpeg', ['-v', 'error', '-i', await clip({ seconds: 24, gop: 25 }), '-c', 'copy', source]);
    const way = await cuttableWay(studio.url);
    // Seconds sent: two resets, and then a server that reads nothing.
    const plan: [at: number, act: () => void][] = [
      [4, () => way.cut('rst')],
      [9, () => way.cut('rst')],
      [14, () => way.hold()],
    ];
    const pushed = await studio.events([source, 'cam', '-e', way.url, '--stall-timeout', '2'], {
      onEvent({ event, seconds }) {
        const [next] = plan;
        if (event === 'progress' && next !== undefined && Number(seconds) >= next[0]) plan.shift()?.[1]();
        if (event === 'reconnecting' && plan.length === 0) way.cut('rst');
      },
    });
    expect(pushed.event('ended')).toMatchObject({ reconnects: 3, error: null });

    const sent = await codedFrames(source);
    // By what the ledger knows of this endpoint, and without it by content.
    for (const [name, argv] of [
      ['ledger.mp4', ['-e', way.url]],
      ['content.mp4', ['--ledger', 'none']],
    ] as const) {
      const { exitCode, of } = await download(studio, ['-o', name, ...argv]);
      expect(exitCode).toBe(0);
      expect(of('saved')).toMatchObject([{ file: name, because: null, damaged: 0, isEncoded: false }]);
      const path = join(studio.folder, name);
      const saved = await codedFrames(path);
      // Each picture and each frame of sound once, in its place.
      expect(hashes(saved.video)).toEqual(hashes(sent.video));
      expect(hashes(saved.audio)).toEqual(hashes(sent.audio));
      const shift = (saved.video[0]?.pts ?? 0) - (sent.video[0]?.pts ?? 0);
      const off = (track: 'video' | 'audio'): number =>
        Math.max(...saved[track].map(({ pts }, at) => Math.abs(pts - shift - (sent[track][at]?.pts ?? 0))));
      expect(off('video')).toBeLessThanOrEqual(2);
      expect(off('audio')).toBeLessThanOrEqual(FRAME_MS);
      expect(await decodingErrors(path)).toBe('');
    }
  });

  test('that was pushed twice is split by pushes, or joined with or without the gap', async () => {
    const studio = await createStudio(4);
    await studio.events(['1.flv', 'cam']);
    await studio.events(['1.flv', 'cam']);
    const whole = await download(studio, ['-o', 'whole.mkv']);
    const closed = await download(studio, ['-o', 'closed.mkv', '--join']);
    const split = await download(studio, ['-o', 'split.mkv', '--split', 'push']);
    expect([whole.exitCode, closed.exitCode, split.exitCode]).toEqual([0, 0, 0]);
    const [gap] = (whole.of('saved')[0]?.seams ?? []) as { gapSeconds: number }[];
    expect(gap?.gapSeconds).toBeGreaterThan(0.3);
    expect(closed.of('saved')[0]?.seams).toMatchObject([{ gapSeconds: 0 }]);
    const seconds = ({ of }: typeof whole) => of('saved').map((saved) => Number(saved.seconds));
    expect(seconds(whole)[0]).toBeCloseTo((seconds(closed)[0] ?? 0) + (gap?.gapSeconds ?? 0), 1);
    expect(split.of('saved')).toMatchObject([
      { file: 'split-1.mkv', because: null },
      { file: 'split-2.mkv', because: 'push' },
    ]);
    expect(
      readdirSync(studio.folder)
        .filter((name) => name.endsWith('.mkv'))
        .sort(),
    ).toEqual(['closed.mkv', 'split-1.mkv', 'split-2.mkv', 'whole.mkv']);
    const source = await codedFrames(join(studio.folder, '1.flv'));
    for (const name of ['split-1.mkv', 'split-2.mkv']) {
      const frames = await codedFrames(join(studio.folder, name));
      expect(frames.video.map(({ hash }) => hash)).toEqual(source.video.map(({ hash }) => hash));
    }
  });

  test('that changes in size is two files, or one that is encoded', async () => {
    const studio = await createStudio(4);
    await studio.events(['1.flv', 'cam']);
    await studio.events([await clip({ seconds: 4, size: '480x270', gop: 25 }), 'cam']);
    const { exitCode, of } = await download(studio, ['-o', 'class.mp4']);
    expect([exitCode, of('saved')]).toMatchObject([
      0,
      [
        { file: 'class-1.mp4', because: null },
        { file: 'class-2.mp4', because: 'video' },
      ],
    ]);
    const sizes = async (name: string) =>
      (await probeStreams(join(studio.folder, name))).map(({ width, height, codec_name }) =>
        width === undefined ? codec_name : `${codec_name} ${width}x${height}`,
      );
    expect(await sizes('class-1.mp4')).toEqual(['h264 320x180', 'aac']);
    expect(await sizes('class-2.mp4')).toEqual(['h264 480x270', 'aac']);
    const encoded = await download(studio, ['-o', 'one.mp4', '--join', 'encode']);
    expect([encoded.exitCode, encoded.of('saved')]).toMatchObject([
      0,
      [{ file: 'one.mp4', isEncoded: true, seconds: expect.closeTo(8, 0) }],
    ]);
    expect(await sizes('one.mp4')).toEqual(['h264 320x180', 'aac']);
    expect(await decodingErrors(join(studio.folder, 'one.mp4'))).toBe('');
    const { video } = await codedFrames(join(studio.folder, 'one.mp4'));
    expect(video.length).toBeGreaterThanOrEqual(198);
  });

  test('goes to a folder whose list plays from disk', async () => {
    const studio = await createStudio(4);
    await studio.events(['1.flv', 'cam']);
    await studio.events(['1.flv', 'cam']);
    const { exitCode, of } = await download(studio, ['-o', 'class']);
    expect([exitCode, of('saved').map(({ file }) => file)]).toEqual([0, ['class']]);
    const list = join(studio.folder, 'class/playlist.m3u8');
    expect(readFileSync(list, 'utf8').match(/#EXT-X-DISCONTINUITY/g)).toHaveLength(1);
    const { stdout } = await execa('ffprobe', [
      ...['-v', 'error', '-count_packets', '-select_streams', 'v:0'],
      ...['-show_entries', 'stream=nb_read_packets', '-of', 'csv=p=0', list],
    ]);
    expect(stdout.trim().split('\n')[0]).toBe('200');
  });
});

describe.concurrent('the command', () => {
  test('tells people what it does, and where the result is', async () => {
    const studio = await createStudio(3);
    await studio.events(['1.flv', 'cam']);
    const { exitCode, stdout, stderr } = await studio.run(['download', 'cam', '-o', 'class.ts']);
    expect(exitCode).toBe(0);
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
    expect(stderr).toMatch(
      new RegExp(
        String.raw`^(The push has just ended.*\n)?Range: ${time} to ${time} \(the latest push\)\.\n(The push has just ended.*\n)?Downloading 3 segments, \d+ kB, \ds to class\.ts\.\nCtrl-C stops it; the same command line goes on\.\n$`,
      ),
    );
    expect(stdout.replace(/\d{4}-.*Z/, 'TIME').replace(/Took\t[\d.]+/, 'Took\tTIME')).toMatch(
      /^Saved\tclass\.ts\nSize\t\d+\nLength\t3(\.\d+)?\nRecorded\tTIME\nTook\tTIME\n$/,
    );
  });

  test('says once in a while that it tries again, not for each request', async () => {
    const studio = await createStudio(3);
    await studio.events(['1.flv', 'cam']);
    studio.emulator.control.addFault({
      ...{ match: { layer: 'http', op: 'GetObject' }, times: 12, effect: { status: 503 } },
    });
    const { exitCode, stderr } = await studio.run(['download', 'cam', '-o', 'class.ts']);
    expect([exitCode, stderr.match(/ Trying again\.$/gm)?.length]).toEqual([0, 1]);
  });

  test('takes a channel behind --join for one', async () => {
    const studio = await createStudio(3);
    expect(await studio.run(['download', '--join', 'cam'])).toMatchObject({
      exitCode: 2,
      stderr:
        "error: --join must be encode, not 'cam'.\nhint: If cam is an argument, put it before --join, which may also stand alone.\n",
    });
  });

  test('with --dry-run tells what it would do, and does nothing', async () => {
    const studio = await createStudio(3);
    await studio.events(['1.flv', 'cam']);
    const { exitCode, stdout } = await studio.run(['download', 'cam', '-n', '--json', '-o', 'class.mp4']);
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([
      0,
      { dryRun: true, segments: 3, format: 'mp4', files: ['class.mp4'], channelName: 'cam' },
    ]);
    expect(readdirSync(studio.folder)).not.toContain('class.mp4');
  });

  test('names the sessions there are when the range has nothing', async () => {
    const studio = await createStudio(3);
    await studio.events(['1.flv', 'cam']);
    const line = ['download', 'cam', '--start', '2d-ago', '--end', '1d-ago', '-o', 'class.ts'];
    const { exitCode, stderr } = await studio.run(line);
    expect(exitCode).toBe(10);
    expect(stderr).toMatch(
      /^hint: For the latest session: oss-live download cam -o class\.ts --start .* --end .*$/m,
    );
  });

  test('does not fetch what a list names elsewhere', async () => {
    const studio = await createStudio(3);
    await studio.events(['1.flv', 'cam']);
    writeFileSync(join(studio.folder, 'unused'), '');
    const asked: string[] = [];
    const foreign =
      '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1.0,\nhttp://127.0.0.1:9/elsewhere/1.ts\n#EXT-X-ENDLIST\n';
    const { exitCode, stderr } = await studio.run(['download', 'cam', '-o', 'class.ts'], {
      transport: async (request) => {
        asked.push(request.origin);
        if (/[?&]vod/.test(request.target)) return { status: 200, headers: [], body: foreign };
        return studio.emulator.handle(request);
      },
    });
    expect([exitCode > 0, new Set(asked)]).toEqual([true, new Set([studio.url])]);
    expect(stderr).toMatch(/^error: /m);
  });
});
