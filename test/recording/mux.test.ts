import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { findProgram } from '../../src/ffmpeg/find-ffmpeg.js';
import { type MuxRequest, mux } from '../../src/recording/mux/mux.js';
import { joinSegments } from '../../src/recording/transport-stream/join.js';
import type { JoinSegment } from '../../src/recording/transport-stream/joined.js';
import { pushes, segmentsOf } from '../helpers/joining.js';
import { clip } from '../helpers/media.js';
import { temporaryFolder } from '../helpers/store.js';

const surroundings = { env: process.env, platform: process.platform, cwd: process.cwd() };
const ffmpeg = (await findProgram('ffmpeg', surroundings)) ?? 'no ffmpeg';

async function piece(signal = new AbortController().signal, extra: Pick<JoinSegment, 'path'>[] = []) {
  const paths = await segmentsOf(await clip({ seconds: 8, gop: 50 }));
  const given = pushes({ paths, at: 0 });
  const more = extra.map((each) => ({ ...given.at(-1)!, startMs: given.at(-1)!.startMs + 2000, ...each }));
  const pieces = joinSegments({ segments: [...given, ...more], closeGaps: false, format: 'mp4', signal });
  return (await pieces.next()).value!;
}

async function request(changes: Partial<MuxRequest> = {}): Promise<MuxRequest> {
  return {
    ...{ ...surroundings, ffmpeg, format: 'mp4' as const, target: join(temporaryFolder(), 'a.part') },
    ...{ onExit: () => () => undefined },
    signal: new AbortController().signal,
    ...changes,
    piece: changes.piece ?? (await piece()),
  };
}

test('an MP4 begins with its index, so that it plays while it comes', async () => {
  const wanted = await request();
  await mux(wanted);
  const bytes = readFileSync(wanted.target);
  const atoms: string[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at))
    atoms.push(bytes.toString('latin1', at + 4, at + 8));
  expect(atoms).toEqual(['ftyp', 'moov', 'free', 'mdat']);
});

test('a name that looks like an option or a protocol is a name', async () => {
  const folder = temporaryFolder();
  const target = join(folder, 'http:-y %d.part');
  await mux(await request({ target }));
  expect(readdirSync(folder)).toEqual(['http:-y %d.part']);
});

test.each<[string, () => Partial<MuxRequest> | Promise<Partial<MuxRequest>>, object]>([
  [
    'a folder that is not there',
    () => ({ target: join(temporaryFolder(), 'no/a.part') }),
    {
      code: 'CannotWrite',
      kind: 'configuration',
      message: /^.*no\/a\.part cannot be written: No such file or directory\.$/,
    },
  ],
  [
    'a full disk',
    () => ({
      // In the words of ffmpeg 5.1.
      ffmpeg: script(
        'cat > /dev/null; echo "av_interleaved_write_frame(): No space left on device" >&2; exit 1',
      ),
    }),
    {
      code: 'CannotWrite',
      kind: 'configuration',
      message: /a\.part cannot be written: No space left on device\.$/,
    },
  ],
  [
    'an ffmpeg without MP4',
    () => ({
      ffmpeg: script(
        `echo "[NULL @ 0x5] Requested output format 'mp4' is not a suitable output format" >&2; exit 1`,
      ),
    }),
    {
      code: 'FfmpegUnfit',
      kind: 'ffmpeg',
      message: /^This ffmpeg was built without MP4\.$/,
      advice: { do: 'installFullFfmpeg' },
    },
  ],
  [
    'an ffmpeg that is ended by somebody else',
    () => ({ ffmpeg: script('kill -9 $$') }),
    { code: 'FfmpegFailed', kind: 'ffmpeg', message: /^ffmpeg failed \(SIGKILL\)\.$/ },
  ],
  [
    'an ffmpeg that fails in other words',
    () => ({ ffmpeg: script('cat > /dev/null; echo "Something else" >&2; exit 187') }),
    { code: 'FfmpegFailed', kind: 'ffmpeg', message: /^ffmpeg failed \(exit code 187\): Something else$/ },
  ],
])('%s', async (_, changes, error) => {
  const { message, ...others } = error as { message: RegExp };
  const found = await mux(await request(await changes())).catch((thrown: Error) => thrown);
  expect(found).toMatchObject(others);
  expect((found as Error).message).toMatch(message);
});

/** A program that is not the real ffmpeg. */
function script(text: string): string {
  const path = join(temporaryFolder(), 'ffmpeg');
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}

test('a segment that does not come ends ffmpeg, and is what went wrong', async () => {
  const gone = new Error('gone');
  const broken = await piece(undefined, [{ path: () => Promise.reject(gone) }]);
  await expect(mux(await request({ piece: broken }))).rejects.toBe(gone);
});

test('a download that is given up ends ffmpeg while it waits', async () => {
  const stop = new AbortController();
  const waiting = await piece(stop.signal, [
    {
      path: () =>
        new Promise((_, reject) => {
          stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error));
          stop.abort(new Error('given up'));
        }),
    },
  ]);
  await expect(mux(await request({ piece: waiting, signal: stop.signal }))).rejects.toThrow('given up');
});

test('sound that begins late is not left out', async () => {
  const source = join(temporaryFolder(), 'late.flv');
  const args = ['-itsoffset', '9', '-i', await clip({ seconds: 4, video: null })];
  const video = await clip({ seconds: 14, gop: 50, audio: null });
  await execa('ffmpeg', [
    '-v',
    'error',
    '-i',
    video,
    ...args,
    '-map',
    '0:v',
    '-map',
    '1:a',
    '-c',
    'copy',
    source,
  ]);
  const folder = temporaryFolder();
  mkdirSync(join(folder, 's'));
  const paths = await segmentsOf(source);
  const segments = pushes({ paths, at: 0 });
  const { signal } = new AbortController();
  const late = (await joinSegments({ segments, closeGaps: false, format: 'mp4', signal }).next()).value!;
  expect([late.tracks, Math.round(late.soundLagSeconds)]).toEqual([{ video: true, audio: true }, 9]);
  const wanted = await request({ piece: late });
  await mux(wanted);
  const entries = ['-show_entries', 'stream=codec_type,start_time', '-of', 'csv=p=0'];
  const { stdout } = await execa('ffprobe', ['-v', 'error', ...entries, wanted.target]);
  expect(stdout.split('\n').map((line) => line.split('.')[0])).toEqual(['video,0', 'audio,9']);
});

test('an ffmpeg that waits for its input is not asked to end, what it writes being of no use', async () => {
  const folder = temporaryFolder();
  const [begun, asked] = [join(folder, 'begun'), join(folder, 'asked')];
  const told = (path: string) => `require('fs').writeFileSync('${path}', '')`;
  const ffmpeg = script(
    `exec node -e "process.on('SIGTERM', () => ${told(asked)}); ${told(begun)}; process.stdin.resume()"`,
  );
  const stop = new AbortController();
  const path = async (): Promise<never> => {
    while (!existsSync(begun)) await sleep(10);
    stop.abort(new Error('given up'));
    throw stop.signal.reason;
  };
  const waiting = await piece(undefined, [{ path }]);
  const given = await request({ piece: waiting, ffmpeg, signal: stop.signal });
  await expect(mux(given)).rejects.toThrow('given up');
  expect(existsSync(asked)).toBe(false);
});
