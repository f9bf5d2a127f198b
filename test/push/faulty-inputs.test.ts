// Inputs that ffmpeg makes a stream of, but not the right one when it is only told to copy. Each is made with ffmpeg, sent
// with ffmpeg, and judged by what the emulator has stored, as ffmpeg and ffprobe see it.
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { schemaChecker } from '../helpers/json-schema.js';
import { clip, decodingErrorsOfEach, probeStreams } from '../helpers/media.js';
import { createStudio, type Pushed, type Studio } from '../helpers/studio.js';

const checkEvent = schemaChecker('docs/push-events.schema.json');
const SECONDS = 4;
const PICTURES = 100;

/** A studio with `base.mp4` of four seconds, and a way to make of it what is needed. */
async function workshop(seconds = SECONDS) {
  const studio = await createStudio();
  const base = join(studio.folder, 'base.mp4');
  const ffmpeg = (...args: string[]) =>
    execa('ffmpeg', ['-nostdin', '-v', 'error', ...args], { cwd: studio.folder });
  await ffmpeg('-i', await clip({ seconds, gop: 25 }), '-c', 'copy', base);
  const push = async (...argv: string[]): Promise<Pushed> => {
    const pushed = await studio.events([...argv, '--channel', 'cam']);
    expect(pushed.events.flatMap(checkEvent)).toEqual([]);
    return pushed;
  };
  return { ...studio, base, ffmpeg, push };
}

interface Stored {
  /** All segments in a row. */
  path: string;
  /** `h264 320x180`, `aac` */
  streams: string[];
  pictures: number;
  /** Of sound, in 44.1 kHz. */
  soundSeconds: number;
  segments: number[];
}

async function stored({ dataDir, folder, run }: Studio): Promise<Stored> {
  const place = join(dataDir, 'local', 'cam');
  const segments = readdirSync(place).filter((name) => name.endsWith('.ts'));
  const path = join(folder, 'stored.ts');
  writeFileSync(path, Buffer.concat(segments.sort().map((name) => readFileSync(join(place, name)))));
  const complaints = await decodingErrorsOfEach(segments.map((name) => join(place, name)));
  expect(complaints).toEqual(segments.map(() => ''));
  const streams = await probeStreams(path);
  const count = async (kind: string): Promise<number> => {
    const args = [
      '-v',
      'error',
      '-count_packets',
      '-select_streams',
      kind,
      '-show_entries',
      'stream=nb_read_packets',
    ];
    const { stdout } = await execa('ffprobe', [...args, '-of', 'csv=p=0', path]);
    return Number.parseInt(stdout, 10) || 0;
  };
  const { stdout } = await run(['vod', 'cam', '--start', '--end']);
  return {
    path,
    streams: streams
      .map(({ codec_name, width, height }) =>
        width === undefined ? codec_name : `${codec_name} ${width}x${height}`,
      )
      .sort(),
    pictures: await count('v:0'),
    soundSeconds: ((await count('a:0')) * 1024) / 44_100,
    segments: [...stdout.matchAll(/^#EXTINF:([\d.]+),/gm)].map(([, length]) => Number(length)),
  };
}

/** How like the first pictures of two files are, in dB: above 25 they are the same for an eye. */
async function likeness(one: string, other: string, filter: string): Promise<number> {
  const graph = `[1:v]${filter}[wanted];[0:v][wanted]psnr`;
  const inputs = ['-i', one, '-noautorotate', '-i', other];
  const { stderr } = await execa('ffmpeg', [...inputs, '-lavfi', graph, '-frames:v', '1', '-f', 'null', '-']);
  const [, decibels = '0'] = /average:([\d.]+|inf)/.exec(stderr) ?? [];
  return decibels === 'inf' ? 100 : Number(decibels);
}

/** With this display matrix for its video, the first track. */
function withMatrix(
  from: string,
  to: string,
  [a, b, c, d]: readonly [number, number, number, number],
): string {
  const file = readFileSync(from);
  const matrix = file.indexOf('tkhd') + 4 + 4 + 20 + 16;
  for (const [index, value] of [a, b, 0, c, d, 0, 0, 0, 0x4000].entries())
    file.writeInt32BE(value * 65_536, matrix + index * 4);
  writeFileSync(to, file);
  return to;
}

function findings(pushed: Pushed): string[] {
  const { findings: found } = pushed.event('preflight') as unknown as { findings: { code: string }[] };
  return found.map(({ code }) => code);
}

describe.concurrent('several files', () => {
  test('with their streams in another order are copied, picture to picture and sound to sound', async () => {
    const shop = await workshop();
    await shop.ffmpeg('-i', 'base.mp4', '-map', '0:a', '-map', '0:v', '-c', 'copy', 'av.mp4');
    const pushed = await shop.push('base.mp4', 'av.mp4');
    expect([pushed.exitCode, pushed.event('preflight')?.plan]).toEqual([0, { video: 'copy', audio: 'copy' }]);
    const found = await stored(shop);
    expect([found.streams, found.pictures]).toEqual([['aac', 'h264 320x180'], 2 * PICTURES]);
    expect(found.soundSeconds).toBeGreaterThan(2 * SECONDS - 0.2);
  });

  test.each([
    ['first', 'mute.mp4', 'base.mp4'],
    ['last', 'base.mp4', 'mute.mp4'],
  ])('of which the %s is mute have silence there', async (_, ...names) => {
    const shop = await workshop();
    await shop.ffmpeg('-i', 'base.mp4', '-an', '-c', 'copy', 'mute.mp4');
    const pushed = await shop.push(...names);
    expect([pushed.exitCode, findings(pushed)]).toEqual([0, ['video-encoded', 'audio-encoded']]);
    const found = await stored(shop);
    expect([found.streams, found.pictures]).toEqual([['aac', 'h264 320x180'], 2 * PICTURES]);
    expect(found.soundSeconds).toBeGreaterThan(2 * SECONDS - 0.2);
  });

  test('of which one is turned, smaller and of another codec are shown upright in one size', async () => {
    const shop = await workshop();
    const small = ['-vsync', '0', '-vf', 'scale=160:90', '-c:v', 'mpeg4', '-q:v', '2', '-c:a', 'libmp3lame'];
    await shop.ffmpeg('-i', 'base.mp4', ...small, 'small.mp4');
    withMatrix(join(shop.folder, 'small.mp4'), join(shop.folder, 'turned.mp4'), [0, 1, -1, 0]);
    const pushed = await shop.push('base.mp4', 'turned.mp4');
    expect(pushed.exitCode).toBe(0);
    const found = await stored(shop);
    expect([found.streams, found.pictures]).toEqual([['aac', 'h264 320x180'], 2 * PICTURES]);
    const second = join(shop.folder, 'second.ts');
    await shop.ffmpeg('-sseof', '-1', '-i', found.path, '-c:v', 'libx264', '-an', second);
    const last = join(shop.folder, 'last.mp4');
    await shop.ffmpeg('-ss', '3', '-i', 'base.mp4', '-c:v', 'libx264', '-an', last);
    const upright = 'transpose=clock,scale=102:180,pad=320:180:-1:-1';
    expect(await likeness(second, last, upright)).toBeGreaterThan(18);
    expect(await likeness(second, last, 'scale=320:180')).toBeLessThan(15);
  });

  test.each([
    ['in another order', ['-map', '0:a', '-map', '0:v']],
    ['mute', ['-an']],
  ])('of which one is %s are gone on with after a connection broke', async (_, options) => {
    const shop = await workshop();
    await shop.ffmpeg('-i', 'base.mp4', ...options, '-c', 'copy', 'other.mp4');
    const effect = { dropAfterMs: 5500, dropHow: 'rst' } as const;
    shop.emulator.control.addFault({ match: { layer: 'rtmp' }, times: 1, effect });
    const pushed = await shop.push('base.mp4', 'other.mp4');
    expect([pushed.exitCode, pushed.event('ended')]).toMatchObject([0, { reconnects: 1 }]);
    expect(pushed.names).not.toContain('restarted');
    const found = await stored(shop);
    expect(found.streams).toEqual(['aac', 'h264 320x180']);
    expect(found.pictures).toBeGreaterThanOrEqual(2 * PICTURES);
  });

  test('that differ cannot be repeated, and one with a line break in its name cannot be listed', async () => {
    const shop = await workshop();
    await shop.ffmpeg('-i', 'base.mp4', '-an', '-c', 'copy', 'mute.mp4');
    await shop.ffmpeg('-i', 'base.mp4', '-c', 'copy', 'line\nbreak.mp4');
    const run = async (...argv: string[]) => (await shop.run(['push', ...argv, '-C', 'cam', '-q'])).stderr;
    expect(await run('base.mp4', 'mute.mp4', '--loop')).toBe(
      'error: mute.mp4 has no sound, unlike base.mp4: such files cannot be sent again and again.\nhint: Make the files alike first.\n',
    );
    expect(await run('base.mp4', 'line\nbreak.mp4')).toBe(
      'error: There is a line break in the name "line\\nbreak.mp4": push it alone, or rename it.\n',
    );
  });
});

describe.concurrent('video', () => {
  test.each<[string, [number, number, number, number], string, string]>([
    ['lying on its side', [0, 1, -1, 0], 'transpose=clock', 'h264 180x320'],
    ['upside down', [-1, 0, 0, -1], 'hflip,vflip', 'h264 320x180'],
    ['lying on its other side', [0, -1, 1, 0], 'transpose=cclock', 'h264 180x320'],
    ['mirrored', [-1, 0, 0, 1], 'hflip', 'h264 320x180'],
  ])('%s is set upright', async (_, matrix, filter, size) => {
    const shop = await workshop();
    withMatrix(shop.base, join(shop.folder, 'turned.mp4'), matrix);
    const pushed = await shop.push('turned.mp4', '--strict');
    expect([pushed.exitCode, findings(pushed)]).toEqual([0, ['video-encoded']]);
    const found = await stored(shop);
    expect([found.streams, found.pictures]).toEqual([['aac', size], PICTURES]);
    expect(await likeness(found.path, shop.base, filter)).toBeGreaterThan(25);
  });

  test.each([
    ['AVI', 'b.avi', ['-bsf:v', 'h264_mp4toannexb']],
    ['a bare stream', 'b.h264', ['-an', '-f', 'h264']],
  ])('whose pictures do not say when they are shown is complete: %s', async (_, name, options) => {
    const shop = await workshop();
    await shop.ffmpeg('-i', 'base.mp4', '-c', 'copy', ...options, name);
    const pushed = await shop.push(name);
    expect([pushed.exitCode, pushed.event('preflight')?.plan]).toMatchObject([0, { video: 'h264' }]);
    expect((await stored(shop)).pictures).toBe(PICTURES);
  });

  test('that is interlaced is not when it is encoded', async () => {
    const shop = await workshop();
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=720x576:rate=50', '-t', '4'];
    const fields = ['-vf', 'tinterlace=interleave_top,fieldorder=tff,format=yuv420p'];
    const coding = ['-c:v', 'mpeg2video', '-flags', '+ildct+ilme', '-top', '1', '-b:v', '4M'];
    await shop.ffmpeg(...source, ...fields, ...coding, '-f', 'mpegts', 'fields.ts');
    expect((await shop.push('fields.ts')).exitCode).toBe(0);
    const combed = async (path: string) => {
      const { stderr } = await execa('ffmpeg', ['-i', path, '-vf', 'idet', '-f', 'null', '-']);
      const [, top, bottom] = /Multi frame detection: TFF:\s*(\d+) BFF:\s*(\d+)/.exec(stderr) ?? [];
      return Number(top) + Number(bottom);
    };
    expect(await combed(join(shop.folder, 'fields.ts'))).toBeGreaterThan(90);
    expect(await combed((await stored(shop)).path)).toBeLessThan(10);
  });

  test('of an odd size is encoded without its last column and row', async () => {
    const shop = await workshop();
    const source = ['-f', 'lavfi', '-i', 'testsrc=size=161x91:rate=25', '-t', '2'];
    await shop.ffmpeg(...source, '-c:v', 'ffv1', 'odd.mkv');
    expect((await shop.push('odd.mkv', '--audio', 'none')).exitCode).toBe(0);
    const found = await stored(shop);
    expect([found.streams, found.pictures]).toEqual([['h264 160x90'], 50]);
    const odd = join(shop.folder, 'odd.mkv');
    expect(await likeness(found.path, odd, 'crop=160:90:0:0,format=yuv420p')).toBeGreaterThan(25);
    // Nobody looks at what a device carries.
    const device = ['testsrc=size=161x91:rate=25:duration=1,realtime', '--input-format', 'lavfi'];
    expect((await shop.push(...device, '--audio', 'none', '--once')).exitCode).toBe(0);
  });

  test.each([
    [2, [2.002, 2.002, 2.002, 2.002]],
    [5, [5.005]],
  ])('of 29.97 pictures a second has segments of %d s', async (fragDuration, lengths) => {
    const shop = await workshop();
    await shop.run(['create', 'cam', '--replace', '--frag-duration', `${fragDuration}`]);
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=30000/1001', '-t', '9'];
    await shop.ffmpeg(...source, '-c:v', 'mpeg4', 'ntsc.mp4');
    expect((await shop.push('ntsc.mp4')).exitCode).toBe(0);
    // The last is what is left.
    expect((await stored(shop)).segments.slice(0, -1)).toEqual(lengths);
  });

  test('of one picture a second goes live', async () => {
    const shop = await workshop();
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=1', '-t', '12'];
    await shop.ffmpeg(...source, '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', 'slow.mkv');
    const pushed = await shop.push('slow.mkv');
    expect([pushed.exitCode, pushed.names]).toEqual([0, ['preflight', 'connecting', 'live', 'ended']]);
    expect((await stored(shop)).pictures).toBe(12);
  });

  test('of a picture now and then does not stall', async () => {
    const shop = await workshop();
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=1/12', '-t', '36'];
    await shop.ffmpeg(...source, '-c:v', 'libx264', '-tune', 'zerolatency', '-g', '1', 'sparse.mp4');
    const pushed = await shop.push('sparse.mp4');
    expect([pushed.exitCode, pushed.names]).toEqual([0, ['preflight', 'connecting', 'live', 'ended']]);
  });

  test('behind a cover is the video that is sent', async () => {
    const shop = await workshop();
    await shop.ffmpeg('-i', 'base.mp4', '-frames:v', '1', 'cover.png');
    const mapped = ['-map', '1:v', '-map', '0:v', '-map', '0:a', '-c', 'copy'];
    await shop.ffmpeg('-i', 'base.mp4', '-i', 'cover.png', ...mapped, 'covered.mkv');
    const pushed = await shop.push('covered.mkv');
    expect([pushed.exitCode, findings(pushed)]).toEqual([0, []]);
    expect((await stored(shop)).pictures).toBe(PICTURES);
    const { exitCode, stderr } = await shop.run(['push', 'cover.png', 'cam', '-q']);
    expect([exitCode, stderr.split('\n')[0]]).toEqual([2, 'error: cover.png has no video.']);
  });
});

describe.concurrent('sound', () => {
  test('whose channels ADTS cannot name is encoded', async () => {
    const shop = await workshop();
    await shop.ffmpeg(
      '-i',
      'base.mp4',
      '-c:v',
      'copy',
      '-af',
      'aformat=channel_layouts=5.1(side)',
      '-c:a',
      'aac',
      'pce.mp4',
    );
    const pushed = await shop.push('pce.mp4');
    expect([pushed.exitCode, findings(pushed)]).toEqual([0, ['audio-encoded']]);
    expect((await stored(shop)).soundSeconds).toBeGreaterThan(SECONDS - 0.2);
  });

  test.each([[[]], [['--transcode', 'always']]])('that is only announced is no sound: %j', async (flags) => {
    const shop = await workshop();
    const silent = ['-f', 'lavfi', '-i', 'anullsrc=r=44100:d=4', '-af', 'aselect=0'];
    await shop.ffmpeg(
      '-i',
      'base.mp4',
      ...silent,
      '-map',
      '0:v',
      '-map',
      '1:a',
      '-c:v',
      'copy',
      '-c:a',
      'aac',
      'empty.ts',
    );
    const pushed = await shop.push('empty.ts', ...flags);
    expect([pushed.exitCode, findings(pushed)]).toEqual([0, ['no-audio']]);
    const found = await stored(shop);
    expect([found.streams, found.pictures]).toEqual([['h264 320x180'], PICTURES]);
  });

  test('that nothing decodes is refused, unless it is left out', async () => {
    const shop = await workshop();
    await shop.ffmpeg('-i', 'base.mp4', '-c:v', 'copy', '-c:a', 'pcm_s16le', 'known.mov');
    const known = readFileSync(join(shop.folder, 'known.mov'), 'latin1');
    writeFileSync(join(shop.folder, 'odd.mov'), known.replaceAll('sowt', 'zzzz'), 'latin1');
    const { exitCode, stderr } = await shop.run(['push', 'odd.mov', 'cam', '-q']);
    expect([exitCode, stderr]).toEqual([
      2,
      'error: ffmpeg does not know what the audio of odd.mov is, and cannot decode it.\nhint: If it is the sound, --audio none leaves it out.\n',
    ]);
    const pushed = await shop.push('odd.mov', '--audio', 'none');
    expect([pushed.exitCode, (await stored(shop)).streams]).toEqual([0, ['h264 320x180']]);
  });
});

describe.concurrent('a file', () => {
  test('that was cut off is sent as far as it goes, which is no success', async () => {
    const shop = await workshop();
    await shop.ffmpeg('-i', 'base.mp4', '-c', 'copy', '-movflags', '+faststart', 'cut.mp4');
    const path = join(shop.folder, 'cut.mp4');
    truncateSync(path, Math.round(readFileSync(path).length * 0.5));
    const pushed = await shop.push('cut.mp4');
    expect([pushed.exitCode, pushed.event('incomplete'), pushed.event('ended')?.error]).toMatchObject([
      8,
      { what: 'length', plannedSeconds: expect.closeTo(SECONDS, 0) },
      { code: 'Incomplete', message: 'Not all that was planned went out: the end of the input.' },
    ]);
    const { stderr } = await shop.run(['push', 'cut.mp4', 'cam']);
    expect(stderr).toMatch(
      /^warning: The input ended before it should: \ds of 4s went out\. Is it complete\?$/m,
    );
  });

  test('without its index is named as such', async () => {
    const shop = await workshop();
    truncateSync(shop.base, 60_000);
    const { exitCode, stderr } = await shop.run(['push', 'base.mp4', 'cam', '-q']);
    expect([exitCode, stderr]).toEqual([
      2,
      'error: base.mp4 is not complete: the index (moov) at its end is missing.\nhint: It was cut off while it was written or copied: copy it again.\n',
    ]);
  });

  test.each(['12:30.mp4', 'subfile,,start,0,end,9,,:x.mp4', '-v.mp4', 'data:text.mp4', '%03d.mp4'])(
    'may be called %s',
    async (name) => {
      const shop = await workshop();
      writeFileSync(join(shop.folder, name), readFileSync(shop.base));
      const { exitCode, stderr } = await shop.run(['push', `./${name}`, '-C', 'cam', '--', '-t', '1']);
      expect([exitCode, stderr.includes('error')]).toEqual([0, false]);
    },
  );

  test('whose sound the service drops is no success', async () => {
    const shop = await workshop(12);
    // In a transport stream nothing tells beforehand.
    await shop.ffmpeg(
      '-i',
      'base.mp4',
      '-c:v',
      'copy',
      '-af',
      'aformat=channel_layouts=5.1(side)',
      '-c:a',
      'aac',
      'pce.ts',
    );
    const pushed = await shop.push('pce.ts');
    expect([pushed.exitCode, pushed.event('incomplete')]).toMatchObject([
      8,
      { what: 'sound', channelName: 'cam' },
    ]);
  });
});
