// A thousand channels asked about, beside ali-oss in a loop with as many calls in flight: whole-process times and
// processor times, in turns; and what undici alone takes, which signs nothing and reads no XML. The service answers at
// once, and does no more than it must: one that reads HTTP would take as long as a client, and be measured with it.
// node scripts/bench-many.js [channels] [rounds]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { cleanEnvironment } from './clean-environment.js';
import { cpuSeconds, median } from './emulator-process.js';

const [channels = 1000, rounds = 7] = process.argv.slice(2).map(Number);
const program = join(import.meta.dirname, '../bin/oss-live.js');
const names = Array.from({ length: channels }, (_, index) => `cam-${String(index).padStart(4, '0')}`);

let requests = 0;
const document =
  '<?xml version="1.0" encoding="UTF-8"?>\n<LiveChannelConfiguration><Description></Description><Status>enabled</Status>' +
  '<Target><Type>HLS</Type><FragDuration>5</FragDuration><FragCount>3</FragCount><PlaylistName>playlist.m3u8</PlaylistName></Target>' +
  '</LiveChannelConfiguration>';
const answer = [
  'HTTP/1.1 200 OK',
  'x-oss-request-id: 65E6B2F0A1B2C3D4E5F60718',
  'content-type: application/xml',
  `content-length: ${document.length}`,
  `\r\n${document}`,
].join('\r\n');
const server = createServer({ noDelay: true }, (socket) => {
  let head = '';
  socket.setEncoding('latin1').on('error', () => socket.destroy());
  socket.on('data', (text) => {
    // None of the requests has a body.
    const heads = (head + text).split('\r\n\r\n');
    head = heads.pop();
    requests += heads.length;
    socket.write(answer.repeat(heads.length));
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const env = {
  ...cleanEnvironment(),
  OSS_ENDPOINT: `http://127.0.0.1:${server.address().port}`,
  OSS_REGION: 'cn-hangzhou',
  OSS_BUCKET: 'local',
  OSS_ACCESS_KEY_ID: 'bench',
  OSS_ACCESS_KEY_SECRET: 'bench',
};

const loop = `
  const OSS = require('ali-oss');
  const client = new OSS({
    endpoint: process.env.OSS_ENDPOINT, region: 'oss-' + process.env.OSS_REGION, bucket: process.env.OSS_BUCKET,
    accessKeyId: process.env.OSS_ACCESS_KEY_ID, accessKeySecret: process.env.OSS_ACCESS_KEY_SECRET,
    authorizationV4: true, sldEnable: true,
  });
  const names = require('fs').readFileSync(0, 'utf8').split('\\n');
  const left = names.values();
  const worker = async () => { for (const name of left) console.log(name, (await client.getChannel(name)).data.Status); };
  Promise.all(Array.from({ length: 16 }, worker));`;

/** The parts that oss-live is made of. */
const bare = `
  const Agent = require('undici/lib/dispatcher/agent.js');
  const request = require('undici/lib/api/api-request.js');
  const agent = new Agent();
  const left = require('fs').readFileSync(0, 'utf8').split('\\n').values();
  const ask = async (name) => {
    const address = { method: 'GET', origin: process.env.OSS_ENDPOINT, path: '/local/' + name + '?live' };
    return (await request.call(agent, address)).body.text();
  };
  const worker = async () => { for (const name of left) console.log(name, (await ask(name)).length); };
  Promise.all(Array.from({ length: 16 }, worker));`;

const jobs = {
  'oss-live info -': [program, 'info', '-', '--jobs', '16'],
  'ali-oss getChannel': ['-e', loop],
  'undici alone': ['-e', bare],
};
const measured = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]));
for (let round = 0; round < rounds; round++)
  for (const [name, args] of Object.entries(jobs)) measured[name].push(await run(args));
server.close();

const [ours, theirs] = Object.values(measured);
for (const [name, runs] of Object.entries(measured))
  console.log(`${name.padEnd(20)} ${text(runs, 'seconds')} s  CPU ${text(runs, 'cpu')} s`);
const ratio = (what) => median(theirs.map((one, index) => one[what] / ours[index][what])).toFixed(2);
console.log(`ali-oss takes ${ratio('seconds')} times as long, ${ratio('cpu')} times the processor time`);

async function run(args) {
  const before = requests;
  const began = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(names.join('\n'));
  let cpu = 0;
  const timer = setInterval(() => {
    if (child.exitCode === null) cpu = cpuSeconds(child.pid);
  }, 20);
  const [code] = await once(child, 'exit');
  clearInterval(timer);
  if (code !== 0 || requests - before !== channels)
    throw new Error(`exit ${code}, ${requests - before} requests`);
  return { seconds: (performance.now() - began) / 1000, cpu };
}

function text(runs, what) {
  return median(runs.map((one) => one[what])).toFixed(2);
}
