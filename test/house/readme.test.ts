// What the README shows is what happens.
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { clip } from '../helpers/media.js';
import { createMachine, type Running } from '../helpers/program.js';

const ROOT = join(import.meta.dirname, '../..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, kind, text]) => ({
  kind,
  text: text!,
}));

interface Step {
  line: string;
  output: string;
}

function stepsOf(transcript: string): Step[] {
  return transcript
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const end = step.indexOf('\n');
      return { line: step.slice(0, end), output: step.slice(end + 1) };
    });
}

/** Only times, addresses, sizes and the second by which a push may be longer differ; equal ones have to stay equal. */
function steady(transcript: string): string {
  const numbered = (pattern: RegExp, letter: string) => {
    const seen: string[] = [];
    return (text: string) =>
      text.replace(pattern, (found) => {
        if (!seen.includes(found)) seen.push(found);
        return `<${letter}${seen.indexOf(found) + 1}>`;
      });
  };
  const times = numbered(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'time ');
  const addresses = numbered(/\b127\.0\.0\.1:\d+\b/g, 'address ');
  return addresses(times(transcript))
    .replace(/\b\d+\.\d\d MB$/gm, '<size> MB')
    .replace(/\b1[234]s\b/g, '13s')
    .replace(/ +$/gm, '');
}

test('the transcript, line by line', { timeout: 60_000 }, async () => {
  const [start, profile, ...steps] = stepsOf(blocks.find(({ kind }) => kind === 'console')?.text ?? '');
  const machine = createMachine({ XDG_STATE_HOME: undefined, NO_COLOR: '1' });
  symlinkSync(await clip({ seconds: 12 }), join(machine.folder, '1.flv'));

  // On the port of the README another emulator may be running, so this one and its profile are found elsewhere.
  expect([start?.line, profile?.line]).toEqual(['oss-live emulator --quiet &', 'export OSS_PROFILE=local']);
  const emulator = machine.start(['emulator', '--exit-with-stdin', '--quiet', '--port', '0']);
  const ready = await readyLine(emulator);
  const variables = {
    OSS_ENDPOINT: /http:\S+(?= and )/.exec(ready)?.[0],
    OSS_BUCKET: 'local',
    OSS_REGION: 'cn-hangzhou',
    OSS_ACCESS_KEY_ID: 'oss-live-local-key',
    OSS_ACCESS_KEY_SECRET: 'oss-live-local-secret',
  };
  const happened: Step[] = [
    { line: start!.line, output: `${ready.replace(machine.environment.HOME!, '~')}\n` },
    { line: profile!.line, output: '' },
  ];
  for (const { line } of steps) {
    const { stdout } = await machine.terminal(line, variables);
    happened.push({ line, output: stdout });
  }
  await emulator.stop();

  const shown = (transcript: readonly Step[]): string[] =>
    steady(transcript.map(({ line, output }) => `$ ${line}\n${output}`).join('')).split('\n');
  expect(shown(happened)).toEqual(shown([start!, profile!, ...steps]));
  expect(readFileSync(join(machine.folder, 'playlist.m3u8'), 'utf8')).toMatch(
    /\d{13}\.ts\n#EXT-X-ENDLIST\n$/,
  );
});

async function readyLine(emulator: Running): Promise<string> {
  const line = await emulator.lines.next();
  if (line.done) throw new Error((await emulator.ended).stderr);
  return line.value;
}

const examples = blocks.filter(({ kind }) => kind === 'ts').map(({ text }) => text);

/** A project that has oss-live as a dependency. */
function createProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-readme-'));
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules/oss-live'));
  symlinkSync(join(ROOT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  return folder;
}

test('the examples compile in a strict project', { timeout: 60_000 }, async () => {
  const folder = createProject();
  for (const [index, example] of examples.entries())
    writeFileSync(join(folder, `example-${index}.ts`), example);
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
    ...{ target: 'ES2022', module: 'NodeNext', types: ['node'] },
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = await execa(process.execPath, [compiler, '-p', folder], { reject: false });
  expect(stdout).toBe('');
});

async function run(example: string): Promise<string> {
  const folder = createProject();
  writeFileSync(join(folder, 'example.js'), example);
  const { stdout } = await execa(process.execPath, ['example.js'], { cwd: folder });
  return stdout;
}

test('the example of the client runs, with an emulator in the place of OSS', async () => {
  const shown = examples.find((text) => text.includes('signRtmpUrl')) ?? '';
  const example = shown
    .replace("'LTAI…'", "'LTAI5tExampleKeyId0001'")
    .replace("'…'", "'ExampleSecretKey0123456789abcd'");
  const credentials = /const credentials = (.*);/.exec(example)?.[1];
  const emulator = `
import { createEmulator } from 'oss-live';
const emulator = createEmulator({ dataDir: 'data', buckets: ['examplebucket'], credentials: [${credentials}] });
`;
  const local = example.replace('createClient({', 'createClient({ transport: emulator.handle,');
  expect(await run(`${emulator}${local}await emulator.close();`)).toMatch(
    /^rtmp:\/\/examplebucket\.oss-cn-hangzhou\.aliyuncs\.com\/live\/cam-42\?Expires=\d{10}&OSSAccessKeyId=LTAI5tExampleKeyId0001&Signature=[\w%]+ Idle undefined$/,
  );
});

test('the example of the emulator runs', async () => {
  const example = examples.find((text) => text.includes('createEmulator')) ?? '';
  expect(example).toContain("dataDir: '/tmp/bucket'");
  expect(await run(example.replace('/tmp/bucket', 'data'))).toBe('');
});
