// What the player of the seeded hour answers: four pushes of 14 minutes, from 11:00 on.
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlayer, type Player } from '../../src/index.js';
import { ask, changedTransport, PLAYER_TOKEN, playerOf, SECRETS } from '../helpers/player.js';
import { openSeededHour, type SeededHour } from '../helpers/seeded-hour.js';

const at = (time: string): number => Date.parse(`2026-03-05T${time}Z`);
/** The last one of the hour. */
const SEGMENT = 'c/demo/1772711932064.ts';

let hour: SeededHour;
let player: Player;

beforeAll(async () => {
  hour = await openSeededHour();
  await hour.changed().client.putLiveChannel({ channelName: '直播 a+b', description: '<b>' });
  player = playerOf(hour);
});
afterAll(() => hour.close());

describe('the page', () => {
  test('is under a path of its own, whose token is made of 128 random bits', () => {
    const paths = [1, 2].map(() => createPlayer(hour.changed().options).path);
    expect(paths).toEqual([1, 2].map(() => expect.stringMatching(/^\/[\w-]{22}\/$/)));
    expect(paths[0]).not.toBe(paths[1]);
  });

  test.each([
    ['', 'text/html; charset=utf-8', '<!doctype html>'],
    ['page.js', 'text/javascript; charset=utf-8', 'PROGRAM-DATE-TIME'],
    ['page.css', 'text/css; charset=utf-8', 'prefers-color-scheme:dark'],
    ['icon.svg', 'image/svg+xml', '<svg'],
  ])('%s is %s', async (path, type, part) => {
    const { status, headers, text } = await ask(player, path);
    expect([status, headers['content-type'], text.includes(part)]).toEqual([200, type, true]);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  test('may load nothing from elsewhere, run nothing else, be framed by nobody and is kept nowhere', async () => {
    const { headers } = await ask(player, '');
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(Object.keys(headers)).not.toContain('access-control-allow-origin');
  });
});

describe('channels', () => {
  const DEMO = {
    ...{ name: 'demo', description: 'Test pictures of the last hour', state: 'idle', problem: null },
    ...{ connectedTime: null, video: null, audio: null },
  };

  test('are listed with their states', async () => {
    const { status, text } = await ask(player, 'channels.json');
    expect([status, JSON.parse(Buffer.from(text, 'latin1').toString())]).toEqual([
      200,
      {
        bucket: 'local',
        isChosen: false,
        channels: [DEMO, { ...DEMO, name: '直播 a+b', description: '<b>' }],
        left: 0,
      },
    ]);
  });

  test('are only those that were chosen', async () => {
    const chosen = playerOf(hour, { channelNames: ['demo', 'gone'] });
    const { text } = await ask(chosen, 'channels.json');
    expect(JSON.parse(text)).toMatchObject({
      isChosen: true,
      channels: [{ name: 'demo' }, { name: 'gone', state: 'absent', problem: 'noChannel' }],
    });
    const name = encodeURIComponent('直播 a+b');
    expect([
      (await ask(chosen, `c/${name}/state.json`)).status,
      (await ask(player, `c/${name}/state.json`)).status,
    ]).toEqual([404, 200]);
  });

  test('are asked for once, however many ask at a time', async () => {
    const { options, asked } = hour.changed();
    const busy = createPlayer({ ...options, token: PLAYER_TOKEN });
    await Promise.all(Array.from({ length: 20 }, () => ask(busy, 'channels.json')));
    expect(asked.length).toBe(3);
  });

  test('whose state may not be asked for are shown all the same', async () => {
    const { options } = hour.changed({ denied: /comp=stat/ });
    const { text } = await ask(createPlayer({ ...options, token: PLAYER_TOKEN }), 'channels.json');
    expect(JSON.parse(text).channels[0]).toMatchObject({ name: 'demo', state: 'refused', problem: 'denied' });
  });
});

describe('lists', () => {
  test('of what is live are written anew, with the time of each segment', async () => {
    const { status, headers, text } = await ask(player, 'c/demo/live.m3u8');
    expect([status, headers['content-type']]).toEqual([200, 'application/vnd.apple.mpegurl']);
    expect(text).toBe(
      [
        ...['#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-MEDIA-SEQUENCE:521', '#EXT-X-TARGETDURATION:6'],
        ...['#EXT-X-DISCONTINUITY-SEQUENCE:3', '#EXT-X-PROGRAM-DATE-TIME:2026-03-05T11:58:39.264Z'],
        ...['#EXTINF:6.400,', '1772711919264.ts', '#EXT-X-PROGRAM-DATE-TIME:2026-03-05T11:58:45.664Z'],
        ...['#EXTINF:6.400,', '1772711925664.ts', '#EXT-X-PROGRAM-DATE-TIME:2026-03-05T11:58:52.064Z'],
        ...['#EXTINF:6.300,', '1772711932064.ts', ''],
      ].join('\n'),
    );
  });

  test('of a time in the recordings go over its seams', async () => {
    const { status, text } = await ask(
      player,
      `c/demo/recording.m3u8?start=${at('11:10:00')}&end=${at('11:50:00')}`,
    );
    const seams = [...text.matchAll(/#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:(.*)\n/g)].map(
      ([, t]) => t,
    );
    expect([status, text.match(/^\d{13}\.ts$/gm)?.length, text.endsWith('#EXT-X-ENDLIST\n'), seams]).toEqual([
      200,
      347,
      true,
      ['2026-03-05T11:15:00.064Z', '2026-03-05T11:30:00.064Z', '2026-03-05T11:45:00.064Z'],
    ]);
  });

  test('of sessions are what ledger and service know', async () => {
    const { text } = await ask(player, 'c/demo/sessions.json');
    const { sessions } = JSON.parse(text);
    expect(sessions).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ start: at('11:00:00'), running: false });
    expect(sessions[0].pushes.map(({ start }: { start: number }) => start)).toEqual([
      ...[at('11:00:00'), at('11:15:00'), at('11:30:00'), at('11:45:00')],
    ]);
    const named = await ask(player, `c/demo/sessions.json?start=${at('11:20:00')}&end=${at('11:25:00')}`);
    expect(JSON.parse(named.text).sessions).toHaveLength(1);
  });
});

describe('a segment', () => {
  test('comes as it is in the bucket', async () => {
    const { status, headers, text } = await ask(player, SEGMENT);
    const { body, size } = await hour.changed().client.getObject({ key: 'demo/1772711932064.ts' });
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    expect([status, headers['content-type'], headers['content-length'], headers['accept-ranges']]).toEqual([
      ...[200, 'video/mp2t', String(size), 'bytes'],
    ]);
    expect(text).toBe(Buffer.concat(chunks).toString('latin1'));
  });

  const SIZE = 25_380;
  test.each([
    ['bytes=0-187', 206, `bytes 0-187/${SIZE}`, 188],
    ['bytes=188-', 206, `bytes 188-${SIZE - 1}/${SIZE}`, SIZE - 188],
    ['bytes=0-999999999999', 200, undefined, SIZE],
    ['bytes=100-999999999999', 206, `bytes 100-${SIZE - 1}/${SIZE}`, SIZE - 100],
    ['bytes=0-1,5-6', 200, undefined, SIZE],
    ['bytes=9-1', 200, undefined, SIZE],
    ['bytes=-5', 200, undefined, SIZE],
    ['bytes=99999999999999999999-', 200, undefined, SIZE],
    ['lines=1-2', 200, undefined, SIZE],
  ])('with %s', async (range, status, contentRange, length) => {
    const answer = await ask(player, SEGMENT, { headers: { Range: range } });
    expect([answer.status, answer.headers['content-range'], answer.text.length]).toEqual([
      ...[status, contentRange, length],
    ]);
  });

  test('has no bytes beyond its end', async () => {
    const answer = await ask(player, SEGMENT, { headers: { Range: 'bytes=999999999-' } });
    expect([answer.status, JSON.parse(answer.text).error.problem]).toEqual([416, 'rangeEnd']);
  });

  test('is described by HEAD, as is everything', async () => {
    for (const path of ['', 'channels.json', 'c/demo/live.m3u8', SEGMENT, 'c/demo/nothing']) {
      const [head, get] = await Promise.all([ask(player, path, { method: 'HEAD' }), ask(player, path)]);
      expect([head.text, head.status]).toEqual(['', get.status]);
      expect(head.headers['content-type']).toBe(get.headers['content-type']);
      expect(head.headers['content-length']).toBe(get.headers['content-length']);
    }
  });
});

test('a recording is handed on as it comes, and leaves nothing behind', async () => {
  const folders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('oss-live-stream-'));
  const range = `start=${at('11:00:00')}&end=${at('11:16:00')}`;
  const url = `http://127.0.0.1${player.path}c/demo/recording.ts?${range}`;
  const response = await player.fetch(new Request(url));
  expect([response.status, response.headers.get('content-disposition')]).toEqual([
    ...[200, "attachment; filename*=UTF-8''demo-20260305T110000Z.ts"],
  ]);
  const reader = response.body!.getReader();
  let bytes = 0;
  let most = 0;
  // 131 segments of 6.4 seconds, then those of the next push.
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.length;
    const [folder] = folders();
    most = Math.max(most, folder === undefined ? 0 : readdirSync(join(tmpdir(), folder)).length);
  }
  expect(bytes).toBeGreaterThan(3_000_000);
  // As many as are looked at before a seam, and some behind it.
  expect(most).toBeLessThan(80);
  expect(folders()).toEqual([]);

  const left = await player.fetch(new Request(url));
  const begun = left.body!.getReader();
  await begun.read();
  expect(folders()).toHaveLength(1);
  await begun.cancel();
  await expect.poll(folders).toEqual([]);
});

test('a picture is a JPEG, made once for all who ask in a while', async () => {
  const { options, asked } = hour.changed();
  const one = createPlayer({ ...options, token: PLAYER_TOKEN });
  const answers = await Promise.all([1, 2, 3].map(() => ask(one, 'c/demo/picture.jpg')));
  for (const { status, headers, text } of answers)
    expect([status, headers['content-type'], text.slice(0, 3)]).toEqual([200, 'image/jpeg', '\xff\xd8\xff']);
  expect(asked.filter((target) => target.includes('.ts'))).toHaveLength(1);
  const without = await ask(playerOf(hour, { ffmpeg: './none' }), 'c/demo/picture.jpg');
  expect([without.status, JSON.parse(without.text).error.problem]).toEqual([404, 'noFfmpeg']);
});

describe('what is in the way becomes a sentence, without a word of the server', () => {
  const token = 'CAISToken';
  const refusal = (status: number, code: string, more = '') => ({
    status,
    headers: [],
    body: `<Error><Code>${code}</Code><Message>${token} LTAI5tExampleKeyId0001 ${code}</Message>${more}</Error>`,
  });
  test.each([
    [refusal(403, 'AccessDenied'), 403, 'denied'],
    [refusal(403, 'InvalidAccessKeyId'), 403, 'badKey'],
    [refusal(403, 'SignatureDoesNotMatch'), 403, 'badKey'],
    [refusal(403, 'SecurityTokenExpired'), 403, 'expiredKey'],
    [refusal(403, 'InvalidObjectState'), 409, 'archived'],
    [refusal(403, 'AccessDenied', '<Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint>'), 404, 'noBucket'],
    [refusal(404, 'NoSuchKey'), 404, 'gone'],
    [refusal(404, 'NoSuchBucket'), 404, 'noBucket'],
    [refusal(503, 'ServiceUnavailable'), 502, 'unreachable'],
    [refusal(400, '<script>'), 502, 'unreadable'],
    [{ status: 302, headers: [], body: 'LTAI5tExampleKeyId0001' }, 502, 'unreadable'],
  ])('%#: %j', async (answer, status, problem) => {
    const transport = changedTransport(hour, (target) => (target.includes('.ts') ? answer : null));
    const found = await ask(playerOf(hour, {}, transport), SEGMENT);
    expect([found.status, JSON.parse(found.text)]).toEqual([
      status,
      { error: { problem, message: expect.stringMatching(/^[A-Z][^<]+\.$/), requestId: null } },
    ]);
    expect(found.text).not.toMatch(/LTAI|CAIS|script/);
  });

  test.each([
    ['c/demo/recording.m3u8', 400, 'badRequest'],
    ['c/demo/recording.m3u8?start=2&end=1', 400, 'badRequest'],
    ['c/demo/recording.m3u8?start=1e3&end=NaN', 400, 'badRequest'],
    ['c/demo/recording.m3u8?start=0&end=99999999999999', 400, 'tooLong'],
    ['c/demo/recording.ts?start=1772600000000&end=1772700000000', 400, 'tooLong'],
    [`c/demo/recording.m3u8?start=1772600000000&end=1772600001000`, 404, 'nothingRecorded'],
    ['c/none/live.m3u8', 404, 'noChannel'],
    [`c/${encodeURIComponent('直播 a+b')}/live.m3u8`, 404, 'noPlaylist'],
  ])('%s', async (path, status, problem) => {
    const { status: got, text } = await ask(player, path);
    expect([got, JSON.parse(text).error.problem]).toEqual([status, problem]);
  });

  test('a bug of ours, which onError is told of', async () => {
    const bug = new TypeError(`Cannot read properties of ${token}`);
    const { client } = hour.changed();
    const failing = () => Promise.reject(bug);
    const told: unknown[] = [];
    const broken = playerOf(hour, {
      client: { ...client, getLiveChannelStat: failing, getLiveChannelInfo: failing },
      onError: (error) => told.push(error),
    });
    const state = await ask(broken, 'c/demo/state.json');
    expect([state.status, JSON.parse(state.text).problem, told]).toEqual([200, 'bug', [bug]]);
    const list = await ask(broken, 'c/demo/live.m3u8');
    expect([list.status, JSON.parse(list.text).error.problem, told]).toEqual([500, 'bug', [bug, bug]]);
    expect(state.text + list.text).not.toContain(token);
    await ask(broken, 'c/none.txt');
    expect(told).toEqual([bug, bug]);
  });
});
