// Listing 100,000 segments and deleting them: `oss-live clean` beside a script with ali-oss, as processes, in turns, so that a
// busy machine is busy for both. Without latency, and with as much as a service has; the ratios are what counts, each of two
// runs one after the other. What is not theirs alone, waiting and the service, is left out of the processor time. The peaks
// tell whether memory grows with what is listed.
//
//   npm run bench:clean -- [--segments 10000,100000] [--latency 0,30] [--rounds 3]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cleanEnvironment } from './clean-environment.js';
import { demandLinux, endedChildrenSeconds, median, notePeaks } from './emulator-process.js';

const { values: options } = parseArgs({
  options: {
    segments: { type: 'string', default: '10000,100000' },
    latency: { type: 'string', default: '0,30' },
    rounds: { type: 'string', default: '3' },
  },
});
const say = (line = '') => process.stdout.write(`${line}\n`);
const script = (name) => join(import.meta.dirname, name);

demandLinux();
const service = spawn(process.execPath, [script('bench-clean-service.js')], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.once('exit', () => service.kill());
const [port] = await once(service.stdout.setEncoding('utf8'), 'data');
const url = `http://127.0.0.1:${port.trim()}`;

const OURS = ['../bin/oss-live.js', 'clean', 'cam', '--before', '2030-01-01T00:00:00Z', '--yes', '--quiet'];
const THEIRS = ['bench-clean-ali-oss.js', url];
const environment = {
  ...cleanEnvironment(),
  ...{ OSS_ENDPOINT: url, OSS_BUCKET: 'local', OSS_REGION: 'cn-hangzhou' },
  ...{ OSS_ACCESS_KEY_ID: 'bench', OSS_ACCESS_KEY_SECRET: 'bench' },
};

/** Runs one of them to its end: how long it took, of a processor too, and the most memory that it held. */
async function timed([name, ...args], segments, latencyMs) {
  await fetch(`${url}/reset?segments=${segments}&latencyMs=${latencyMs}`, { method: 'POST' });
  const [startedAt, busyBefore] = [performance.now(), endedChildrenSeconds()];
  const child = spawn(process.execPath, [script(name), ...args], {
    ...{ env: environment, stdio: ['ignore', 'ignore', 'inherit'] },
  });
  const peaks = new Map();
  const timer = setInterval(() => notePeaks(child.pid, peaks), 20);
  const [code] = await once(child, 'exit');
  const seconds = (performance.now() - startedAt) / 1000;
  const busy = endedChildrenSeconds() - busyBefore;
  clearInterval(timer);
  const deleted = Number(await (await fetch(`${url}/deleted`)).text());
  if (code !== 0 || deleted !== segments) throw new Error(`${name} ended with ${code}: ${deleted} deleted`);
  return { seconds, busy, megabytes: Math.max(...peaks.values()) };
}

const numbers = (text) => text.split(',').map(Number);
say(
  'segments  latency  oss-live  ali-oss  times as fast  processor: oss-live  ali-oss  times  oss-live holds  ali-oss',
);
for (const latencyMs of numbers(options.latency)) {
  for (const segments of numbers(options.segments)) {
    const runs = { ours: [], theirs: [] };
    for (let round = 0; round < Number(options.rounds); round++) {
      runs.ours.push(await timed(OURS, segments, latencyMs));
      runs.theirs.push(await timed(THEIRS, segments, latencyMs));
    }
    const of = (name, field) => median(runs[name].map((run) => run[field]));
    const ratio = (field) => median(runs.ours.map((run, round) => runs.theirs[round][field] / run[field]));
    say(
      [
        String(segments).padStart(8),
        `${latencyMs} ms`.padStart(7),
        `${of('ours', 'seconds').toFixed(2)} s`.padStart(8),
        `${of('theirs', 'seconds').toFixed(2)} s`.padStart(7),
        `${ratio('seconds').toFixed(1)}x`.padStart(13),
        `${of('ours', 'busy').toFixed(2)} s`.padStart(19),
        `${of('theirs', 'busy').toFixed(2)} s`.padStart(7),
        `${ratio('busy').toFixed(1)}x`.padStart(5),
        `${of('ours', 'megabytes').toFixed(0)} MB`.padStart(14),
        `${of('theirs', 'megabytes').toFixed(0)} MB`.padStart(7),
      ].join('  '),
    );
  }
}
service.kill();
