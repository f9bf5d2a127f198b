import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../src/errors.js';
import { awaitLastSegment } from '../../src/recording/last-segment.js';
import { createStudio } from '../helpers/studio.js';

const END = '2024-03-05T06:10:00Z';
const WINDOW = { startTime: 1709618400, endTime: 1709619000 };

const listing = (...segments: [startMs: number, seconds: string][]): string =>
  ['#EXTM3U', ...segments.flatMap(([startMs, seconds]) => [`#EXTINF:${seconds},`, `${startMs}.ts`]), ''].join(
    '\n',
  );
const TWO: [number, string][] = [
  [1709618988500, '5.172'],
  [1709618993672, '4.804'],
];
const refused = (httpStatus: number, code: string, ec: string | null): ServiceError =>
  new ServiceError({ httpStatus, code, ec, message: code, requestId: null, hostId: null, extra: {} });
const nothing = refused(400, 'InvalidArgument', '0044-00000308');
const denied = refused(403, 'AccessDenied', '0003-00000001');

/** Asks a service that gives these answers one after the other, so many seconds after the end of the push. */
async function asked(secondsAfter: number, ...answers: (string | ServiceError)[]) {
  let requests = 0;
  let waits = 0;
  const result = await awaitLastSegment({
    client: {
      async getVodPlaylist() {
        const answer = answers[requests++] ?? 'asked too often';
        if (answer instanceof ServiceError) throw answer;
        return { playlist: answer, etag: null, requestId: null };
      },
    },
    ...{ channelName: 'cam', window: WINDOW, endedAt: new Date(END) },
    now: new Date(Date.parse(END) + secondsAfter * 1000),
    signal: new AbortController().signal,
    onWaiting: () => waits++,
  });
  return { result, requests, waits };
}

describe('the last segment of a push', () => {
  test('that is over for ten seconds is not asked for', async () => {
    expect(await asked(10)).toEqual({ result: 'old', requests: 0, waits: 0 });
  });

  test.each([
    ['there is nothing yet', nothing],
    ['there is one of two', listing(TWO[0]!)],
  ])('is waited for when %s', async (_, before) => {
    const all = listing(...TWO);
    expect(await asked(0, before, all, all, all)).toEqual({ result: 'came', requests: 4, waits: 1 });
  });

  test('may be followed by another', async () => {
    const three = listing(...TWO, [1709618998476, '1.500']);
    const answers = [nothing, listing(...TWO), listing(...TWO), three, three, three];
    expect(await asked(0, ...answers)).toEqual({ result: 'came', requests: 6, waits: 1 });
  });

  test.each([
    ['what is listed ends with the push', 0, listing(...TWO)],
    ['the clock here is behind', -60, listing(...TWO)],
    ['it was pushed faster than in real time', 0, listing([1709618999000, '600.000'])],
    ['the playlist may not be read', 0, denied],
  ])('is not waited for when %s', async (_, secondsAfter, answer) => {
    expect(await asked(secondsAfter, answer)).toEqual({ result: 'recent', requests: 1, waits: 0 });
  });

  test('is not waited for longer than ten seconds after the end', async () => {
    const some = listing(TWO[0]!);
    expect(await asked(9.5, some, some)).toEqual({ result: 'missing', requests: 2, waits: 1 });
  });

  test('is no reason to hide what is wrong', async () => {
    await expect(asked(0, refused(404, 'NoSuchBucket', '0015-00000101'))).rejects.toThrow('NoSuchBucket');
  });
});

describe('vod right after a push, while the service has its last segments not yet', () => {
  const late = { match: { layer: 'media' }, effect: { segmentDelayMs: 4000 } } as const;
  const seconds = (playlist: string): number =>
    [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, [, duration]) => sum + Number(duration), 0);

  test('waits for them, and says so', async () => {
    const studio = await createStudio(6);
    studio.emulator.control.addFault(late);
    expect((await studio.run(['push', '1.flv', 'cam'])).exitCode).toBe(0);
    const { exitCode, stdout, stderr } = await studio.run(['vod', 'cam']);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /^Range: \S+ to \S+ \(the latest push\)\.\nThe push has just ended: waiting for its last segment, ten seconds at most\.\n$/,
    );
    expect(seconds(stdout)).toBeGreaterThan(5);
  });

  test('push --vod waits for them, too', async () => {
    const studio = await createStudio(6);
    studio.emulator.control.addFault(late);
    expect((await studio.run(['push', '1.flv', 'cam', '--vod', 'all.m3u8'])).exitCode).toBe(0);
    const saved = readFileSync(join(studio.dataDir, 'local/cam/all.m3u8'), 'utf8');
    expect(seconds(saved)).toBeGreaterThan(5);
  });

  test('says when they do not come', async () => {
    const studio = await createStudio(6);
    studio.emulator.control.addFault({ ...late, effect: { segmentDelayMs: 60_000 } });
    expect((await studio.run(['push', '1.flv', 'cam'])).exitCode).toBe(0);
    const { exitCode, stderr } = await studio.run(['vod', 'cam']);
    expect(exitCode).toBe(10);
    expect(stderr).toContain('The last segment of the push has not come: its end is missing.\n');
  });
});
