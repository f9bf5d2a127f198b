// The hour of `--seed-media`: a white square of 24 pixels that moves by 50 a second, anew every 6.4 seconds.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { thumbnail } from '../../../src/index.js';
import { openSeededHour, type SeededHour } from '../../helpers/seeded-hour.js';
import { temporaryFolder } from '../../helpers/store.js';

let hour: SeededHour;

beforeAll(async () => {
  hour = await openSeededHour();
});
afterAll(() => hour.close());

/** Where the square is, in pixels from the left, by ffmpeg; its middle row is 90. */
async function squareIn(jpeg: Uint8Array): Promise<number> {
  const { stdout } = await execa(
    'ffmpeg',
    ['-v', 'error', '-i', 'pipe:0', '-pix_fmt', 'gray', '-f', 'rawvideo', 'pipe:1'],
    { input: jpeg, encoding: 'buffer' },
  );
  const row = [...stdout.subarray(90 * 320, 91 * 320)];
  return row.findIndex((_, at) => row.slice(at, at + 20).every((grey) => grey > 215));
}

async function sizeOf(jpeg: Uint8Array): Promise<string> {
  const args = ['-v', 'error', '-show_entries', 'stream=codec_name,width,height', '-of', 'csv=p=0', 'pipe:0'];
  return (await execa('ffprobe', args, { input: jpeg })).stdout;
}

describe('a picture', () => {
  test('of now is the last key frame that the live playlist has', async () => {
    const { jpeg, ...taken } = await thumbnail({ ...hour.changed().options, channelName: 'demo' });
    expect(taken).toEqual({
      channelName: 'demo',
      time: new Date('2026-03-05T11:58:52.064Z'),
      key: 'demo/1772711932064.ts',
    });
    expect(await sizeOf(jpeg)).toBe('mjpeg,320,180');
    expect(await squareIn(jpeg)).toBe(0);
  });

  test.each([
    ['in the middle of a segment', '11:31:03.350', '11:31:03.264', 280],
    ['where a segment begins', '11:30:57.664', '11:30:57.664', 0],
    ['just before it, where by its duration the one before has ended', '11:30:57.663', '11:30:57.564', 19],
    ['at the last one of a push', '11:58:58.500', '11:58:58.364', 19],
  ])('%s is the one that was shown then', async (_, at, shown, square) => {
    const { jpeg, time } = await thumbnail({
      ...{ ...hour.changed().options, channelName: 'demo' },
      at: new Date(`2026-03-05T${at}Z`),
    });
    expect(time).toEqual(new Date(`2026-03-05T${shown}Z`));
    // JPEG blurs edges.
    expect(Math.abs((await squareIn(jpeg)) - square)).toBeLessThanOrEqual(1);
  });

  test('is found by the names of segments where playlists may not be read', async () => {
    const { options } = hour.changed({ denied: /^GET .*[?&]vod/ });
    const at = new Date('2026-03-05T11:31:03.350Z');
    const { jpeg, time } = await thumbnail({ ...options, channelName: 'demo', at });
    expect(time).toEqual(new Date('2026-03-05T11:31:03.264Z'));
    expect(Math.abs((await squareIn(jpeg)) - 280)).toBeLessThanOrEqual(1);
  });

  test('is made smaller, and never larger', async () => {
    const { options } = hour.changed();
    const small = await thumbnail({ ...options, channelName: 'demo', width: 101 });
    const large = await thumbnail({ ...options, channelName: 'demo', width: 4000 });
    expect([await sizeOf(small.jpeg), await sizeOf(large.jpeg)]).toEqual(['mjpeg,101,56', 'mjpeg,320,180']);
  });
});

describe('there is none', () => {
  test.each([
    ['between two pushes', { at: new Date('2026-03-05T11:14:30Z') }, 'NothingRecorded', 'emptyRange'],
    ['in the time to come', { at: new Date('2026-03-06T11:14:30Z') }, 'NothingRecorded', 'emptyRange'],
    ['without ffmpeg', { ffmpeg: './none' }, 'FfmpegMissing', 'ffmpeg'],
    ['of no channel', { channelName: 'none' }, 'NoSuchLiveChannel', 'notFound'],
    ['at no time', { at: new Date('x') }, 'Usage', 'usage'],
    ['without width', { width: 3 }, 'Usage', 'usage'],
  ])('%s', async (_, changes, code, kind) => {
    const options = { ...hour.changed().options, channelName: 'demo', ...changes };
    const error = await thumbnail(options).catch((rejection: unknown) => rejection);
    expect(error).toMatchObject({ code, kind });
  });

  test('before anything was pushed', async () => {
    const { client, options } = hour.changed();
    await client.putLiveChannel({ channelName: 'new' });
    const error = await thumbnail({ ...options, channelName: 'new' }).catch(
      (rejection: unknown) => rejection,
    );
    expect(error).toMatchObject({ code: 'NoPlaylist', kind: 'notFound' });
  });
});

describe('a bucket of somebody else', () => {
  /** What stands in the place of the last segment. */
  async function taken(body: Uint8Array | string): Promise<unknown> {
    const { options } = hour.changed();
    const transport: typeof options.transport = async (request, more) =>
      request.target.endsWith('.ts') ? { status: 200, headers: [], body } : options.transport!(request, more);
    return thumbnail({ ...options, transport, channelName: 'demo' }).catch((rejection: unknown) => rejection);
  }

  test('gets nothing opened that a segment names', async () => {
    const secret = join(temporaryFolder(), 'secret.ts');
    writeFileSync(secret, 'secret');
    const list = `#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://${secret}\n#EXT-X-ENDLIST\n`;
    expect(await taken(list)).toMatchObject({ code: 'NoVideo', kind: 'notFound' });
  });

  test('gets no picture of noise', async () => {
    expect(await taken(Buffer.alloc(188 * 100, 0x47))).toMatchObject({ code: 'NoVideo', kind: 'notFound' });
  });
});
