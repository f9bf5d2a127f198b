// What push with a buffer costs once that is full: processor time of the program itself, of the ffmpeg that reads for it, and
// memory beyond what the buffer holds. A live source of 4 Mbit/s.
// node scripts/bench-push-buffer.js [buffer in seconds, default 60] [measured seconds, default 60]
// [source: network (MPEG-TS by UDP, as a camera's) or stdin, whose bytes go through push to ffmpeg; default network]
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, demandLinux, residentMegabytes } from './emulator-process.js';
import { openEmulator, openPlace } from './place.js';

const [buffer = 60, measured = 60] = process.argv.slice(2, 4).map(Number);
const isStdin = process.argv[4] === 'stdin';
const program = join(import.meta.dirname, '../bin/oss-live.js');
const SOURCE_SECONDS = 20;

demandLinux();
const place = openPlace('bench-buffer');
const { folder, start } = place;
const emulator = await openEmulator(place);
const env = { ...place.environment, ...emulator.variables };
try {
  const source = join(folder, 'source.flv');
  const rate = ['-b:v', '3900k', '-minrate', '3900k', '-maxrate', '3900k', '-bufsize', '3900k'];
  const coding = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    ...rate,
    '-x264-params',
    'nal-hrd=cbr',
    '-g',
    '50',
  ];
  const inputs = ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25', '-f', 'lavfi', '-i', 'sine=r=48000'];
  const sound = ['-c:a', 'aac', '-b:a', '100k', '-t', String(SOURCE_SECONDS)];
  execFileSync('ffmpeg', ['-v', 'error', ...inputs, ...coding, ...sound, source]);
  const bits = (readFileSync(source).length * 8) / SOURCE_SECONDS;
  execFileSync(process.execPath, [program, 'create', 'cam', '-q'], { env });

  const live = ['-v', 'error', '-re', '-stream_loop', '-1', '-i', source, '-c', 'copy', '-f'];
  const network = `udp://127.0.0.1:${await freeUdpPort()}`;
  const output = isStdin ? ['flv', '-'] : ['mpegts', `${network}?pkt_size=1316`];
  const camera = start(['ffmpeg', ...live, ...output], { stdio: ['ignore', 'pipe', 'inherit'] });
  const input = isStdin ? '-' : network;
  const words = [process.execPath, program, 'push', input, 'cam', '--buffer', `${buffer}s`, '--quiet'];
  const stdin = isStdin ? camera.stdout : 'ignore';
  const push = start(words, { env, stdio: [stdin, 'ignore', 'inherit'] });
  camera.stdout.destroy();
  await sleep((buffer + 15) * 1000);

  const before = cpuSeconds(push.pid);
  const began = performance.now();
  let peak = 0;
  while (performance.now() - began < measured * 1000) {
    if (push.exitCode !== null) throw new Error(`push ended with ${push.exitCode}`);
    peak = Math.max(peak, residentMegabytes(push.pid));
    await sleep(500);
  }
  const share = (cpuSeconds(push.pid) - before) / ((performance.now() - began) / 1000);
  const held = (bits * buffer) / 8 / 1e6;
  console.log(
    `source by ${isStdin ? 'stdin' : 'network'}, ${(bits / 1e6).toFixed(2)} Mbit/s, buffer ${buffer} s = ${held.toFixed(1)} MB`,
  );
  console.log(`processor time of push ${(share * 100).toFixed(2)} % of a core`);
  console.log(`most memory ${peak.toFixed(1)} MB; load ${loadavg()[0].toFixed(1)}`);
  push.kill('SIGINT');
  await once(push, 'exit');
} finally {
  place.end();
}

async function freeUdpPort() {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
