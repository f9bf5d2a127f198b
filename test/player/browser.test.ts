// The page of `play` in Chromium, of a private bucket: a live push, and the seeded hour of four pushes.
import axe from 'axe-core';
import { execa } from 'execa';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator, type Listening } from '../../src/emulator/index.js';
import { createPlayer, servePlayer } from '../../src/player/index.js';
import { BROWSER_PATIENCE_MS, launchChromium } from '../helpers/browser.js';
import { asking, channelXml, createChannel, eventually, publishUrl } from '../helpers/emulator.js';
import { clip } from '../helpers/media.js';
import { KEY } from '../helpers/sign-v1.js';
import { temporaryFolder } from '../helpers/store.js';

const EVIL = '<img src=x onerror="document.title=\'run\'">';
const over = new AbortController();
let emulator: Emulator;
let listening: Listening;
let serving: Awaited<ReturnType<typeof servePlayer>>;
let address: string;
let browser: Browser;
let running: Promise<unknown>;

beforeAll(async () => {
  emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [KEY], seedMedia: true });
  [listening, browser] = await Promise.all([emulator.listen(), launchChromium()]);
  const ask = asking(emulator);
  await createChannel(ask, 'cam', channelXml({ fragDuration: 1, fragCount: 12 }));
  await createChannel(ask, 'empty');
  await createChannel(ask, EVIL);
  const input = ['-re', '-stream_loop', '-1', '-i', await clip({ seconds: 4, gop: 25 })];
  const url = publishUrl({ base: listening.rtmpUrl, channel: 'cam' });
  running = execa('ffmpeg', ['-v', 'error', ...input, '-c', 'copy', '-f', 'flv', url], {
    ...{ cancelSignal: over.signal, reject: false },
  });
  const player = createPlayer({
    ...{ endpoint: listening.url, region: 'cn-hangzhou', bucket: 'local', credentials: KEY },
  });
  serving = await servePlayer(player, 0);
  address = serving.origin + player.path;
  const listed = async (): Promise<number> =>
    (await ask({ target: '/cam/playlist.m3u8' })).text.match(/\.ts$/gm)?.length ?? 0;
  await eventually(listed, (segments) => segments === 12);
});

afterAll(async () => {
  over.abort();
  await running;
  await browser.close();
  await serving.close();
  await emulator.close();
});

interface Opened {
  page: Page;
  context: BrowserContext;
  /** What the console said, and what went wrong in the page or was asked of somebody else. */
  said: string[];
}

async function open(hash: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ timezoneId: 'UTC', locale: 'en-GB', ...options });
  context.setDefaultTimeout(BROWSER_PATIENCE_MS);
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(serving.origin) && !url.startsWith('blob:')) said.push(url);
  });
  await page.goto(address + hash);
  return { page, context, said };
}

interface Watched {
  seconds: number;
  frames: number;
  width: number;
  paused: boolean;
  muted: boolean;
}

/** What of an HTML video element is looked at. */
interface Video {
  currentTime: number;
  videoWidth: number;
  paused: boolean;
  muted: boolean;
  getVideoPlaybackQuality(): { totalVideoFrames: number };
}

const watched = (page: Page): Promise<Watched> =>
  page.locator('video').evaluate((element) => {
    const video = element as unknown as Video;
    const { currentTime: seconds, videoWidth: width, paused, muted } = video;
    return { seconds, width, paused, muted, frames: video.getVideoPlaybackQuality().totalVideoFrames };
  });

const textOf = async (page: Page, selector: string): Promise<string> =>
  (await page.locator(selector).first().textContent()) ?? '';

async function plays(page: Page): Promise<void> {
  const first = await eventually(
    () => watched(page),
    ({ frames, width }) => frames > 0 && width > 0,
  );
  await eventually(
    () => watched(page),
    ({ frames, seconds }) => frames > first.frames + 25 && seconds > first.seconds + 2,
  );
}

/** The numbers beside the video. */
async function facts(page: Page): Promise<Record<string, string>> {
  const rows = page.locator('section.panel:not(.recordings) .facts > div:not([hidden])');
  const texts = await rows.evaluateAll((found) =>
    found.map((row) =>
      [...(row as unknown as { children: Iterable<{ textContent: string }> }).children].map(
        ({ textContent }) => textContent,
      ),
    ),
  );
  return Object.fromEntries(texts);
}

test('the bare URL plays nowhere', async () => {
  expect((await fetch(`${listening.url}/local/cam/playlist.m3u8`)).status).toBe(403);
});

test('what is live plays, and says how it is', async () => {
  const { page, context, said } = await open('#/cam');
  await plays(page);
  await eventually(
    () => facts(page),
    (found) => found['Key frame every'] === '1.0 s',
  );
  const found = await facts(page);
  expect(found).toEqual({
    'Behind the encoder': expect.stringMatching(/^[\d.]+ s$/),
    'Bit rate': expect.stringMatching(/^\d+ kbit\/s$/),
    ...('Sent to the service' in found ? { 'Sent to the service': expect.stringMatching(/bit\/s$/) } : {}),
    Picture: expect.stringMatching(/^320 × 180/),
    'Key frame every': '1.0 s',
    'Dropped pictures': expect.stringMatching(/^\d+ of \d+$/),
    Buffered: expect.stringMatching(/^[\d.]+ s$/),
    Codecs: 'H.264, AAC',
    'Live since': expect.stringMatching(/^\d\d:\d\d$/),
  });
  // Some segments of a second, and no more than the list has.
  const delay = Number.parseFloat(found['Behind the encoder'] ?? '');
  expect(delay).toBeGreaterThan(0.5);
  expect(delay).toBeLessThan(30);
  expect([await textOf(page, '.channel-head .state'), await page.title()]).toEqual([
    'Live',
    'cam – oss-live',
  ]);
  expect(said).toEqual([]);
  await context.close();
});

test('keys pause it, play on and put the sound on', async () => {
  const { page, context } = await open('#/cam');
  await plays(page);
  await page.keyboard.press('k');
  expect((await watched(page)).paused).toBe(true);
  await page.keyboard.press('m');
  expect((await watched(page)).muted).toBe(false);
  await page.keyboard.press('l');
  await eventually(
    () => watched(page),
    ({ paused }) => !paused,
  );
  await context.close();
});

describe('a recording', () => {
  /** When the second push of the hour began, in milliseconds. */
  const pushStart = async (index: number): Promise<number> => {
    const answer = await fetch(`${address}c/demo/sessions.json`);
    const { sessions } = (await answer.json()) as { sessions: { pushes: { start: number }[] }[] };
    return sessions[0]!.pushes[index]!.start;
  };
  /** The time that the page shows, which is of that day to which it comes closest. */
  const shownTime = async (page: Page, nearMs: number): Promise<number> => {
    const clock = (await textOf(page, '.time')).slice(0, 8);
    const ms = Date.parse(`${new Date(nearMs).toISOString().slice(0, 11)}${clock}Z`);
    return ms + Math.round((nearMs - ms) / 86_400_000) * 86_400_000;
  };

  test('plays from where the time line is clicked, and a seek lands', async () => {
    const { page, context, said } = await open('#/demo');
    expect(await textOf(page, '.message .heading')).toMatch(
      /^(Connecting…|Nobody is pushing to this channel)$/,
    );
    // In its middle.
    await page.locator('.line .block').nth(1).click();
    await plays(page);
    const start = await pushStart(1);
    const middle = start + 7 * 60_000;
    // As exact as a click on some pixels.
    expect(Math.abs((await shownTime(page, middle)) - middle)).toBeLessThan(90_000);
    await page.keyboard.press('k');
    const before = await watched(page);
    await page.keyboard.press('ArrowRight');
    const after = await eventually(
      () => watched(page),
      ({ seconds }) => seconds >= before.seconds + 9.5,
    );
    expect(after.seconds).toBeLessThan(before.seconds + 10.5);
    await page.keyboard.press('k');
    await plays(page);
    expect(said).toEqual([]);
    await context.close();
  });

  test('plays on over the seam between two pushes', async () => {
    const start = await pushStart(1);
    // The push before it is stored up to a minute and a bit before.
    const moment = start - 64_000;
    const { page, context, said } = await open(`#/demo/${new Date(moment).toISOString()}`);
    await plays(page);
    const shown = await eventually(
      () => shownTime(page, start),
      (ms) => ms >= start - 1000,
    );
    expect(shown).toBeLessThan(start + 60_000);
    await plays(page);
    expect(said).toEqual([]);
    await context.close();
  });

  test('is handed on as one file', async () => {
    const start = await pushStart(0);
    const range = `start=${start + 13 * 60_000}&end=${start + 16 * 60_000}`;
    const file = Buffer.from(await (await fetch(`${address}c/demo/recording.ts?${range}`)).arrayBuffer());
    const args = [
      '-v',
      'error',
      '-count_packets',
      '-show_entries',
      'stream=codec_type,nb_read_packets',
      '-of',
      'csv=p=0',
      '-',
    ];
    const { stdout, stderr } = await execa('ffprobe', args, { input: file });
    // A minute on both sides of a minute without pictures, ten a second; the segments at both ends are whole.
    const pictures = Number(/^video,(\d+)/m.exec(stdout)?.[1]);
    expect(stderr).toBe('');
    expect(pictures).toBeGreaterThan(1100);
    expect(pictures).toBeLessThan(1400);
  });
});

test('where nothing is to be seen it says why', async () => {
  const { page, context, said } = await open('#/empty');
  await expect.poll(() => textOf(page, '.message .heading')).toBe('Nobody is pushing to this channel');
  expect(await textOf(page, '.recordings .days')).toBe('No recording is known.');
  expect(said).toEqual([]);
  await context.close();
});

test('all channels are there, what is live with a picture; names are texts', async () => {
  const { page, context, said } = await open('');
  await expect.poll(() => page.locator('.card').count()).toBe(4);
  await expect.poll(() => page.locator('.card:not(.off) img:visible').count()).toBe(1);
  expect(await page.locator('.card .name').allTextContents()).toEqual(['cam', EVIL, 'demo', 'empty']);
  await page.getByText(EVIL).click();
  await expect.poll(() => textOf(page, 'h1')).toBe(EVIL);
  expect(await page.title()).toBe(`${EVIL} – oss-live`);
  expect(said).toEqual([]);
  await context.close();
});

describe('in Chinese, for a browser that prefers it', () => {
  const locale = 'zh-CN';

  test('is what is live', async () => {
    const { page, context, said } = await open('#/cam', { locale });
    await plays(page);
    await eventually(
      () => facts(page),
      (found) => found.关键帧间隔 === '1.0 秒',
    );
    const { 推流码率: _, ...found } = await facts(page);
    expect(found).toEqual({
      直播延迟: expect.stringMatching(/^[\d.]+ 秒$/),
      码率: expect.stringMatching(/^\d+ kbit\/s$/),
      画面: expect.stringMatching(/^320 × 180/),
      关键帧间隔: '1.0 秒',
      丢帧: expect.stringMatching(/^\d+ \/ \d+$/),
      缓冲: expect.stringMatching(/^[\d.]+ 秒$/),
      编码格式: 'H.264, AAC',
      开播时间: expect.stringMatching(/^\d\d:\d\d$/),
    });
    expect(await textOf(page, '.channel-head .state')).toBe('直播中');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(said).toEqual([]);
    await context.close();
  });

  test('are all that a channel has, and nothing of it is English', async () => {
    const { page, context, said } = await open('#/demo', { locale });
    await page.locator('.session').first().waitFor();
    expect(await textOf(page, '.day h3')).toMatch(/^\d{4}年\d{1,2}月\d{1,2}日周.$/);
    expect(await textOf(page, '.session .muted')).toMatch(/^\d+ 分钟 · \d 次推流$/);
    await expect.poll(() => textOf(page, '.message .heading')).toBe('当前没有推流');
    const shown = await page.evaluate<string>(`[
      document.getElementById('app').textContent,
      ...[...document.querySelectorAll('[title], [aria-label]')]
        .flatMap((element) => [element.title, element.getAttribute('aria-label')]),
    ].join(' ')`);
    const known = ['demo', 'Test', 'pictures', 'of', 'the', 'last', 'hour', 'K', 'M', 'F', 'L'];
    const names = ['VLC', 'mpv', 'ffplay', 'H', 'fps', 'AAC'];
    const latin = new Set(shown.match(/[A-Za-z]+/g) ?? []);
    expect([...latin].filter((word) => ![...known, ...names].includes(word))).toEqual([]);
    expect(said).toEqual([]);
    await context.close();
  });
});

declare const getComputedStyle: (element: unknown) => { opacity: string };
const opacityOf = (element: unknown): string => getComputedStyle(element).opacity;

describe('axe-core finds nothing', () => {
  const PHONE = { viewport: { width: 390, height: 844 } };
  test.each<[string, string, BrowserContextOptions]>([
    ['all channels, light', '', { colorScheme: 'light' }],
    ['all channels, dark, on a phone', '', { colorScheme: 'dark', ...PHONE }],
    ['live, light', '#/cam', { colorScheme: 'light' }],
    ['live, dark', '#/cam', { colorScheme: 'dark' }],
    ['recordings, light, on a phone', '#/demo', { colorScheme: 'light', ...PHONE }],
    ['recordings, dark', '#/demo', { colorScheme: 'dark' }],
    ['nothing to be seen', '#/empty', { colorScheme: 'light' }],
    ['all channels, in Chinese, on a phone', '', { colorScheme: 'light', locale: 'zh-CN', ...PHONE }],
    ['live, in Chinese', '#/cam', { colorScheme: 'dark', locale: 'zh-CN' }],
    ['recordings, in Chinese, on a phone', '#/demo', { colorScheme: 'light', locale: 'zh-CN', ...PHONE }],
  ])('%s', async (_, hash, options) => {
    // It is brought in by `eval`, which the page forbids.
    const { page, context } = await open(hash, { ...options, bypassCSP: true });
    if (hash === '#/cam') {
      await plays(page);
      // The controls stay while one of them has the focus.
      await page.locator('.to-live').focus();
      await expect.poll(() => page.locator('.controls').evaluate(opacityOf)).toBe('1');
    } else
      await page
        .locator(hash === '' ? '.card' : '.older')
        .first()
        .waitFor();
    await page.evaluate(axe.source);
    const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
      'axe.run()',
    );
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(wide).toBe(false);
    await context.close();
  });
});
