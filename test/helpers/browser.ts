// Chromium of the system, and a page that plays HLS with hls.js: what most people watch a channel with.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { type Browser, chromium } from 'playwright-core';

interface Picture {
  /** `640x360` */
  size: string;
  /** Red, green and blue of the whole picture, up to 255. */
  colour: [number, number, number];
}

export interface PlayerState extends Picture {
  /** null before there is one. */
  first: Picture | null;
  /** When by then sound and picture are there, in seconds; null before that. */
  startsAt: number | null;
  /** Where playing has got to. */
  seconds: number;
  /** null for a stream without an end. */
  durationSeconds: number | null;
  /** Pictures so far, with those that came too late to be shown. */
  frames: number;
  ended: boolean;
  /** What hls.js complained about. */
  errors: { details: string; fatal: boolean; reason: string }[];
}

export interface Player {
  state(): Promise<PlayerState>;
}

export interface PlayerBrowser {
  /** Plays a playlist in a new tab, on a page of another origin than the playlist's. */
  play(playlistUrl: string): Promise<Player>;
  close(): Promise<void>;
}

/** Two pictures, by which B-frames put the first one behind the sound, and a bit for rounding. */
const LATEST_START_SECONDS = 0.09;
/** By so much hls.js steps over the beginning of what it has, `skipBufferHolePadding`. */
const PADDING_SECONDS = 0.1;

/**
 * What hls.js complained about, without what a busy machine makes it say: that it stands still, and that it has stepped to
 * where the first picture is, which it otherwise does without a word. Of a hole in the stream it says where it was, or
 * never gets to the end.
 */
export function complaints({ errors, startsAt }: PlayerState): PlayerState['errors'] {
  const isStepToStart = (reason: string): boolean => {
    const to = Number(/seeking from 0 to ([\d.]+)$/.exec(reason)?.[1]);
    return (
      startsAt !== null &&
      startsAt <= LATEST_START_SECONDS &&
      Math.abs(to - startsAt - PADDING_SECONDS) < 0.001
    );
  };
  return errors.filter(({ details, fatal, reason }) => {
    if (fatal) return true;
    if (details === 'bufferSeekOverHole') return !isStepToStart(reason);
    return details !== 'bufferStalledError';
  });
}

/** Playwright gives a busy machine half a minute for each step. */
export const BROWSER_PATIENCE_MS = 240_000;

const require = createRequire(import.meta.url);

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export async function launchChromium(): Promise<Browser> {
  const { stdout: executablePath } = await execa('sh', ['-c', 'command -v chromium']);
  return chromium.launch({ executablePath, args: FLAGS });
}

export async function openBrowser(): Promise<PlayerBrowser> {
  const files = new Map([
    ['/', { type: 'text/html', body: await readFile(join(import.meta.dirname, 'player.html')) }],
    ['/hls.js', { type: 'text/javascript', body: await readFile(require.resolve('hls.js/dist/hls.min.js')) }],
  ]);
  const server = createServer(({ url = '' }, response) => {
    const file = files.get(url.split('?')[0] ?? '');
    response.writeHead(file === undefined ? 404 : 200, { 'Content-Type': file?.type ?? 'text/plain' });
    response.end(file?.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const browser = await launchChromium();
  return {
    async play(playlistUrl) {
      const page = await browser.newPage({ viewport: { width: 640, height: 360 } });
      page.setDefaultTimeout(BROWSER_PATIENCE_MS);
      await page.goto(`http://127.0.0.1:${port}/?playlist=${encodeURIComponent(playlistUrl)}`);
      return { state: () => page.evaluate<PlayerState>('state()') };
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
