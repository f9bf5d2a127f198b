// What a recording takes to become an MP4: `oss-live download` beside `ffmpeg -c copy` and yt-dlp, on the same emulator, in
// turns, so that a busy machine is busy for all. With and without latency, which is a fault rule for GetObject and the
// playlist; the ratios are what counts.
//
//   npm run bench:recording -- [--segments 131,522] [--latency 0,30] [--rounds 3]
//   npm run bench:recording -- --minutes 60       the time and memory for so much at 8 Mbit/s (an hour: 8 GB of disk)
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createClient, signRtmpUrl } from '../dist/index.js';
import { cleanEnvironment } from './clean-environment.js';
import {
  clientOptions,
  demandLinux,
  emulatorVariables,
  median,
  notePeaks,
  startEmulator,
} from './emulator-process.js';
import { createRunFolder } from './run-folder.js';

const { values: options } = parseArgs({
  options: {
    segments: { type: 'string', default: '131,522' },
    latency: { type: 'string', default: '0,30' },
    rounds: { type: 'string', default: '3' },
    minutes: { type: 'string', default: '0' },
  },
});
const PROGRAM = join(import.meta.dirname, '../bin/oss-live.js');
const say = (line = '') => process.stdout.write(`${line}\n`);

demandLinux();
const hasYtDlp = spawnSync('yt-dlp', ['--version']).status === 0;
if (!hasYtDlp) say('yt-dlp is not here (sudo apt-get install yt-dlp): only ffmpeg is compared with.\n');

const runFolder = createRunFolder('oss-live-bench-');

/** Runs a program to its end: how long it took, and the most memory that it and its children held. */
async function timed([program, ...args], environment) {
  const folder = mkdtempSync(join(runFolder, 'run-'));
  const startedAt = performance.now();
  const child = spawn(program, args, { cwd: folder, env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  process.prependOnceListener('exit', kill);
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaints = (complaints + text).slice(-2000);
  });
  const peaks = new Map();
  const timer = setInterval(() => notePeaks(child.pid, peaks), 50);
  const [code] = await once(child, 'exit');
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(timer);
  process.off('exit', kill);
  const result = join(folder, 'out.mp4');
  if (code !== 0 || !existsSync(result)) throw new Error(`${program} ended with ${code}: ${complaints}`);
  const { size } = statSync(result);
  rmSync(folder, { recursive: true });
  return { seconds, megabytes: [...peaks.values()], size };
}

async function startBench(args) {
  const { ready, stop } = await startEmulator([
    '--acl',
    'public-read',
    '--data-dir',
    join(runFolder, 'data'),
    ...args,
  ]);
  const client = createClient(clientOptions(ready));
  return { ready, stop, client, environment: { ...cleanEnvironment(), ...emulatorVariables(ready) } };
}

async function setLatency(url, latencyMs) {
  await fetch(`${url}/_emulator/faults`, { method: 'DELETE' });
  if (latencyMs === 0) return;
  for (const op of [
    'GetObject',
    'GetVodPlaylist',
    'ListObjectsV2',
    'GetLiveChannelInfo',
    'GetLiveChannelHistory',
    'GetLiveChannelStat',
  ]) {
    const rule = { match: { layer: 'http', op }, effect: { latencyMs } };
    const { status } = await fetch(`${url}/_emulator/faults`, { method: 'POST', body: JSON.stringify(rule) });
    if (status >= 300) throw new Error(`no fault rule for ${op}: ${status}`);
  }
}

const seconds = (value) => `${value.toFixed(2)} s`.padStart(9);

async function compare() {
  const bench = await startBench(['--seed-media']);
  const { ready, client, environment } = bench;
  try {
    const { records } = await client.getLiveChannelHistory({ channelName: 'demo' });
    const times = records.map(({ startTime }) => Date.parse(startTime) / 1000).sort();
    const latest = Math.max(...records.map(({ endTime }) => Date.parse(endTime) / 1000));
    say(
      `node ${process.version}, ${cpus().length} processors; median of ${options.rounds} rounds in turns; segments of 25 kB.\n`,
    );
    for (const count of options.segments.split(',').map(Number)) {
      const startTime = times[0];
      const endTime = count > 131 ? latest + 10 : times[1];
      const playlistName = `bench-${count}.m3u8`;
      await client.postVodPlaylist({ channelName: 'demo', playlistName, startTime, endTime });
      const list = `${ready.url}/${ready.bucket}/demo/${playlistName}`;
      const found = (await (await fetch(list)).text()).match(/\.ts/g)?.length ?? 0;
      const range = ['--start', String(startTime), '--end', String(endTime)];
      const contenders = {
        'oss-live': [process.execPath, PROGRAM, 'download', 'demo', ...range, '-q', '-o', 'out.mp4'],
        ffmpeg: ['ffmpeg', '-v', 'error', '-i', list, '-c', 'copy', 'out.mp4'],
        ...(hasYtDlp
          ? {
              'yt-dlp': ['yt-dlp', '-q', '--no-warnings', list, '-o', 'out.mp4'],
              'yt-dlp -N 8': ['yt-dlp', '-q', '--no-warnings', '-N', '8', list, '-o', 'out.mp4'],
            }
          : {}),
      };
      for (const latencyMs of options.latency.split(',').map(Number)) {
        await setLatency(ready.url, latencyMs);
        const samples = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
        for (let round = 0; round < Number(options.rounds); round++) {
          const turns = Object.entries(contenders);
          for (const [name, line] of round % 2 === 0 ? turns : turns.toReversed())
            samples[name].push(await timed(line, environment));
        }
        say(`${found} segments, ${latencyMs} ms of latency`);
        const own = median(samples['oss-live'].map((sample) => sample.seconds));
        for (const [name, taken] of Object.entries(samples)) {
          const time = median(taken.map((sample) => sample.seconds));
          const peak = Math.max(...taken.map(({ megabytes }) => megabytes[0] ?? 0));
          say(
            `  ${name.padEnd(12)}${seconds(time)}${`${(time / own).toFixed(2)}x`.padStart(9)}${`${peak.toFixed(0)} MB`.padStart(9)}`,
          );
        }
      }
    }
  } finally {
    await bench.stop();
  }
}

async function finishedPush(client, channelName) {
  for (let tries = 0; tries < 600; tries++) {
    const { records } = await client.getLiveChannelHistory({ channelName });
    if (records.length > 0) return records[0];
    await sleep(100);
  }
  throw new Error('the push has no end');
}

/** Media at 8 Mbit/s, pushed as fast as the emulator takes it. */
async function large(minutes) {
  const bench = await startBench([]);
  const { ready, client, environment } = bench;
  try {
    const clip = join(runFolder, 'clip.flv');
    say(`making a clip and pushing ${minutes} minutes of it`);
    const made = spawnSync(
      'ffmpeg',
      [
        ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=25,noise=alls=40:allf=t'],
        ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100', '-t', '20'],
        ...[
          '-c:v',
          'libx264',
          '-preset',
          'ultrafast',
          '-pix_fmt',
          'yuv420p',
          '-g',
          '50',
          '-keyint_min',
          '50',
        ],
        ...[
          '-b:v',
          '7900k',
          '-minrate',
          '7900k',
          '-maxrate',
          '7900k',
          '-bufsize',
          '7900k',
          '-nal-hrd',
          'cbr',
        ],
        ...['-c:a', 'aac', '-b:a', '128k', clip],
      ],
      { stdio: 'inherit' },
    );
    if (made.status !== 0) throw new Error('ffmpeg could not make the clip');
    const channelName = 'large';
    await client.putLiveChannel({ channelName, target: { type: 'HLS', fragDuration: 10, fragCount: 3 } });
    const { url } = signRtmpUrl({
      ...clientOptions(ready),
      channelName,
      expires: Math.floor(Date.now() / 1000) + 3600,
    });
    const push = spawn(
      'ffmpeg',
      ['-v', 'error', '-stream_loop', String(minutes * 3 - 1), '-i', clip, '-c', 'copy', '-f', 'flv', url],
      { stdio: 'inherit' },
    );
    await once(push, 'exit');
    const range = ['--start', '1h-ago', '--end', 'now'];
    const record = await finishedPush(client, channelName);
    const [startTime, endTime] = [record.startTime, record.endTime].map((time) => Date.parse(time) / 1000);
    const playlistName = 'bench.m3u8';
    await client.postVodPlaylist({ channelName, playlistName, startTime, endTime: endTime + 60 });
    const list = `${ready.url}/${ready.bucket}/${channelName}/${playlistName}`;
    const contenders = {
      'oss-live': [process.execPath, PROGRAM, 'download', channelName, ...range, '-q', '-o', 'out.mp4'],
      ffmpeg: ['ffmpeg', '-v', 'error', '-i', list, '-c', 'copy', '-movflags', '+faststart', 'out.mp4'],
      'oss-live, .ts': [
        'sh',
        '-c',
        '"$@" && mv out.ts out.mp4',
        'sh',
        ...[process.execPath, PROGRAM, 'download', channelName, ...range, '-q', '-o', 'out.ts'],
      ],
    };
    for (const [name, line] of Object.entries(contenders)) {
      const { seconds: taken, megabytes, size } = await timed(line, environment);
      const peaks = megabytes.map((peak) => peak.toFixed(0)).join(' + ');
      say(`${name}: ${(size / 1e9).toFixed(2)} GB in ${taken.toFixed(1)} s, at most ${peaks} MB`);
    }
  } finally {
    await bench.stop();
  }
}

const minutes = Number(options.minutes);
await (minutes > 0 ? large(minutes) : compare());
