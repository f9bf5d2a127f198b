// A long push of a file whose connection is cut again and again: what arrives is held against the file, frame by frame.
// node scripts/push-endurance.js [minutes, default 10] [seconds between cuts, default 30]
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cleanEnvironment } from './clean-environment.js';
import { codedFrames } from './coded-frames.js';
import { cpuSeconds, emulatorVariables, residentMegabytes } from './emulator-process.js';
import { tally } from './tally.js';

const seconds = Number(process.argv[2] ?? 10) * 60;
const cutSeconds = Number(process.argv[3] ?? 30);
const program = join(import.meta.dirname, '../bin/oss-live.js');
const folder = mkdtempSync(join(tmpdir(), 'oss-live-endurance-'));
const source = join(folder, 'source.flv');

const emulator = spawn(
  process.execPath,
  [program, 'emulator', '--port', '0', '--json', '--show-secret', '--data-dir', join(folder, 'data')],
  { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] },
);
const emulated = [];
const emulatorLines = createInterface({ input: emulator.stdout });
const ready = JSON.parse((await once(emulatorLines, 'line'))[0]);
emulatorLines.on('line', (line) => emulated.push(JSON.parse(line)));

try {
  console.log(JSON.stringify(await run(), null, 2));
} finally {
  emulator.kill();
  await once(emulator, 'exit');
  rmSync(folder, { recursive: true });
}

async function run() {
  encodeSource();
  const oss = { ...cleanEnvironment(), ...emulatorVariables(ready) };
  execFileSync(process.execPath, [program, 'create', 'cam', '-q'], { env: oss });
  await addFault({ dropAfterMs: cutSeconds * 1000, dropHow: 'rst' }, Math.ceil(seconds / cutSeconds / 2));
  await addFault({ dropAfterMs: cutSeconds * 1000, dropHow: 'fin' });

  const push = spawn(process.execPath, [program, 'push', source, 'cam', '--json'], {
    env: oss,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const events = [];
  const cpu = [];
  createInterface({ input: push.stdout }).on('line', (line) => {
    const event = JSON.parse(line);
    events.push(event);
    if (event.event === 'progress')
      cpu.push({
        at: performance.now(),
        cpuSeconds: cpuSeconds(push.pid),
        megabytes: residentMegabytes(push.pid),
      });
  });
  const [exitCode] = await once(push, 'exit');
  const named = (name) => events.filter(({ event }) => event === name);
  const ended = named('ended')[0];
  return {
    exitCode,
    ...{ seconds: ended.seconds, reconnects: ended.reconnects, gapSeconds: ended.gapSeconds },
    cuts: emulated.filter(({ event, reason }) => event === 'push-ended' && reason !== 'unpublished').length,
    connections: named('connecting').length,
    signatures: new Set(named('connecting').map(({ expires }) => expires)).size,
    live: named('live').length,
    reasons: tally(named('reconnecting').map(({ error }) => error.message)),
    longestGapSeconds: Math.max(...gaps()),
    ...cpuShare(cpu),
    ...arrived(),
  };
}

function encodeSource() {
  const input = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=640x360:rate=25',
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=440',
  ];
  const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '1M', '-pix_fmt', 'yuv420p', '-g', '50'];
  const codecs = [...video, '-sc_threshold', '0', '-c:a', 'aac', '-b:a', '64k'];
  execFileSync('ffmpeg', ['-v', 'error', ...input, '-t', `${seconds}`, ...codecs, source]);
}

async function addFault(effect, times) {
  const rule = { match: { layer: 'rtmp', op: 'publish' }, ...(times === undefined ? {} : { times }), effect };
  const answer = await fetch(`${ready.url}/_emulator/faults`, { method: 'POST', body: JSON.stringify(rule) });
  if (!answer.ok) throw new Error(await answer.text());
}

/** As the server sees them: from the end of one push to the beginning of the next. */
function gaps() {
  const times = emulated
    .filter(({ event }) => event === 'push-started' || event === 'push-ended')
    .map(({ event, time }) => ({ event, at: Date.parse(time) }));
  return times.flatMap(({ event, at }, index) => {
    const before = times[index - 1];
    return event === 'push-started' && before !== undefined ? [(at - before.at) / 1000] : [];
  });
}

/** Every stored segment decoded, and its video frames held against those of the source. */
function arrived() {
  const stored = join(folder, 'data', 'local', 'cam');
  const segments = readdirSync(stored)
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const complaints = segments.filter((name) => decodingErrors(join(stored, name)) !== '');
  const wanted = codedFrames(source);
  const got = segments.flatMap((name) => codedFrames(join(stored, name)));
  const count = new Map();
  for (const hash of got) count.set(hash, (count.get(hash) ?? 0) + 1);
  return {
    segments: segments.length,
    segmentsThatDoNotDecode: complaints,
    framesSent: wanted.length,
    framesMissing: wanted.filter((hash) => !count.has(hash)).length,
    framesTwice: got.length - count.size,
    framesUnknown: [...count.keys()].filter((hash) => !new Set(wanted).has(hash)).length,
  };
}

function decodingErrors(path) {
  return execFileSync('sh', ['-c', 'ffmpeg -v error -i "$0" -f null - 2>&1', path], { encoding: 'utf8' });
}

/** From the second half minute on. */
function cpuShare(samples) {
  const [from] = samples.filter(({ at }) => at - samples[0].at > 30_000);
  const to = samples.at(-1);
  return {
    cpuPercent: (100 * (to.cpuSeconds - from.cpuSeconds)) / ((to.at - from.at) / 1000),
    megabytesEarly: from.megabytes,
    megabytesLate: to.megabytes,
  };
}
