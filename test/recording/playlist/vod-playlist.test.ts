// vodPlaylist() and presignPlayback() of the library, and the scripts of docs/vod.md as they stand there.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../../src/emulator/index.js';
import { presignPlayback, type VodPlaylistOptions, vodPlaylist } from '../../../src/index.js';
import { type Changes, openSeededHour, type SeededHour } from '../../helpers/seeded-hour.js';
import { temporaryFolder } from '../../helpers/store.js';

let hour: SeededHour;
beforeAll(async () => {
  hour = await openSeededHour();
});
afterAll(() => hour.close());

const at = (time: string): Date => new Date(`2026-03-05T${time}Z`);

/** The playlist, and what was asked for. */
async function given(more: Partial<VodPlaylistOptions> = {}, changes: Changes = {}) {
  const { options, asked } = hour.changed(changes);
  return { list: await vodPlaylist({ ...options, channelName: 'demo', ...more }), asked };
}

const failure = async (more: Partial<VodPlaylistOptions>, changes: Changes = {}): Promise<unknown> =>
  given(more, changes).then(
    () => null,
    (error: unknown) => error,
  );

describe('a range within a day and one push', () => {
  const range = { start: at('11:15:10.200'), end: at('11:20:00') };

  test('gives what the service gives, byte for byte', async () => {
    const { list } = await given(range);
    const window = { startTime: range.start.getTime() / 1000 - 0.2, endTime: range.end.getTime() / 1000 };
    const service = await hour.changed().client.getVodPlaylist({ channelName: 'demo', ...window });
    const { playlist, etag } = service;
    expect(list).toEqual({
      ...{ channelName: 'demo', ...range, playlist, from: 'service', segments: 45, seconds: 288, seams: 0 },
      ...{ gaps: [], unsettled: 0, validity: null, etag, requestId: expect.any(String) },
    });
  });

  test('is put together where its URLs are wanted', async () => {
    const { list } = await given({ ...range, urls: 'absolute' });
    // With the segment that began before it.
    expect([list.from, list.segments, list.seconds]).toEqual(['stitched', 46, 294.4]);
    expect(list.playlist.split('\n').slice(4, 8)).toEqual([
      '#EXT-X-PROGRAM-DATE-TIME:2026-03-05T11:15:06.464Z',
      '#EXTINF:6.400,',
      'http://127.0.0.1:8787/local/demo/1772709306464.ts',
      '#EXTINF:6.400,',
    ]);
  });
});

describe('several pushes', () => {
  test('that are one session are what is meant where nothing is said', async () => {
    const { list, asked } = await given();
    const { playlist, ...facts } = list;
    expect({ ...facts, gaps: facts.gaps.length }).toEqual({
      ...{ channelName: 'demo', start: at('11:00:00'), end: at('11:58:59'), from: 'stitched' },
      ...{ segments: 524, seconds: 3353.2, seams: 3, gaps: 3, unsettled: 0 },
      ...{ validity: null, etag: null, requestId: null },
    });
    expect(playlist.match(/^#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:.*/gm)).toEqual([
      '#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2026-03-05T11:15:00.064Z',
      '#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2026-03-05T11:30:00.064Z',
      '#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2026-03-05T11:45:00.064Z',
    ]);
    expect(asked.filter((target) => target.endsWith('.ts'))).toEqual([]);
  });

  test('are several sessions where less time makes them so', async () => {
    const { list } = await given({ gapSeconds: 60, last: 2 });
    expect([list.start, list.end, list.seams]).toEqual([at('11:30:00'), at('11:58:59'), 1]);
  });
});

describe('fails', () => {
  test('for a range without a segment, by kind', async () => {
    const night = { start: at('01:00:00'), end: at('02:00:00') };
    expect(await failure(night)).toMatchObject({ kind: 'emptyRange', ec: '0044-00000308' });
    expect(await failure({ ...night, urls: 'absolute' })).toMatchObject({
      ...{ name: 'CommandError', kind: 'emptyRange', code: 'NothingRecorded' },
      message: 'demo: nothing was recorded from 2026-03-05T01:00:00Z to 2026-03-05T02:00:00Z.',
    });
  });

  test.each<[string, Partial<VodPlaylistOptions>]>([
    ['the service gives', { start: at('11:00:00'), end: at('11:10:00') }],
    ['is put together', {}],
  ])('without oss:GetVodPlaylist, where the playlist %s, and says what still works', async (_, range) => {
    const named = {
      code: 'AccessDenied',
      hint: 'The key needs the RAM action oss:GetVodPlaylist on this bucket.',
    };
    const whole = { start: at('11:00:00'), end: range.end ?? at('11:58:59') };
    expect(await failure(range, { denied: /&vod$/ })).toMatchObject({
      ...{ ...named, advice: { do: 'downloadInstead', channelName: 'demo', ...whole } },
    });
    expect(await failure(range, { denied: /&vod$|list-type/ })).toMatchObject({ ...named, advice: null });
  });

  test.each([
    ['is elsewhere', '1772708400064.ts', 'http://198.51.100.7/1772708400064.ts', 'ForeignPlaylist'],
    ['is encrypted', '#EXTINF', '#EXT-X-KEY:METHOD=AES-128,URI="key"\n#EXTINF', 'EncryptedPlaylist'],
  ])('for a playlist of what %s, of which nothing is fetched', async (_, from, to, code) => {
    const { options, asked } = hour.changed({ playlist: (text) => text.replace(from, to) });
    await expect(vodPlaylist({ ...options, channelName: 'demo' })).rejects.toMatchObject({ code });
    expect(asked.filter((target) => target.endsWith('.ts'))).toEqual([]);
  });

  test.each<[Partial<VodPlaylistOptions>, string]>([
    [
      { start: at('11:00:00'), end: at('11:00:00') },
      'start (2026-03-05T11:00:00Z) is not before end (2026-03-05T11:00:00Z).',
    ],
    [{ start: new Date(Number.NaN) }, 'start is not a time.'],
    [{ urls: 'full' as 'absolute' }, 'urls is "names", "absolute" or { presignSeconds }.'],
    [{ urls: { presignSeconds: 0 } }, 'An expiry is a whole number of seconds above 0; got 0.'],
    [{ channelName: 'a/b' }, 'A channel name contains no "/"; got "a/b".'],
  ])('for %j', async (more, message) => {
    expect(await failure(more)).toMatchObject({ name: 'UsageError', message });
  });

  test('when the signal is aborted, also while URLs are signed', async () => {
    expect(await failure({ signal: AbortSignal.abort() })).toMatchObject({ name: 'InterruptedError' });
    const stop = new AbortController();
    const credentials = async () => {
      setTimeout(() => stop.abort(), 0);
      return hour.changed().options.credentials as { accessKeyId: string; accessKeySecret: string };
    };
    const { client } = hour.changed();
    const late = { client, credentials, signal: stop.signal, urls: { presignSeconds: 60 } };
    expect(await failure(late)).toMatchObject({ name: 'InterruptedError' });
  });
});

describe('permissions that it is done without', () => {
  test.each([
    ['oss:GetLiveChannel', /\?live$/],
    ['oss:GetLiveChannelHistory', /comp=history/],
    ['oss:GetLiveChannelStat', /comp=stat/],
    ['oss:GetObject', /\.ts$/],
    ['oss:ListObjects', /list-type/],
  ])('%s', async (_, denied) => {
    const range = { start: at('11:00:00'), end: at('12:00:00'), urls: 'absolute' } as const;
    const { list } = await given(range, { denied });
    expect([list.segments, list.seams, list.unsettled]).toEqual([524, 3, 0]);
  });
});

describe('presignPlayback', () => {
  const asking = (more = {}, changes: Changes = {}) =>
    presignPlayback({ ...hour.changed(changes).options, channelName: 'demo', expiresSeconds: 60, ...more });

  test('signs the live playlist of the channel where no other is named', async () => {
    const { url, ...validity } = await asking();
    expect(validity).toEqual({ expiresSeconds: 60, expiresAt: at('12:01:00'), cutBy: null });
    const { origin, pathname, searchParams } = new URL(url);
    expect([origin + pathname, searchParams.get('x-oss-process')]).toEqual([
      'http://127.0.0.1:8787/local/demo/playlist.m3u8',
      'hls/sign',
    ]);
    const answer = await hour.emulator.handle({
      ...{
        method: 'GET',
        target: url.slice(origin.length),
        headers: [['Host', '127.0.0.1:8787']],
        body: null,
      },
    });
    expect(answer.status).toBe(200);
    expect(String(answer.body)).toMatch(/^\d+\.ts\?.*x-oss-signature=/m);
  });

  test('asks for nothing where one is named', async () => {
    const { options, asked } = hour.changed();
    await presignPlayback({ ...options, channelName: 'demo', playlistName: 'a.m3u8', expiresSeconds: 60 });
    expect(asked).toEqual([]);
  });

  test('takes the usual name where the channel may not be read, and tells when there is none', async () => {
    expect((await asking({}, { denied: /\?live$/ })).url).toContain('/demo/playlist.m3u8?');
    await expect(asking({ channelName: 'nobody' })).rejects.toMatchObject({ code: 'NoSuchLiveChannel' });
  });

  test('cuts what is too long', async () => {
    const week = { expiresSeconds: 604_800, expiresAt: new Date('2026-03-12T12:00:00Z'), cutBy: 'sevenDays' };
    expect(await asking({ expiresSeconds: 1_000_000 })).toMatchObject(week);
  });
});

describe('the script of the documentation runs as it stands:', () => {
  const root = join(import.meta.dirname, '../../..');
  const scripts = readFileSync(join(root, 'docs/vod.md'), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm);
  const [first, second] = [...scripts].map(([, script = '']) => script);
  let seeded: Emulator;
  let url: string;

  beforeAll(async () => {
    seeded = createEmulator({ dataDir: temporaryFolder(), seedMedia: true });
    ({ url } = await seeded.listen());
  });
  afterAll(() => seeded.close());

  async function outputOf(script = '') {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/oss-live'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
    writeFileSync(join(folder, 'script.js'), script);
    const { stdout } = await execa(process.execPath, ['script.js'], {
      cwd: folder,
      env: {
        ...{ OSS_ENDPOINT: url, OSS_BUCKET: 'local' },
        ...{ OSS_ACCESS_KEY_ID: 'oss-live-local-key', OSS_ACCESS_KEY_SECRET: 'oss-live-local-secret' },
      },
    });
    return { stdout, folder };
  }

  test('vodPlaylist', async () => {
    const { stdout, folder } = await outputOf(first);
    expect(stdout).toBe('524 segments, 3353 s, 3 gaps\ngood for 3600 s');
    const playlist = readFileSync(join(folder, 'playlist.m3u8'), 'utf8');
    const [segment = ''] = /^http.*$/m.exec(playlist) ?? [];
    expect((await fetch(segment)).status).toBe(200);
  });

  test('presignPlayback', async () => {
    const { stdout } = await outputOf(second);
    const [, playback = ''] = /^until 2\d{3}-.*Z: (http.*)$/.exec(stdout) ?? [];
    expect(await (await fetch(playback)).text()).toContain('#EXTM3U');
  });
});
