// Whole-process times as ratios to a bare `node -e 0`, paired round by round, beside ali-oss doing the same job, and what
// is loaded for it. --node=22 (again and again) measures on that Node of npm too, --binary the binary of this machine.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { HERE } from './bun.js';
import { cleanEnvironment } from './clean-environment.js';
import { emulatorVariables, median, startEmulator } from './emulator-process.js';
import { nodeFor } from './node-package.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: 'string', multiple: true, default: [] },
    binary: { type: 'boolean', default: false },
  },
});
const rounds = Math.max(15, Number(positionals[0] ?? 21));
const program = join(import.meta.dirname, '../bin/oss-live.js');
const folder = mkdtempSync(join(tmpdir(), 'oss-live-bench-'));

const { ready, stop } = await startEmulator(['--data-dir', join(folder, 'data')]);
const environment = {
  ...cleanEnvironment(),
  ...emulatorVariables(ready),
};

const aliOss = (call) => `
  const OSS = require('ali-oss');
  const client = new OSS({
    endpoint: process.env.OSS_ENDPOINT, region: 'oss-' + process.env.OSS_REGION, bucket: process.env.OSS_BUCKET,
    accessKeyId: process.env.OSS_ACCESS_KEY_ID, accessKeySecret: process.env.OSS_ACCESS_KEY_SECRET,
    authorizationV4: true, sldEnable: true,
  });
  ${call}`;

const COMMANDS = ['--version', '--help', 'sign-rtmp test-channel', 'info test-channel --json'];

/** The jobs on one Node; `command` is what starts oss-live. */
function jobs(node, command) {
  return [
    ['node -e 0', [node, '-e', '0']],
    ...COMMANDS.map((line) => [`oss-live ${line.split(' ')[0]}`, [...command, ...line.split(' ')]]),
    [
      'ali-oss getRtmpUrl',
      [node, '-e', aliOss(`console.log(client.getRtmpUrl('test-channel', { expires: 3600 }))`)],
    ],
    [
      'ali-oss getChannel',
      [node, '-e', aliOss(`client.getChannel('test-channel').then((r) => console.log(r.data))`)],
    ],
  ];
}

function run([command, ...args], added = {}) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, {
    env: { ...environment, ...added },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

const row = (name, ...cells) => `${name.padEnd(24)}${cells.map((cell) => cell.padStart(12)).join('')}\n`;

function measure(title, list) {
  for (const [, command] of list) run(command);
  const samples = Array.from({ length: rounds }, () => list.map(([, command]) => run(command)));
  const lines = list.map(([name], index) => {
    const ratios = samples.map((times) => times[index] / times[0]);
    const milliseconds = median(samples.map((times) => times[index])).toFixed(0);
    const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
    return row(name, milliseconds, median(ratios).toFixed(2), spread);
  });
  process.stdout.write(`${title}\n${row('', 'ms', 'ratio', 'min–max')}${lines.join('')}\n`);
}

/** Modules that a command has Node load, beyond those of `node -e 0`, and files of its own. */
function loaded(line) {
  const list = 'console.error(JSON.stringify(process.moduleLoadList))';
  const modules = (args) => {
    const hook = `--import=data:text/javascript,process.on('exit',()=>${list})`;
    const { stderr } = spawnSync(process.execPath, [hook, ...args], { env: environment, encoding: 'utf8' });
    return JSON.parse(stderr.trim().split('\n').at(-1)).filter((name) => name.startsWith('NativeModule'));
  };
  const bare = new Set(modules(['-e', '0']));
  const NODE_V8_COVERAGE = join(folder, line.replaceAll(/\W/g, '-'));
  run([process.execPath, program, ...line.split(' ')], { NODE_V8_COVERAGE });
  const [name] = readdirSync(NODE_V8_COVERAGE);
  const { result } = JSON.parse(readFileSync(join(NODE_V8_COVERAGE, name), 'utf8'));
  const files = result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
  const bytes = files.reduce((sum, url) => sum + readFileSync(fileURLToPath(url)).length, 0);
  const more = modules([program, ...line.split(' ')]).filter((module) => !bare.has(module));
  return row(
    `oss-live ${line.split(' ')[0]}`,
    String(files.length),
    String(Math.round(bytes / 1000)),
    String(more.length),
  );
}

try {
  run([process.execPath, program, 'create', 'test-channel']);
  process.stdout.write(`Medians of ${rounds} rounds, as ratios to node -e 0 in the same round.\n\n`);
  for (const node of [process.execPath, ...values.node.map(nodeFor)]) {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    measure(`Node ${version}`, jobs(node, [node, program]));
  }
  if (values.binary) {
    execFileSync(process.execPath, ['scripts/binary.js', '--here', `--out=${folder}`], { stdio: 'inherit' });
    const command = [join(folder, `oss-live-${HERE}`)];
    measure(
      `the binary, beside Node ${process.version}`,
      jobs(process.execPath, command).slice(0, 1 + COMMANDS.length),
    );
  }
  process.stdout.write(`What is loaded\n${row('', 'files', 'kB', 'of Node')}`);
  for (const line of COMMANDS) process.stdout.write(loaded(line));
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}
