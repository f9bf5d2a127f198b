// How long `play` takes to its first picture, from the start of its process, with the browser open already: a live push
// to a private bucket of the emulator. Needs ffmpeg and Chromium.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { cleanEnvironment } from './clean-environment.js';
import { emulatorVariables, median, startEmulator, stop } from './emulator-process.js';

const program = join(import.meta.dirname, '../bin/oss-live.js');
const RUNS = 7;
const WANTED_MS = 1500;

const emulator = await startEmulator(['--temp']);
const { ready } = emulator;
const env = { ...cleanEnvironment(), ...emulatorVariables(ready) };
const oss = (...args) =>
  execFileSync(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] });
oss('create', 'cam', '--frag-duration', '2', '--frag-count', '5');
const publish = oss('sign-rtmp', 'cam').toString().trim();
const source = [
  '-f',
  'lavfi',
  '-i',
  'testsrc2=size=1280x720:rate=25',
  '-f',
  'lavfi',
  '-i',
  'sine',
  '-t',
  '10',
];
const clip = join(env.HOME, 'clip.flv');
const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '50', '-c:a', 'aac'];
execFileSync('ffmpeg', ['-v', 'error', ...source, ...codecs, clip]);
const push = spawn('ffmpeg', [
  '-v',
  'error',
  '-re',
  '-stream_loop',
  '-1',
  '-i',
  clip,
  '-c',
  'copy',
  '-f',
  'flv',
  publish,
]);
const executablePath = execFileSync('sh', ['-c', 'command -v chromium']).toString().trim();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });

try {
  await sleep(12_000);
  const times = [];
  for (let run = 0; run < RUNS; run++) times.push(await firstPictureMs());
  const middle = median(times);
  process.stdout.write(
    `first picture after ${times.map(Math.round).join(', ')} ms; median ${Math.round(middle)} ms, wanted below ${WANTED_MS}\n`,
  );
  process.exitCode = middle < WANTED_MS ? 0 : 1;
} finally {
  await browser.close();
  await stop(push);
  await emulator.stop();
}

async function firstPictureMs() {
  const page = await browser.newPage();
  const startedAt = performance.now();
  const player = spawn(process.execPath, [program, 'play', 'cam', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(createInterface({ input: player.stdout }), 'line');
    await page.goto(JSON.parse(line).url, { waitUntil: 'commit' });
    await page.locator('video').waitFor();
    // Told by the browser when a picture is on the screen.
    await page
      .locator('video')
      .evaluate((video) => new Promise((resolve) => video.requestVideoFrameCallback(resolve)));
    return performance.now() - startedAt;
  } finally {
    await page.close();
    await stop(player);
  }
}
