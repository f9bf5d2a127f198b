import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSeededHour, type SeededHour } from '../helpers/seeded-hour.js';
import { KEY } from '../helpers/sign-v1.js';
import { createWorld, type Ended, type World, type WorldOptions } from '../helpers/world.js';

let hour: SeededHour;
let world: World;

const env = {
  ...{ OSS_ENDPOINT: 'http://127.0.0.1:8787', OSS_REGION: 'cn-hangzhou', OSS_BUCKET: 'local' },
  ...{
    OSS_ACCESS_KEY_ID: KEY.accessKeyId,
    OSS_ACCESS_KEY_SECRET: KEY.accessKeySecret,
    PATH: process.env.PATH,
  },
};
const newWorld = (): World =>
  createWorld({ transport: hour.emulator.handle, env, now: '2026-03-05T12:00:00Z' });

beforeAll(async () => {
  hour = await openSeededHour();
  world = newWorld();
});
afterAll(() => hour.close());

const run = (line: string, options?: WorldOptions): Promise<Ended> =>
  world.run(['thumbnail', ...line.split(' ')], options);
const inFolder = (name: string): string => join(world.homeDir, name);
const isJpeg = (bytes: Buffer): boolean =>
  bytes.subarray(0, 3).toString('hex') === 'ffd8ff' && bytes.subarray(-2).toString('hex') === 'ffd9';

describe('thumbnail', () => {
  test('saves what is live, or was last, and says how old it is', async () => {
    const { exitCode, stdout, stderr } = await run('demo --no-color', { terminal: 80 });
    const { length } = readFileSync(inFolder('demo.jpg'));
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: `Saved  demo.jpg\nShown  2026-03-05T11:58:52+00:00\nSize   ${(length / 1000).toFixed(2)} kB\n`,
      stderr: '',
    });
    expect(isJpeg(readFileSync(inFolder('demo.jpg')))).toBe(true);
    const later = await run('demo -o later.jpg', { now: '2026-03-05T12:10:00Z' });
    expect(later.stderr).toBe(
      'Nothing new comes from demo: this is its last picture, of 2026-03-05T11:58:52Z.\n',
    );
  });

  test('leaves a file that is there, unless it may replace it', async () => {
    writeFileSync(inFolder('there.jpg'), 'mine');
    expect(await run('demo -o there.jpg')).toMatchObject({ exitCode: 6, stdout: '' });
    expect(readFileSync(inFolder('there.jpg'), 'utf8')).toBe('mine');
    expect(await run('demo -o there.jpg --yes')).toMatchObject({ exitCode: 0 });
    expect(isJpeg(readFileSync(inFolder('there.jpg')))).toBe(true);
  });

  test('gives a pipe the bytes, and a terminal none', async () => {
    const { exitCode, stdout, stderr } = await run('demo --at 11:31 -o -');
    expect([exitCode, isJpeg(Buffer.from(stdout, 'latin1')), stderr]).toEqual([0, true, '']);
    expect(await run('demo -o - --no-color', { terminal: 80 })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'error: A picture is not for a terminal.\nhint: Give a file with --output, or a pipe.\n',
    });
  });

  test('tells a program all of it', async () => {
    const { stdout } = await run('demo --at 11:31 -o told.jpg --json');
    expect(JSON.parse(stdout)).toEqual({
      channelName: 'demo',
      file: 'told.jpg',
      time: '2026-03-05T11:30:59.964Z',
      object: 'demo/1772710257664.ts',
      bytes: readFileSync(inFolder('told.jpg')).length,
    });
  });

  test.each([
    [
      'demo --at 11:14:30',
      10,
      /^error: demo: nothing was recorded at 2026-03-05T11:14:30Z\.\nhint: .*history/,
    ],
    ['demo --ffmpeg ./none -o a.jpg', 9, /^error: There is no program \.\/none\.\n/],
    ['none -o a.jpg', 5, /^error: /],
    ['demo -o none/a.jpg', 2, /^error: none\/a\.jpg cannot be written: there is no folder none\.\n/],
    ['demo --at 11:31 --every 10s', 2, /^error: --at is one moment/],
    ['demo --every 10s -o -', 2, /^error: --every takes more than one picture/],
    ['demo --json -o -', 2, /"message":"--json and a picture do not go to stdout together\./],
    ['demo --at soon', 2, /^error: --at: "soon" is not a time/],
  ])('%s ends with %i, and nothing half written', async (line, exitCode, said) => {
    const empty = newWorld();
    expect(await empty.run(['thumbnail', ...line.split(' ')])).toEqual({
      ...{ exitCode, stdout: '' },
      stderr: expect.stringMatching(said),
    });
    expect(readdirSync(empty.homeDir)).toEqual([]);
  });

  test('--every takes one after the other into a folder until it is interrupted', async () => {
    const over = new AbortController();
    mkdirSync(inFolder('series'));
    const { exitCode, stdout, stderr } = await run('demo --every 1s -o series', {
      signal: over.signal,
      // It looks once more after that.
      onStderr: () => setTimeout(() => over.abort(), 1500),
    });
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 130,
      stdout: 'series/demo-20260305T115852Z.jpg\n',
      stderr: 'Nothing new comes from demo: waiting.\n',
    });
    expect(readdirSync(inFolder('series'))).toEqual(['demo-20260305T115852Z.jpg']);
  });
});
