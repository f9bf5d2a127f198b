// Leaves the emulator running under pushes that come and go, with faults, and demands at the end that memory and
// descriptors stayed flat, and that history and VOD say what was pushed.
//
//   npm run soak -- [--minutes 15] [--channels 8] [--push-seconds 30]
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createClient, signRtmpUrl } from '../dist/index.js';
import {
  clientOptions,
  demandLinux,
  median,
  openDescriptors,
  residentMegabytes,
  startEmulator,
} from './emulator-process.js';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '15' },
    channels: { type: 'string', default: '8' },
    'push-seconds': { type: 'string', default: '30' },
  },
});
const totalMs = Number(options.minutes) * 60_000;
const pushMs = Number(options['push-seconds']) * 1000;
const channels = Array.from({ length: Number(options.channels) }, (_, index) => `soak-${index}`);

const FRAG_SECONDS = 2;
/** A stalled push is noticed to be over when it goes on; seconds are rounded. */
const MOST_LATE_SECONDS = 3 + 2;
/** A push that breaks off loses its open segment: FragDuration and a key-frame interval, and what was on its way. */
const MOST_LOST_SECONDS = FRAG_SECONDS + 1 + 2;
/** When a full disk meets a stalled push, what came during the stall is lost, too. */
const MOST_LOST_TO_FAULTS_SECONDS = MOST_LOST_SECONDS + 3;

const FAULTS = [
  { match: { layer: 'http', probability: 0.1 }, effect: { latencyMs: [10, 500] } },
  { match: { layer: 'http', probability: 0.05 }, effect: { status: 503 } },
  { match: { layer: 'http', probability: 0.02 }, effect: { resetBefore: true } },
  { match: { layer: 'http', method: 'GET', probability: 0.02 }, effect: { truncate: 40 } },
  { match: { layer: 'rtmp', op: 'connect', probability: 0.1 }, effect: { refuse: true } },
  {
    match: { layer: 'rtmp', op: 'publish', probability: 0.1 },
    effect: { reject: { text: 'AccessDenied: soak' } },
  },
  {
    match: { layer: 'rtmp', op: 'publish', probability: 0.2 },
    effect: { dropAfterMs: 7000, dropHow: 'rst' },
  },
  {
    match: { layer: 'rtmp', op: 'publish', probability: 0.1 },
    effect: { dropAfterMs: 9000, dropHow: 'status' },
  },
  {
    match: { layer: 'rtmp', op: 'publish', probability: 0.2 },
    effect: { stallAfterMs: 4000, stallForMs: 3000 },
  },
  { match: { layer: 'media', op: 'write', probability: 0.02 }, effect: { enospc: true } },
  { match: { layer: 'media', op: 'write', probability: 0.2 }, effect: { writeDelayMs: 300 } },
];

demandLinux();
const say = (line) => process.stdout.write(`${line}\n`);
const problems = [];
const demand = (holds, text) => {
  if (!holds) problems.push(text);
};

const folder = mkdtempSync(join(tmpdir(), 'oss-live-soak-'));
const clip = join(folder, 'clip.flv');
const made = spawnSync(
  'ffmpeg',
  [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25'],
    ...[
      '-f',
      'lavfi',
      '-i',
      'sine=frequency=440:sample_rate=44100',
      '-t',
      '10',
      '-c:v',
      'libx264',
      '-preset',
    ],
    ...['veryfast', '-pix_fmt', 'yuv420p', '-g', '25', '-keyint_min', '25', '-sc_threshold', '0', '-bf', '2'],
    ...['-b:v', '500k', '-c:a', 'aac', '-b:a', '64k', '-f', 'flv', clip],
  ],
  { stdio: 'inherit' },
);
if (made.status !== 0) throw new Error('ffmpeg could not make the clip');

const dataDir = join(folder, 'data');
const emulator = await startEmulator(['--acl', 'public-read', '--data-dir', dataDir]);
const { ready, child } = emulator;
const client = createClient({ ...clientOptions(ready), retry: { attempts: 8, baseDelayMs: 50 } });
const control = (path, init) => fetch(`${ready.url}/_emulator/${path}`, init);
const startedAt = Date.now();
const isOver = () => Date.now() - startedAt > totalMs;

let exited = null;
child.once('exit', (code, signal) => {
  exited = `${code ?? signal}`;
});

/** One push: until its time is up, or a fault ends it. How far it got is ffmpeg's own word. */
async function push(channelName, number) {
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const { url } = signRtmpUrl({ ...clientOptions(ready), channelName, expires });
  const startMs = Date.now();
  const pusher = spawn(
    'ffmpeg',
    [
      ...[
        '-v',
        'error',
        '-nostats',
        '-stats_period',
        '0.2',
        '-progress',
        'pipe:1',
        '-re',
        '-stream_loop',
        '-1',
      ],
      ...['-i', clip, '-c', 'copy', '-f', 'flv', url],
    ],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  let mediaSeconds = 0;
  pusher.stdin.on('error', () => {});
  pusher.stdout.setEncoding('utf8').on('data', (text) => {
    const progress = [...text.matchAll(/out_time_us=(\d+)/g)].at(-1);
    if (progress !== undefined) mediaSeconds = Number(progress[1]) / 1e6;
  });
  const ended = once(pusher, 'exit');
  let wasTold = false;
  const leave = [() => pusher.stdin.write('q'), () => pusher.kill('SIGTERM'), () => pusher.kill('SIGKILL')];
  const timer = setTimeout(
    () => {
      wasTold = true;
      leave[number % leave.length]();
    },
    Math.min(pushMs, startedAt + totalMs - startMs),
  );
  await ended;
  clearTimeout(timer);
  return { startMs, endMs: Date.now(), mediaSeconds, wasTold };
}

async function keepPushing(channelName) {
  const pushes = [];
  for (let number = 0; !isOver(); number++) {
    const done = await push(channelName, number);
    if (done.mediaSeconds > 0) pushes.push(done);
    await sleep(500);
  }
  return { channelName, pushes };
}

/** What players and other clients do meanwhile. Some of it is made to fail. */
async function keepAsking() {
  let asked = 0;
  for (; !isOver() && exited === null; asked++) {
    const channelName = channels[asked % channels.length];
    await Promise.allSettled([
      fetch(`${ready.url}/${ready.bucket}/${channelName}/playlist.m3u8`).then((answer) => answer.text()),
      client.getLiveChannelStat({ channelName }),
      client.listLiveChannel({}),
      fetch(`${ready.url}/${ready.bucket}?list-type=2&prefix=${channelName}/`).then((answer) =>
        answer.text(),
      ),
    ]);
    await sleep(200);
  }
  return asked;
}

const samples = [];
async function keepSampling() {
  while (!isOver() && exited === null) {
    const minute = (Date.now() - startedAt) / 60_000;
    const sample = {
      minute,
      megabytes: residentMegabytes(child.pid),
      descriptors: openDescriptors(child.pid).length,
    };
    samples.push(sample);
    if (samples.length % 12 === 1)
      say(`${minute.toFixed(1)} min: ${sample.megabytes.toFixed(0)} MB, ${sample.descriptors} descriptors`);
    await sleep(5000);
  }
}

/** Name and duration of each segment of a playlist. */
function segmentsOf(playlist) {
  return [...playlist.matchAll(/#EXTINF:([\d.]+),\n(\d+)\.ts/g)].map(([, duration, name]) => ({
    startMs: Number(name),
    seconds: Number(duration),
  }));
}

async function checkChannel({ channelName, pushes }) {
  const { records } = await client.getLiveChannelHistory({ channelName });
  const latest = pushes.slice(-10);
  demand(
    records.length === latest.length,
    `${channelName}: ${records.length} records of ${latest.length} pushes`,
  );
  for (const [index, { startTime, endTime }] of records.entries()) {
    const { startMs, endMs } = latest[index] ?? {};
    const early = (Date.parse(startTime) - startMs) / 1000;
    const late = (Date.parse(endTime) - endMs) / 1000;
    demand(
      Math.abs(early) <= MOST_LATE_SECONDS && Math.abs(late) <= MOST_LATE_SECONDS,
      `${channelName}: record ${startTime} to ${endTime} is off`,
    );
  }

  const window = { startTime: Math.floor(startedAt / 1000), endTime: Math.ceil(Date.now() / 1000) + 1 };
  const { playlist } = await client.getVodPlaylist({ channelName, ...window });
  const segments = segmentsOf(playlist);
  const files = readdirSync(join(dataDir, ready.bucket, channelName)).filter((name) => name.endsWith('.ts'));
  const listed = segments.map(({ startMs }) => `${startMs}.ts`);
  demand(
    listed.join() === files.sort().join(),
    `${channelName}: the VOD playlist is not what the folder holds`,
  );
  for (const { startMs, endMs, mediaSeconds, wasTold } of pushes) {
    const mostLost = wasTold ? MOST_LOST_SECONDS : MOST_LOST_TO_FAULTS_SECONDS;
    const own = segments.filter((segment) => segment.startMs >= startMs && segment.startMs <= endMs);
    const stored = own.reduce((sum, { seconds }) => sum + seconds, 0);
    demand(
      stored <= mediaSeconds + 2 && stored >= mediaSeconds - mostLost,
      `${channelName}: ${stored.toFixed(1)} s stored of ${mediaSeconds.toFixed(1)} s pushed at ${new Date(startMs).toISOString()}`,
    );
  }

  const last = pushes.at(-1);
  await client.postVodPlaylist({
    channelName,
    playlistName: 'last.m3u8',
    startTime: Math.floor(last.startMs / 1000),
    endTime: Math.ceil(last.endMs / 1000) + 1,
  });
  const url = `${ready.url}/${ready.bucket}/${channelName}/last.m3u8`;
  const { stderr } = spawnSync('ffmpeg', ['-v', 'error', '-i', url, '-map', '0:v', '-f', 'null', '-'], {
    encoding: 'utf8',
  });
  demand(stderr === '', `${channelName}: ffmpeg says of the last push: ${stderr.trim()}`);
  return { pushes: pushes.length, segments: segments.length };
}

function checkResources(filesAtRest) {
  const part = (from, to) =>
    samples.filter(({ minute }) => minute * 60_000 >= from * totalMs && minute * 60_000 <= to * totalMs);
  const of = (some, key) => some.map((sample) => sample[key]);
  const [early, late] = [part(0.2, 0.5), part(0.7, 1)];
  const memory = [early, late].map((some) => median(of(some, 'megabytes')));
  const descriptors = [early, late].map((some) => Math.max(...of(some, 'descriptors')));
  say(`memory: median ${memory.map((value) => value.toFixed(0)).join(' MB, later ')} MB`);
  say(
    `descriptors: at most ${descriptors.join(', later ')}; files open at rest: ${filesAtRest.join(' and ')}`,
  );
  demand(memory[1] <= memory[0] * 1.1 + 10, 'memory grows');
  demand(descriptors[1] <= descriptors[0] + 10, 'descriptors grow');
  demand(filesAtRest[1] === filesAtRest[0], 'files stay open');
}

try {
  for (const channelName of channels)
    await client.putLiveChannel({
      channelName,
      target: { type: 'HLS', fragDuration: FRAG_SECONDS, fragCount: 5 },
    });
  const filesOpen = () => openDescriptors(child.pid).filter((target) => target.startsWith('/')).length;
  const before = filesOpen();
  for (const [seed, rule] of FAULTS.entries()) {
    const { status } = await control('faults', { method: 'POST', body: JSON.stringify({ ...rule, seed }) });
    if (status !== 201) throw new Error(`the fault rule ${JSON.stringify(rule)} was answered with ${status}`);
  }

  const [asked, , ...done] = await Promise.all([keepAsking(), keepSampling(), ...channels.map(keepPushing)]);
  const { faults } = await (await control('faults')).json();
  await control('faults', { method: 'DELETE' });
  // What was stalled at the end has ended by then, too.
  await sleep(5000);
  const counts = await Promise.all(done.map(checkChannel));
  checkResources([before, filesOpen()]);
  const total = (key) => counts.reduce((sum, count) => sum + count[key], 0);
  say(`${total('pushes')} pushes, ${total('segments')} segments, ${asked} rounds of questions`);
  say(`faults: ${faults.map(({ effect, hits }) => `${Object.keys(effect).join('+')} ${hits}`).join(', ')}`);
  demand(faults.every(({ hits }) => hits > 0) || totalMs < 300_000, 'a fault rule never hit');
} catch (error) {
  problems.push(error.stack);
} finally {
  demand(exited === null, `the emulator ended by itself: ${exited}`);
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) say(`NOT RIGHT: ${problem}`);
say(problems.length === 0 ? 'ok' : `${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
