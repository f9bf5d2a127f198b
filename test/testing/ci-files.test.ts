// action.yml and the Compose example: read as what they are, and their shell steps run as a runner runs them.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseArgv } from '../../src/cli/parse.js';
import { createMachine, type Machine } from '../helpers/program.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => parse(readFileSync(join(ROOT, path), 'utf8'), { merge: false });

interface Step {
  id?: string;
  if?: string;
  shell?: string;
  env?: Record<string, string>;
  run?: string;
  uses?: string;
  with?: Record<string, string>;
}
interface Action {
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { description: string; value: string }>;
  runs: { using: string; steps: Step[] };
}
const action = read('action.yml') as Action;

/** A job on a runner: what steps have exported by files. */
class Job {
  readonly #machine: Machine = createMachine();
  readonly #files = { GITHUB_ENV: '', GITHUB_OUTPUT: '' };
  readonly temp: string;
  exported: Record<string, string> = {};

  constructor() {
    this.temp = join(this.#machine.folder, 'temp');
    mkdirSync(this.temp);
    for (const name of ['GITHUB_ENV', 'GITHUB_OUTPUT'] as const) {
      this.#files[name] = join(this.#machine.folder, name);
      writeFileSync(this.#files[name], '');
    }
  }

  /** The step with this id, as GitHub documents `shell: bash`. */
  async step(id: string, inputs: Record<string, string> = {}): Promise<{ exitCode: number; stdout: string }> {
    const { run = '', env = {} } = action.runs.steps.find((step) => step.id === id)!;
    const given = { command: 'oss-live', arguments: '', ...inputs };
    const settled = Object.entries(env).map(([name, value]) => [name, expression(value, given)]);
    const script = join(this.#machine.folder, `${id}.sh`);
    writeFileSync(script, run);
    const environment = {
      ...(this.#machine.environment as Record<string, string>),
      ...{ ...this.#files, RUNNER_TEMP: this.temp, ...this.exported, ...Object.fromEntries(settled) },
    };
    environment.PATH = `${join(ROOT, 'node_modules/.bin')}${delimiter}${environment.PATH}`;
    const bash = ['--noprofile', '--norc', '-eo', 'pipefail', script];
    const ended = await promisify(execFile)('bash', bash, { env: environment }).then(
      ({ stdout }) => ({ exitCode: 0, stdout }),
      ({ code, stdout }) => ({ exitCode: code as number, stdout: stdout as string }),
    );
    this.exported = pairs(this.#files.GITHUB_ENV);
    return ended;
  }

  get outputs(): Record<string, string> {
    return pairs(this.#files.GITHUB_OUTPUT);
  }

  sh(line: string) {
    return this.#machine.sh(line, this.exported);
  }
}

function expression(text: string, inputs: Record<string, string>): string {
  return text.replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_, name: string) => inputs[name] ?? '');
}

function pairs(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.split('=')[0]!, line.slice(line.indexOf('=') + 1)]));
}

describe('action.yml', () => {
  let job: Job;
  afterEach(() => job?.step('stop'));

  test('is a composite action that names what it uses, and gives no script an input to run', () => {
    const { inputs, outputs, runs } = action;
    expect(runs.using).toBe('composite');
    expect(Object.keys(inputs)).toEqual(['do', 'command', 'arguments', 'artifact']);
    for (const { description } of [...Object.values(inputs), ...Object.values(outputs)])
      expect(description).not.toBe('');
    const named = JSON.stringify(action).match(/\b(inputs|steps)\.[\w-]+/g) ?? [];
    const known = [...Object.keys(inputs).map((name) => `inputs.${name}`), 'steps.start'];
    expect([...new Set(named)].sort()).toEqual(known.sort());
    for (const { run, shell, uses, with: inputsOfIt } of runs.steps) {
      expect(run?.includes('${{') ?? false).toBe(false);
      if (run !== undefined) expect(shell).toBe('bash');
      else
        expect({ uses, path: inputsOfIt?.path }).toEqual({
          uses: 'actions/upload-artifact@v4',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's
          path: '${{ runner.temp }}/oss-live-emulator/emulator.log',
        });
    }
  });

  test('starts an emulator that later steps find, and stops it with its log kept', async () => {
    job = new Job();
    const { exitCode, stdout } = await job.step('start', { arguments: '--seed-media' });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^Ready: http:\/\/127\.0\.0\.1:\d+ and rtmp:\/\/127\.0\.0\.1:\d+, bucket local\n$/,
      ),
    });
    expect(Object.keys(job.exported).sort()).toEqual([
      ...['OSS_ACCESS_KEY_ID', 'OSS_ACCESS_KEY_SECRET', 'OSS_BUCKET', 'OSS_ENDPOINT', 'OSS_REGION'],
    ]);
    const url = job.exported.OSS_ENDPOINT!;
    expect(job.outputs).toEqual({ url, 'rtmp-url': url.replace('http', 'rtmp'), bucket: 'local' });
    expect((await job.sh('oss-live list')).stdout).toMatch(/^demo\t/);
    expect(await job.step('start')).toEqual({
      exitCode: 1,
      stdout: '::error::An emulator runs already in this job: stop it first.\n',
    });

    expect((await job.step('stop')).exitCode).toBe(0);
    expect((await job.sh('oss-live list --retry-times 0')).exitCode).toBe(7);
    expect(readFileSync(join(job.temp, 'oss-live-emulator/emulator.log'), 'utf8')).toMatch(/"event":"ready"/);
    expect((await job.step('stop')).stdout).toBe('No emulator runs in this job.\n');
  });

  test('says why an emulator did not start', async () => {
    job = new Job();
    const { exitCode, stdout } = await job.step('start', { arguments: '--acl everybody' });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^::error::The emulator did not start\.\n.*--acl/s);
    expect(existsSync(join(job.temp, 'oss-live-emulator/pid'))).toBe(false);
  });
});

describe('docs/ci/compose.yaml', () => {
  const { services } = read('docs/ci/compose.yaml');

  test('starts an emulator as its options are, and gives the tests what it was given', async () => {
    const [, line] = /^npx --yes oss-live (.*)$/.exec(services.oss.command)!;
    const argv = line!.split(' ');
    await parseArgv(argv, { write: () => true });
    const behind = (option: string): string => argv[argv.indexOf(option) + 1]!;
    expect(services.tests.environment).toEqual({
      ...{ OSS_ENDPOINT: 'http://oss:8787', OSS_BUCKET: 'local', OSS_REGION: 'cn-hangzhou' },
      ...{ OSS_ACCESS_KEY_ID: behind('-i'), OSS_ACCESS_KEY_SECRET: behind('-k') },
    });
    expect(services.tests.depends_on).toEqual({ oss: { condition: 'service_healthy' } });
  });

  test('its health check tells a ready emulator from none', async () => {
    const job = new Job();
    const [, program, ...args] = services.oss.healthcheck.test as string[];
    const check = async (url: string): Promise<number> => {
      const line = args.map((word) => word.replace('http://127.0.0.1:8787', url));
      return promisify(execFile)(program!, line).then(
        () => 0,
        ({ code }) => code as number,
      );
    };
    await job.step('start');
    const url = job.exported.OSS_ENDPOINT!;
    expect(await check(url)).toBe(0);
    await job.step('stop');
    expect(await check(url)).toBe(1);
  });
});
