// The emulator beside nginx-rtmp with HLS, on the same pushers: processor time per stream, memory, time to the first
// segment, and streams that go up in real time. The two take turns, so that a busy machine is busy for both.
//
//   npm run bench:emulator -- [--streams 1,20,50,100] [--rounds 3] [--seconds 15]
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createClient, signRtmpUrl } from '../dist/index.js';
import {
  clientOptions,
  cpuSeconds,
  demandLinux,
  median,
  residentMegabytes,
  startEmulator,
  stop,
} from './emulator-process.js';
import { createRunFolder } from './run-folder.js';

const { values: options } = parseArgs({
  options: {
    streams: { type: 'string', default: '1,20,50,100' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '15' },
  },
});
const sizes = options.streams.split(',').map(Number);
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);

const FRAG_SECONDS = 5;
const FRAG_COUNT = 3;
const HELD_SPEED = 0.98;
/** Starting ffmpeg takes some hundred milliseconds of a processor: all at once would say nothing about the servers. */
const START_INTERVAL_MS = 250;
const MODULE = ['/usr/lib/nginx/modules', '/usr/lib64/nginx/modules']
  .map((folder) => join(folder, 'ngx_rtmp_module.so'))
  .find(existsSync);

demandLinux();
if (MODULE === undefined || spawnSync('nginx', ['-v']).status !== 0) {
  process.stderr.write(
    'This compares with nginx-rtmp, which is not here. On Debian and Ubuntu:\n' +
      '  sudo apt-get install --no-install-recommends nginx-light libnginx-mod-rtmp\n' +
      'The benchmark runs nginx with a configuration of its own on a free port, and needs no service.\n',
  );
  process.exit(3);
}

const runFolder = createRunFolder('oss-live-bench-');
const say = (line = '') => process.stdout.write(`${line}\n`);

/** 20 s of 720p30 at 2 Mbit/s with two B-frames, a key frame every two seconds, and AAC. */
function clip() {
  const path = join(runFolder, 'clip.flv');
  say('making the clip');
  const { status } = spawnSync(
    'ffmpeg',
    [
      ...['-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30,noise=alls=12:allf=t'],
      ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100', '-t', '20'],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-g', '60', '-keyint_min', '60'],
      ...['-sc_threshold', '0', '-bf', '2', '-b:v', '1900k', '-maxrate', '1900k', '-bufsize', '1900k'],
      ...['-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-f', 'flv', path],
    ],
    { stdio: 'inherit' },
  );
  if (status !== 0) throw new Error('ffmpeg could not make the clip');
  return path;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function startOssLive(folder, count) {
  const { child, ready } = await startEmulator(['--data-dir', folder]);
  const client = createClient(clientOptions(ready));
  const names = Array.from({ length: count }, (_, index) => `cam-${index}`);
  for (const channelName of names)
    await client.putLiveChannel({
      channelName,
      target: { type: 'HLS', fragDuration: FRAG_SECONDS, fragCount: FRAG_COUNT },
    });
  const expires = Math.floor(Date.now() / 1000) + 3600;
  return {
    child,
    urls: names.map((channelName) => signRtmpUrl({ ...clientOptions(ready), channelName, expires }).url),
    playlists: names.map((name) => join(folder, ready.bucket, name, 'playlist.m3u8')),
  };
}

async function startNginx(folder, count) {
  const port = await freePort();
  const hls = join(folder, 'hls');
  mkdirSync(hls);
  const configuration = join(folder, 'nginx.conf');
  writeFileSync(
    configuration,
    `load_module ${MODULE};
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 2048; }
rtmp {
  access_log off;
  server {
    listen 127.0.0.1:${port};
    application live {
      live on;
      hls on;
      hls_path ${hls};
      hls_nested on;
      hls_fragment ${FRAG_SECONDS}s;
      hls_playlist_length ${FRAG_SECONDS * FRAG_COUNT}s;
      hls_fragment_naming system;
      hls_cleanup off;
    }
  }
}
`,
  );
  const child = spawn('nginx', ['-p', folder, '-c', configuration, '-e', `${folder}/error.log`], {
    stdio: 'ignore',
  });
  while (!existsSync(join(folder, 'nginx.pid'))) await sleep(20);
  const names = Array.from({ length: count }, (_, index) => `cam-${index}`);
  return {
    child,
    urls: names.map((name) => `rtmp://127.0.0.1:${port}/live/${name}`),
    playlists: names.map((name) => join(hls, name, 'index.m3u8')),
  };
}

/** One ffmpeg that pushes in real time; `progress` is how far it had got, and when it said so. */
function push(url, input) {
  const child = spawn(
    'ffmpeg',
    [
      ...['-v', 'error', '-nostats', '-progress', 'pipe:1', '-re', '-stream_loop', '-1', '-i', input],
      ...['-c', 'copy', '-f', 'flv', url],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const startedAt = performance.now();
  const pusher = {
    child,
    startedAt,
    progress: { at: startedAt, mediaSeconds: 0 },
    firstSegmentSeconds: null,
  };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const latest = [...text.matchAll(/out_time_us=(\d+)/g)].at(-1);
    if (latest !== undefined)
      pusher.progress = { at: performance.now(), mediaSeconds: Number(latest[1]) / 1e6 };
  });
  return pusher;
}

function lists(playlist) {
  try {
    return readFileSync(playlist, 'utf8').includes('.ts');
  } catch {
    return false;
  }
}

/** Notes when each pusher, of those that there are and will be, has its first segment in a playlist. */
async function noteFirstSegments(pushers, playlists) {
  const deadline = performance.now() + playlists.length * START_INTERVAL_MS + 30_000;
  let missing = playlists.length;
  while (missing > 0 && performance.now() < deadline) {
    for (const [index, pusher] of pushers.entries()) {
      if (pusher.firstSegmentSeconds !== null || !lists(playlists[index])) continue;
      pusher.firstSegmentSeconds = (performance.now() - pusher.startedAt) / 1000;
      missing--;
    }
    await sleep(20);
  }
}

const speedSince = (before, now) => (now.mediaSeconds - before.mediaSeconds) / ((now.at - before.at) / 1000);

/** One server, fresh, with this many streams. */
async function measure(start, count, input) {
  const folder = mkdtempSync(join(runFolder, 'round-'));
  const server = await start(folder, count);
  const pushers = [];
  const firstSegments = noteFirstSegments(pushers, server.playlists);
  try {
    for (const url of server.urls) {
      pushers.push(push(url, input));
      await sleep(START_INTERVAL_MS);
    }
    await firstSegments;
    const before = pushers.map(({ progress }) => progress);
    const [startedAt, cpu] = [performance.now(), cpuSeconds(server.child.pid)];
    await sleep(seconds * 1000);
    const elapsed = (performance.now() - startedAt) / 1000;
    const used = cpuSeconds(server.child.pid) - cpu;
    return {
      percent: (used / elapsed / count) * 100,
      megabytes: residentMegabytes(server.child.pid),
      firstSegment: median(pushers.map(({ firstSegmentSeconds }) => firstSegmentSeconds ?? Infinity)),
      held: pushers.filter(({ progress }, index) => speedSince(before[index], progress) >= HELD_SPEED).length,
    };
  } finally {
    await Promise.all(pushers.map(({ child }) => stop(child)));
    await stop(server.child);
    rmSync(folder, { recursive: true, force: true });
  }
}

const spread = (values) => `${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)}`;
const row = (cells) => cells.map((cell, index) => String(cell).padStart(index === 0 ? 7 : 12)).join('');

const input = clip();
say(
  `node ${process.version}, ${cpus().length} processors; median of ${rounds} paired rounds of ${seconds} s; 720p30 at 2 Mbit/s,`,
);
say(
  `FragDuration ${FRAG_SECONDS}, a key frame every 2 s. cpu: % of one processor per stream. first: from starting ffmpeg.\n`,
);
for (const count of sizes) {
  const samples = { ossLive: [], nginx: [] };
  for (let round = 0; round < rounds; round++) {
    const turns = [
      ['ossLive', startOssLive],
      ['nginx', startNginx],
    ];
    for (const [name, start] of round % 2 === 0 ? turns : turns.toReversed())
      samples[name].push(await measure(start, count, input));
  }
  if (count === sizes[0])
    say(row(['streams', 'server', 'cpu %', '(min–max)', 'memory MB', 'first s', 'held']));
  for (const [name, label] of [
    ['ossLive', 'oss-live'],
    ['nginx', 'nginx-rtmp'],
  ]) {
    const of = (key) => samples[name].map((sample) => sample[key]);
    say(
      row([
        count,
        label,
        median(of('percent')).toFixed(2),
        spread(of('percent')),
        median(of('megabytes')).toFixed(0),
        median(of('firstSegment')).toFixed(2),
        `${median(of('held'))}/${count}`,
      ]),
    );
  }
  const ratios = samples.ossLive.map(({ percent }, index) => percent / samples.nginx[index].percent);
  say(row([count, 'ratio', median(ratios).toFixed(2), spread(ratios)]));
}
