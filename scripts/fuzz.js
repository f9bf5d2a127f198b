// Fuzzes what takes bytes from strangers, guided by coverage: npm run fuzz -- <target> [--minutes 20] [--seed 1]
import { createHash } from 'node:crypto';
import {
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

const STALLED_SECONDS = 30;

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const targets = readdirSync('fuzz/targets').map((file) => file.replace(/\.ts$/, ''));
const name = positionals[0] ?? '';
if (!targets.includes(name)) {
  process.stderr.write(`Usage: npm run fuzz -- <${targets.join('|')}> [--minutes 20] [--seed 1]\n`);
  process.exit(2);
}

const folder = new URL(`../node_modules/.cache/oss-live/fuzz/${name}/`, import.meta.url);
const corpusFolder = new URL('corpus/', folder);
const findingsFolder = new URL('findings/', folder);
for (const each of [corpusFolder, findingsFolder]) mkdirSync(each, { recursive: true });

const bundle = new URL('bundle.mjs', folder);
await build({
  stdin: {
    contents: `
      export * as target from './targets/${name}.js';
      export { watchCoverage } from './coverage.js';
      export { fuzzTarget } from './fuzzer.js';
    `,
    resolveDir: 'fuzz',
  },
  outfile: fileURLToPath(bundle),
  bundle: true,
  format: 'esm',
  platform: 'node',
  logLevel: 'warning',
});
const { target, fuzzTarget, watchCoverage } = await import(bundle.href);

// The input under way stays in a file: there it is when the process runs out of memory or comes to no end.
const current = new URL('current', findingsFolder);
const currentFile = openSync(current, 'w');
const inputs = new Int32Array(new SharedArrayBuffer(4));
const watchdog = `
  const { workerData: { inputs, seconds, path } } = require('node:worker_threads');
  let last = -1;
  setInterval(() => {
    if (inputs[0] !== last) last = inputs[0];
    else {
      require('node:fs').writeSync(2, 'No end within ' + seconds + ' s: ' + path + '\\n');
      process.kill(process.pid, 'SIGKILL');
    }
  }, seconds * 1000);
`;
const workerData = { inputs, seconds: STALLED_SECONDS, path: fileURLToPath(current) };
new Worker(watchdog, { eval: true, workerData }).unref();

const startedAt = performance.now();
const elapsedSeconds = () => Math.round((performance.now() - startedAt) / 1000);
const fileName = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const coverage = watchCoverage(bundle.href, statSync(bundle).size);
let nextMinute = 1;

const report = await fuzzTarget({
  target,
  seed: Number(values.seed),
  corpus: readdirSync(corpusFolder).map((file) => readFileSync(new URL(file, corpusFolder))),
  coverage,
  goesOn(executions) {
    const seconds = elapsedSeconds();
    if (seconds >= nextMinute * 60) {
      nextMinute++;
      process.stdout.write(`${name}: ${seconds} s, ${executions} executions, ${coverage.reached} reached\n`);
    }
    return seconds < Number(values.minutes) * 60;
  },
  onInput(bytes) {
    inputs[0]++;
    ftruncateSync(currentFile);
    writeSync(currentFile, bytes, 0, bytes.length, 0);
  },
  onDiscovery: (bytes) => writeFileSync(new URL(fileName(bytes), corpusFolder), bytes),
});

for (const { bytes, error } of report.findings) {
  const file = new URL(fileName(bytes), findingsFolder);
  writeFileSync(file, bytes);
  process.stdout.write(`${fileURLToPath(file)}\n${error?.stack ?? error}\n`);
}
const { executions, corpusSize, slowestMs, findings } = report;
process.stdout.write(
  `${name}, seed ${values.seed}: ${executions} executions in ${elapsedSeconds()} s, ${coverage.reached} characters ` +
    `reached with ${corpusSize} inputs, slowest ${Math.round(slowestMs)} ms, ${findings.length} findings\n`,
);
process.exit(findings.length === 0 ? 0 : 1);
