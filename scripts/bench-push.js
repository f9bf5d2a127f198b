// What push costs beside the same ffmpeg command by hand: until the server has the stream, and while it runs.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { cleanEnvironment } from './clean-environment.js';
import { emulatorVariables } from './emulator-process.js';

const rounds = Number(process.argv[2] ?? 9);
const program = join(import.meta.dirname, '../bin/oss-live.js');
const folder = mkdtempSync(join(tmpdir(), 'oss-live-bench-push-'));
const source = join(folder, 'source.flv');
const STEADY_SECONDS = 30;

const emulator = spawn(
  process.execPath,
  [program, 'emulator', '--port', '0', '--json', '--show-secret', '--data-dir', join(folder, 'data')],
  { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] },
);
const lines = createInterface({ input: emulator.stdout })[Symbol.asyncIterator]();
const ready = JSON.parse((await lines.next()).value);
const environment = {
  ...cleanEnvironment(),
  ...emulatorVariables(ready),
};

try {
  const video = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=1280x720:rate=25',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
  ];
  const rate = ['-b:v', '4M', '-pix_fmt', 'yuv420p', '-g', '50'];
  execFileSync('ffmpeg', ['-v', 'error', ...video, ...rate, '-t', '60', source]);
  execFileSync(process.execPath, [program, 'create', 'cam', '-q'], { env: environment });
  const byHand = [];
  const byPush = [];
  for (let round = 0; round < rounds; round++) {
    byHand.push(await start(['ffmpeg', ...handArguments()]));
    byPush.push(await start([process.execPath, program, 'push', source, 'cam', '-q', '--audio', 'none']));
  }
  const [hand, push] = [median(byHand), median(byPush)];
  console.log(`until the server has the stream: ffmpeg ${hand.toFixed(0)} ms, push ${push.toFixed(0)} ms`);
  console.log(`ratio ${(push / hand).toFixed(2)}, ${(push - hand).toFixed(0)} ms more`);
  const [without, buffered] = [await steady(), await steady('--buffer', '60s')];
  console.log(`processor of oss-live at 4 Mbit/s: ${without.toFixed(2)} % of a core`);
  console.log(`with a buffer of 60 s: ${buffered.toFixed(2)} %`);
} finally {
  emulator.kill();
  await once(emulator, 'exit');
  rmSync(folder, { recursive: true });
}

function handArguments() {
  const sign = [program, 'sign-rtmp', 'cam'];
  const url = execFileSync(process.execPath, sign, { env: environment, encoding: 'utf8' }).trim();
  return ['-v', 'error', '-re', '-i', source, '-map', '0:v:0', '-c', 'copy', '-f', 'flv', url];
}

/** Milliseconds from the start of a program to the beginning of its push, which is then ended. */
async function start([file, ...args]) {
  const startedAt = performance.now();
  const child = spawn(file, args, { env: environment, stdio: ['pipe', 'ignore', 'ignore'] });
  await event('push-started');
  const elapsed = performance.now() - startedAt;
  const ended = event('push-ended');
  child.kill('SIGTERM');
  await Promise.all([once(child, 'exit'), ended]);
  return elapsed;
}

async function event(name) {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the emulator ended before ${name}`);
    if (JSON.parse(value).event === name) return;
  }
}

async function steady(...options) {
  const args = [program, 'push', source, 'cam', '--audio', 'none', '--json', ...options];
  const child = spawn(process.execPath, args, { env: environment, stdio: ['pipe', 'ignore', 'ignore'] });
  await event('push-started');
  await setTimeout(5000);
  const before = processorSeconds(child.pid);
  await setTimeout(STEADY_SECONDS * 1000);
  const used = processorSeconds(child.pid) - before;
  child.kill('SIGTERM');
  await once(child, 'exit');
  return (100 * used) / STEADY_SECONDS;
}

/** Linux. */
function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
