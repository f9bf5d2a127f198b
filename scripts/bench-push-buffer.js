// What push with a buffer costs once that is full: processor time of the program itself, of the ffmpeg that reads for it, and
// memory beyond what the buffer holds. A live source of 4 Mbit/s.
// node scripts/bench-push-buffer.js [buffer in seconds, default 60] [measured seconds, default 60]
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, demandLinux, residentMegabytes } from './emulator-process.js';
import { openEmulator, openPlace } from './place.js';

const [buffer = 60, measured = 60] = process.argv.slice(2).map(Number);
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

  const live = ['-v', 'error', '-re', '-stream_loop', '-1', '-i', source, '-c', 'copy', '-f', 'flv', '-'];
  const camera = start(['ffmpeg', ...live], { stdio: ['ignore', 'pipe', 'inherit'] });
  const words = [process.execPath, program, 'push', '-', 'cam', '--buffer', `${buffer}s`, '--quiet'];
  const push = start(words, { env, stdio: [camera.stdout, 'ignore', 'inherit'] });
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
  console.log(`source ${(bits / 1e6).toFixed(2)} Mbit/s, buffer ${buffer} s = ${held.toFixed(1)} MB`);
  console.log(`processor time of push ${(share * 100).toFixed(2)} % of a core`);
  console.log(`most memory ${peak.toFixed(1)} MB; load ${loadavg()[0].toFixed(1)}`);
  push.kill('SIGINT');
  await once(push, 'exit');
} finally {
  place.end();
}
