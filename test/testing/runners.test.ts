// What docs/testing.md shows, in clean projects that have installed the packed package, run by the runners themselves.
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CleanProject, createCleanProject } from '../helpers/clean-project.js';

const DOCS = join(import.meta.dirname, '../../docs');
const PYTHON = '/usr/bin/python3';

/** By runner: the name of the file and its text. */
const examples = Object.fromEntries(
  [
    ...readFileSync(join(DOCS, 'testing.md'), 'utf8').matchAll(
      /^```\w+\n(?:\/\/|#) (\w+): (\S+)\n([\s\S]*?)^```$/gm,
    ),
  ].map(([, runner, name, text]) => [runner!, { name: name!, text: text! }]),
);

let project: CleanProject;
beforeAll(async () => {
  project = await createCleanProject();
  for (const name of ['vitest', 'jest', 'typescript']) project.borrow(name);
});

/** What a runner says of files in a folder of the project. */
function run(folder: string, files: Readonly<Record<string, string>>, line: string) {
  project.write(Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text])));
  // As from a terminal: neither a worker nor a test of the runner that runs this.
  return project.sh(`cd ${folder} && unset VITEST JEST_WORKER_ID NODE_TEST_CONTEXT NODE_OPTIONS && ${line}`);
}

describe('the example of', () => {
  const example = (runner: string) => ({ [examples[runner]!.name]: examples[runner]!.text });

  test('Vitest is green', async () => {
    const { exitCode, stdout, stderr } = await run(
      'vitest',
      example('vitest'),
      'vitest run --root . --testTimeout=60000',
    );
    expect({ exitCode, passed: /Tests +2 passed/.test(stdout) }, stdout + stderr).toEqual({
      exitCode: 0,
      passed: true,
    });
  });

  test('Jest is green, by require', async () => {
    const files = { ...example('jest'), 'package.json': '{ "type": "commonjs" }' };
    const { exitCode, stderr } = await run('jest', files, 'jest --rootDir . --testTimeout=60000');
    expect({ exitCode, passed: /Tests: +1 passed, 1 total/.test(stderr) }, stderr).toEqual({
      exitCode: 0,
      passed: true,
    });
  });

  test('node:test is green', async () => {
    // Named: where there is no terminal, an older Node writes TAP by itself, a newer one does not.
    const { exitCode, stdout } = await run('node', example('node'), 'node --test --test-reporter=tap');
    expect({ exitCode, passed: /^# pass 1$/m.test(stdout) }, stdout).toEqual({ exitCode: 0, passed: true });
  });

  test('pytest is green', async () => {
    const files = { ...example('pytest'), 'conftest.py': 'pytest_plugins = ["oss_live_pytest"]\n' };
    project.write({ 'pytest/.keep': '' });
    copyFileSync(join(DOCS, 'ci/oss_live_pytest.py'), join(project.folder, 'pytest/oss_live_pytest.py'));
    const { exitCode, stdout } = await run('pytest', files, `${PYTHON} -m pytest -p no:cacheprovider`);
    expect({ exitCode, passed: /2 passed/.test(stdout) }, stdout).toEqual({ exitCode: 0, passed: true });
  });
});

describe('a test that fails', () => {
  test('leaves no emulator and no folder of one', async () => {
    const text = `
      import { test } from 'node:test';
      import { emulator } from 'oss-live/testing';
      const oss = emulator();
      test('ends the process at once', () => { console.log('folder ' + oss.dataDir); process.exit(9); });
    `;
    const { stdout } = await run('failing', { 'exit.test.js': text }, 'node exit.test.js');
    const [, folder = ''] = /folder (.*oss-live-emulator-.*)/.exec(stdout) ?? [];
    expect(folder).not.toBe('');
    await expect.poll(() => existsSync(folder)).toBe(false);
  });

  test('is told by pytest with what the emulator refused', async () => {
    const text = `
import os, subprocess
def test_key(oss_live):
    env = {**os.environ, **oss_live.env, "OSS_ACCESS_KEY_SECRET": "another"}
    subprocess.run(["oss-live", "list"], env=env, check=True)
`;
    const files = { 'test_refused.py': text, 'conftest.py': 'pytest_plugins = ["oss_live_pytest"]\n' };
    project.write({ 'refused/.keep': '' });
    copyFileSync(join(DOCS, 'ci/oss_live_pytest.py'), join(project.folder, 'refused/oss_live_pytest.py'));
    const { exitCode, stdout } = await run('refused', files, `${PYTHON} -m pytest -p no:cacheprovider`);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/- oss-live refused -[\s\S]*SignatureDoesNotMatch/);
  });
});

test('Jest is told how to give hooks that it does not put into the world', async () => {
  const text = (options: string) => `
    const { afterAll, beforeAll, expect, test } = require('@jest/globals');
    const { emulator } = require('oss-live/testing');
    const oss = emulator(${options});
    test('runs', () => expect(oss.url).toMatch(/^http:/));
  `;
  const files = {
    'package.json': '{ "type": "commonjs" }',
    'none.test.js': text(''),
    'given.test.js': text('{ hooks: { beforeAll, afterAll } }'),
  };
  const { stderr } = await run('hooks', files, 'jest --rootDir . --injectGlobals=false');
  expect(stderr).toMatch(/PASS .*given\.test\.js/);
  expect(stderr).toMatch(/The hooks of the test runner were not found\./);
});

test('the types of the entrance hold, by import and by require', async () => {
  const text = `
    import { emulator, startEmulator, type StartedEmulator, type TestEmulator, type TestEmulatorOptions } from 'oss-live/testing';
    const options: TestEmulatorOptions = { buckets: ['cams'], acl: 'public-read', faults: [{ match: { layer: 'rtmp' }, effect: { refuse: true } }] };
    const oss: TestEmulator = emulator(options);
    export const environment: Readonly<Record<string, string>> = oss.env;
    export const started: Promise<StartedEmulator> = startEmulator();
    export const first: Promise<string | undefined> = oss.control.events().then(([event]) => event?.event);
    // @ts-expect-error: there is no such access
    emulator({ acl: 'public' });
  `;
  const config = (files: string[]) =>
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'ES2022',
        module: 'NodeNext',
        lib: ['ES2022'],
        types: [],
      },
      files,
    });
  const files = {
    'program.mts': text,
    'program.cts': text,
    'tsconfig.json': config(['program.mts', 'program.cts']),
  };
  expect((await run('types', files, 'tsc -p .')).stdout).toBe('');
});

test('is told that it does not run where it does not', async () => {
  const text = `
    import { emulator } from 'oss-live/testing';
    const nothing = () => undefined;
    const oss = emulator({ hooks: { beforeAll: nothing, afterAll: nothing } });
    try { oss.url; } catch (error) { console.log(error.name + ': ' + error.message); }
  `;
  const { stdout } = await run('early', { 'early.js': text }, 'node early.js');
  expect(stdout).toBe(
    'UsageError: The emulator does not run: read `url` in a test or a hook of its suite.\n',
  );
});
