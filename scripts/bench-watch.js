// What watching 100 channels costs: processor time of the program and its memory over an hour's worth of requests,
// in less time by a shorter interval. The service is a small server that answers at once, so that only the program
// is measured. node scripts/bench-watch.js [channels] [requests per channel] [interval in seconds]
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { cleanEnvironment } from './clean-environment.js';

const [channels = 100, looks = 720, interval = 1] = process.argv.slice(2).map(Number);
const names = Array.from({ length: channels }, (_, index) => `cam-${String(index).padStart(3, '0')}`);

let requests = 0;
const server = createServer((request, response) => {
  requests++;
  response.setHeader('x-oss-request-id', '65E6B2F0A1B2C3D4E5F60718');
  response.end(request.url.includes('comp=stat') ? stat() : list());
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const program = process.env.OSS_LIVE_PROGRAM ?? join(import.meta.dirname, '../bin/oss-live.js');
const watch = spawn(process.execPath, [program, 'watch', '--interval', String(interval), '--json'], {
  env: {
    ...cleanEnvironment(),
    OSS_ENDPOINT: `http://127.0.0.1:${server.address().port}`,
    OSS_REGION: 'cn-hangzhou',
    OSS_BUCKET: 'local',
    OSS_ACCESS_KEY_ID: 'bench',
    OSS_ACCESS_KEY_SECRET: 'bench',
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});

try {
  // Compilation and the first round are no part of the steady state.
  await until(channels * 10);
  let mark = { ...processOf(watch.pid), requests, at: performance.now() };
  const total = channels * looks;
  line('requests', 'per second', 'CPU of one core', 'the same every 5 s', 'resident memory');
  for (let step = 1; step <= 10; step++) {
    await until(channels * 10 + (total * step) / 10);
    const now = { ...processOf(watch.pid), requests, at: performance.now() };
    const seconds = (now.at - mark.at) / 1000;
    const perRequest = (now.cpuSeconds - mark.cpuSeconds) / (now.requests - mark.requests);
    line(
      String(now.requests),
      ((now.requests - mark.requests) / seconds).toFixed(1),
      percent((now.cpuSeconds - mark.cpuSeconds) / seconds),
      percent(perRequest * (channels / 5)),
      `${(now.residentBytes / 2 ** 20).toFixed(1)} MiB`,
    );
    mark = now;
  }
} finally {
  watch.kill();
  server.close();
  server.closeAllConnections();
}

async function until(count) {
  while (requests < count) {
    if (watch.exitCode !== null) throw new Error(`watch ended with ${watch.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** From Linux's /proc; a clock tick is 10 ms there. */
function processOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100, residentBytes: pages * 4096 };
}

function percent(share) {
  return `${(share * 100).toFixed(2)} %`;
}

function line(...cells) {
  process.stdout.write(`${cells.map((cell) => cell.padStart(20)).join('')}\n`);
}

/** Live, with figures that differ a little each time. */
function stat() {
  const bandwidth = 250_000 + Math.floor(Math.random() * 10_000);
  return `<?xml version="1.0" encoding="UTF-8"?><LiveChannelStat><Status>Live</Status><ConnectedTime>2024-03-05T06:00:00.000Z</ConnectedTime><RemoteAddr>198.51.100.23:51234</RemoteAddr><Video><Width>1920</Width><Height>1080</Height><FrameRate>30</FrameRate><Bandwidth>${bandwidth}</Bandwidth><Codec>H264</Codec></Video><Audio><Bandwidth>15872</Bandwidth><SampleRate>48000</SampleRate><Codec>AAC</Codec></Audio></LiveChannelStat>`;
}

function list() {
  const elements = names.map(
    (name) =>
      `<LiveChannel><Name>${name}</Name><Description></Description><Status>enabled</Status><LastModified>2024-03-05T06:00:00.000Z</LastModified><PublishUrls><Url>rtmp://127.0.0.1/local/live/${name}</Url></PublishUrls><PlayUrls><Url>http://127.0.0.1/local/${name}/playlist.m3u8</Url></PlayUrls></LiveChannel>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><ListLiveChannelResult><Prefix></Prefix><Marker></Marker><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated><NextMarker></NextMarker>${elements.join('')}</ListLiveChannelResult>`;
}
