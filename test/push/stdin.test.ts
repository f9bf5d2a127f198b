import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { readHead } from '../../src/push/stdin-head.js';
import { clip } from '../helpers/media.js';
import { PROGRAM } from '../helpers/program.js';
import { createStudio, storedPictures } from '../helpers/studio.js';

async function made(folder: string, name: string, ...options: string[]): Promise<Buffer> {
  const path = join(folder, name);
  await execa('ffmpeg', ['-v', 'error', '-i', await clip({ seconds: 4, gop: 25 }), ...options, path]);
  return readFileSync(path);
}

test.each<[string, string, string[], string[], object]>([
  ['what fits is copied', 'a.ts', ['-c', 'copy'], [], { video: 'copy', audio: 'copy' }],
  [
    'what does not is encoded',
    'b.ts',
    ['-c:v', 'mpeg2video', '-c:a', 'mp2'],
    [],
    { video: 'h264', audio: 'aac' },
  ],
  [
    'only the sound of it',
    'c.mkv',
    ['-c:v', 'copy', '-c:a', 'libmp3lame'],
    [],
    { video: 'copy', audio: 'aac' },
  ],
  ['all of it', 'd.ts', ['-c', 'copy'], ['--transcode', 'always'], { video: 'h264', audio: 'aac' }],
])('stdin obeys --transcode: %s', async (_, name, options, flags, plan) => {
  const studio = await createStudio();
  const stdin = await made(studio.folder, name, ...options);
  const pushed = await studio.events(['-', 'cam', ...flags], { stdin });
  expect([pushed.exitCode, pushed.event('preflight')]).toMatchObject([
    0,
    { plan, inputs: [{ input: 'stdin' }] },
  ]);
  expect((await storedPictures(studio)).length).toBe(100);
});

test('with --transcode never, what does not fit is refused', async () => {
  const { run, folder } = await createStudio();
  const stdin = await made(folder, 'b.ts', '-c:v', 'mpeg2video', '-c:a', 'mp2');
  const { exitCode, stderr } = await run(['push', '-', 'cam', '--transcode', 'never', '-q'], { stdin });
  expect([exitCode, stderr]).toEqual([
    2,
    'error: stdin has mpeg2video video, which cannot be sent as it is.\nhint: Leave out --transcode never, or encode it yourself.\n',
  ]);
});

test('a look loses nothing, however it comes, and is not longer than it has to be', async () => {
  const { signal } = new AbortController();
  const pieces = Array.from({ length: 100 }, (_, index) => Buffer.alloc(50_000, index));
  const stdin = Readable.from(pieces);
  const head = await readHead(stdin, signal);
  expect(head.bytes.length).toBe(2_100_000);
  expect(await readHead(stdin, signal)).toBe(head);
  const all = Buffer.concat(await head.whole.toArray());
  expect(all.equals(Buffer.concat(pieces))).toBe(true);
});

test('a look at a pipe that stays empty can be called off', async () => {
  const stop = new AbortController();
  const pipe = new Readable({ read: () => undefined });
  const looking = readHead(pipe, stop.signal);
  stop.abort(new Error('enough'));
  await expect(looking).rejects.toThrow('enough');
});

test('a program that goes on writing does not keep a push that has failed', async () => {
  const { url } = await createStudio();
  const [command, ...words] = PROGRAM;
  const argv = [...words, '-e', url, 'push', '-', 'nobody'];
  const env = { PATH: process.env.PATH, OSS_PROFILE: 'local' };
  const child = spawn(command, argv, { env, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.on('error', () => undefined);
  child.stdin.write(Buffer.alloc(1000));
  const exitCode = await new Promise((resolve) => child.on('exit', resolve));
  expect(exitCode).toBe(5);
});
