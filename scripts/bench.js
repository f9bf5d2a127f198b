// Whole-process times as ratios to a bare `node -e 0`, paired round by round, beside ali-oss doing the same job.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment } from './clean-environment.js';
import { median, startEmulator } from './emulator-process.js';

const rounds = Math.max(15, Number(process.argv[2] ?? 21));
const program = join(import.meta.dirname, '../bin/oss-live.js');
const folder = mkdtempSync(join(tmpdir(), 'oss-live-bench-'));

const { ready, stop } = await startEmulator(['--data-dir', folder]);
const environment = {
  ...cleanEnvironment(),
  OSS_ENDPOINT: ready.url,
  OSS_REGION: ready.region,
  OSS_BUCKET: ready.bucket,
  OSS_ACCESS_KEY_ID: ready.accessKeyId,
  OSS_ACCESS_KEY_SECRET: ready.accessKeySecret,
};

const aliOss = (call) => `
  const OSS = require('ali-oss');
  const client = new OSS({
    endpoint: process.env.OSS_ENDPOINT, region: 'oss-' + process.env.OSS_REGION, bucket: process.env.OSS_BUCKET,
    accessKeyId: process.env.OSS_ACCESS_KEY_ID, accessKeySecret: process.env.OSS_ACCESS_KEY_SECRET,
    authorizationV4: true, sldEnable: true,
  });
  ${call}`;

const jobs = [
  ['node -e 0', ['-e', '0']],
  ['oss-live --version', [program, '--version']],
  ['oss-live --help', [program, '--help']],
  ['oss-live sign-rtmp', [program, 'sign-rtmp', 'test-channel']],
  ['ali-oss getRtmpUrl', ['-e', aliOss(`console.log(client.getRtmpUrl('test-channel', { expires: 3600 }))`)]],
  ['oss-live info', [program, 'info', 'test-channel', '--json']],
  [
    'ali-oss getChannel',
    ['-e', aliOss(`client.getChannel('test-channel').then((r) => console.log(r.data))`)],
  ],
];

function time(args) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { env: environment, encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} exited with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

try {
  time([program, 'create', 'test-channel']);
  for (const [, args] of jobs) time(args);
  const samples = Array.from({ length: rounds }, () => jobs.map(([, args]) => time(args)));
  process.stdout.write(`node ${process.version}, median of ${rounds} paired rounds\n\n`);
  process.stdout.write(
    `${'job'.padEnd(22)}${'ms'.padStart(8)}${'ratio'.padStart(8)}   (ratio to node -e 0; min–max)\n`,
  );
  for (const [index, [name]] of jobs.entries()) {
    const ratios = samples.map((row) => row[index] / row[0]);
    const milliseconds = median(samples.map((row) => row[index])).toFixed(0);
    const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
    process.stdout.write(
      `${name.padEnd(22)}${milliseconds.padStart(8)}${median(ratios).toFixed(2).padStart(8)}   ${spread}\n`,
    );
  }
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}
