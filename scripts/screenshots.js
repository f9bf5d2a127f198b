// What the page of `play` looks like, on an emulator with real video: light, dark and as wide as a phone. Writes to
// demo-output/play, and with --readme also the picture of the README; --chinese is for the Chinese one. Needs ffmpeg and Chromium.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { cleanEnvironment } from './clean-environment.js';
import { emulatorVariables, startEmulator } from './emulator-process.js';

const root = join(import.meta.dirname, '..');
const program = join(root, 'bin/oss-live.js');
const output = join(root, 'demo-output/play');
const folder = mkdtempSync(join(tmpdir(), 'oss-live-screenshots-'));
const running = [];
const isChinese = process.argv.includes('--chinese');
const locale = isChinese ? 'zh-CN' : 'en-GB';

/** Shapes that drift, and the time: something to look at. */
function makeClip(name, source, seconds = 10) {
  const path = join(folder, `${name}.flv`);
  const inputs = ['-f', 'lavfi', '-i', source, '-f', 'lavfi', '-i', 'sine=frequency=220'];
  const video = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-g',
    '50',
    '-b:v',
    '1500k',
  ];
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-y', ...inputs, '-t', String(seconds), ...video, '-c:a', 'aac', '-b:a', '64k', path],
  ]);
  return path;
}

function start(command, args, env) {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  return child;
}

const oss = (args, env) =>
  execFileSync(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] });

async function shoot(browser, { name, url, width, height, colorScheme, waitFor, act }) {
  const context = await browser.newContext({
    ...{ viewport: { width, height }, colorScheme, deviceScaleFactor: width < 500 ? 2 : 1, locale },
    timezoneId: 'UTC',
    // Playwright waits by `eval`, which the page forbids.
    bypassCSP: true,
  });
  const page = await context.newPage();
  page.on('console', (message) => process.stdout.write(`  ${name}: ${message.type()}: ${message.text()}\n`));
  page.on('pageerror', (error) => process.stdout.write(`  ${name}: ${error}\n`));
  await page.goto(url);
  await page.waitForFunction(waitFor, null, { timeout: 60_000 });
  await act?.(page);
  const path = join(output, `${name}.png`);
  await page.screenshot({ path });
  await context.close();
  process.stdout.write(`${path}\n`);
  return path;
}

const PLAYS =
  "document.querySelector('video')?.readyState >= 3 && document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames > 60";
const PICTURES =
  "[...document.querySelectorAll('.card:not(.off) img')].every((img) => img.complete && img.naturalWidth > 0) && document.querySelectorAll('.card').length === 6";

/** The middle of the second push of the seeded hour. */
async function watchRecording(page) {
  await page.waitForSelector('.line');
  const { x, y, width, height } = await page.locator('.line').first().boundingBox();
  await page.mouse.click(x + width * 0.4, y + height / 2);
  await page.waitForFunction(
    "document.querySelector('video').videoWidth > 0 && document.querySelector('.time').textContent.includes('/')",
  );
  await sleep(2500);
  await page.mouse.move(x + width / 2, y - 400);
}

async function main() {
  mkdirSync(output, { recursive: true });
  const emulator = await startEmulator(['--temp', '--seed-media']);
  running.push(emulator.child);
  const { ready } = emulator;
  const env = { ...cleanEnvironment(), TZ: 'UTC', ...emulatorVariables(ready) };
  const colours = 'nb_colors=4:c0=0x0b3954:c1=0x087e8b:c2=0xbfd7ea:c3=0xff5a5f';
  const clock = (text) =>
    `drawtext=text='${text}':fontcolor=white:fontsize=96:x=(w-tw)/2:y=(h-th)/2-20:shadowx=3:shadowy=3:shadowcolor=black@0.3`;
  const clips = {
    lobby: makeClip(
      'lobby',
      `gradients=size=1280x720:rate=25:seed=7:speed=0.012:${colours},${clock('Lobby  %{pts\\:hms}')}`,
    ),
    studio: makeClip(
      'studio',
      `gradients=size=1280x720:rate=25:seed=3:speed=0.02:type=spiral:nb_colors=3:c0=0x1d1145:c1=0x7b2d8b:c2=0xf28f3b,${clock('Lecture hall 2')}`,
    ),
  };
  for (const [name, description] of [
    ['lobby', 'Entrance, ground floor'],
    ['studio', 'Lecture hall 2'],
    ['roof', 'Weather'],
    ['rehearsal', ''],
    ['archive', 'No longer used'],
  ])
    oss(['create', name, '--description', description, '--frag-duration', '2', '--frag-count', '5'], env);
  oss(['disable', 'archive', '--yes'], env);
  for (const [name, clip] of Object.entries(clips)) {
    const publish = oss(['sign-rtmp', name], env).toString().trim();
    start(
      'ffmpeg',
      ['-v', 'error', '-re', '-stream_loop', '-1', '-i', clip, '-c', 'copy', '-f', 'flv', publish],
      env,
    );
  }
  const player = start(process.execPath, [program, 'play', '--json'], env);
  const [line] = await once(createInterface({ input: player.stdout }), 'line');
  const { url } = JSON.parse(line);
  await sleep(12_000);

  const executablePath = execFileSync('sh', ['-c', 'command -v chromium']).toString().trim();
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'],
  });
  const wide = { width: 1280, height: 860 };
  const phone = { width: 390, height: 844 };
  for (const colorScheme of ['light', 'dark']) {
    await shoot(browser, { ...wide, colorScheme, name: `all-${colorScheme}`, url, waitFor: PICTURES });
    await shoot(browser, {
      ...wide,
      colorScheme,
      name: `live-${colorScheme}`,
      url: `${url}#/lobby`,
      waitFor: PLAYS,
    });
    const recording = {
      url: `${url}#/demo`,
      waitFor: "document.querySelector('.line') !== null",
      act: watchRecording,
    };
    await shoot(browser, {
      ...wide,
      height: 1200,
      colorScheme,
      name: `recording-${colorScheme}`,
      ...recording,
    });
    await shoot(browser, {
      ...wide,
      colorScheme,
      name: `idle-${colorScheme}`,
      url: `${url}#/roof`,
      waitFor: "document.querySelector('.channel-head .state.idle') !== null",
    });
    await shoot(browser, { ...phone, colorScheme, name: `phone-all-${colorScheme}`, url, waitFor: PICTURES });
    await shoot(browser, {
      ...phone,
      colorScheme,
      name: `phone-live-${colorScheme}`,
      url: `${url}#/studio`,
      waitFor: PLAYS,
    });
    await shoot(browser, {
      ...phone,
      height: 1300,
      colorScheme,
      name: `phone-recording-${colorScheme}`,
      ...recording,
    });
  }
  if (process.argv.includes('--readme')) {
    const path = await shoot(browser, {
      ...wide,
      height: 900,
      colorScheme: 'light',
      name: 'readme',
      url: `${url}#/lobby`,
      waitFor: PLAYS,
    });
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-i',
      path,
      '-q:v',
      '4',
      join(root, isChinese ? 'docs/zh-CN/play.jpg' : 'docs/play.jpg'),
    ]);
  }
  await browser.close();
}

try {
  await main();
} finally {
  for (const child of running.reverse()) child.kill('SIGTERM');
  await sleep(500);
  rmSync(folder, { recursive: true, force: true });
}
