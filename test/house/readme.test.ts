// What the README shows is what happens.
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { createMachine } from '../helpers/program.js';

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
  const times = numbered(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d/g, 'time ');
  const addresses = numbered(/\b127\.0\.0\.1:\d+\b/g, 'address ');
  return (
    addresses(times(transcript))
      .replace(/^(Size +)\d+ kB$/gm, '$1<size> kB')
      // The first key frame may come a second after the connection.
      .replace(/^(Recorded +)<time \d+>$/gm, '$1<time>')
      .replace(/^(Took +)[\d.]+s, [\d.]+ [kM]B\/s$/gm, '$1<time>, <rate>')
      .replace(/\b1[234]s\b/g, '13s')
      .replace(/ +$/gm, '')
  );
}

/** A shell for both screens, in a folder that is the clone after `npm run setup`, with a network where every port is free. */
async function typed(lines: readonly string[]): Promise<{ transcript: string; folder: string }> {
  const machine = createMachine({ XDG_STATE_HOME: undefined, NO_COLOR: '1' });
  for (const name of ['bin', 'dist', 'node_modules'])
    symlinkSync(join(ROOT, name), join(machine.folder, name));
  const script = lines.map((line) => `printf '\\036%s\\n' ${quoted(line)}\n${line}`).join('\n');
  writeFileSync(join(machine.folder, 'session.sh'), `set -m\nshopt -s expand_aliases\n${script}\nwait\n`);
  // Nothing of the program is on the PATH.
  const plain = `env PATH=${quoted(process.env.PATH ?? '')} bash session.sh`;
  const { stdout } = await machine.terminal(
    process.platform === 'linux' ? `unshare -rn sh -c ${quoted(`ip link set lo up; ${plain}`)}` : plain,
  );
  return { transcript: stdout.replaceAll(machine.environment.HOME!, '~'), folder: machine.folder };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

test('both screens, typed one after the other in one shell', async () => {
  const [setup, ...steps] = stepsOf(blocks.find(({ kind }) => kind === 'console')?.text ?? '');
  expect(setup).toEqual({ line: 'npm run --silent setup', output: '' });
  const screen =
    blocks.find(({ kind, text }) => kind === 'sh' && text.includes('oss-live create'))?.text ?? '';
  const account = screen
    .trimEnd()
    .split('\n')
    // An account that is there: another emulator, with its own key and bucket.
    .map((line) =>
      line.startsWith('export ')
        ? `${line.replace('_ID=…', '_ID=other-id').replace('_SECRET=…', '_SECRET=other-secret')} OSS_ENDPOINT=http://127.0.0.1:8788`
        : line,
    );
  const other =
    'oss-live emulator --quiet --temp --port 8788 -b examplebucket -i other-id -k other-secret > other.txt 2>&1 & until grep -q Ready other.txt; do sleep 0.1; done';
  const { transcript, folder } = await typed([
    ...steps.map(({ line }) => line),
    other,
    ...account,
    'kill %+',
  ]);

  const happened = transcript
    .split('\x1e')
    .slice(1)
    .map((step) => ({ line: step.slice(0, step.indexOf('\n')), output: step.slice(step.indexOf('\n') + 1) }));
  // It comes from the background, when it is ready.
  const ready = /^Ready: .*\n/m;
  const said = happened.find(({ output }) => ready.test(output))!;
  const [line = ''] = ready.exec(said.output)!;
  said.output = said.output.replace(ready, '');
  happened[1]!.output += line;
  const shown = (made: readonly Step[]): string[] =>
    steady(made.map(({ line, output }) => `$ ${line}\n${output}`).join('')).split('\n');
  expect(shown(happened.slice(0, steps.length))).toEqual(shown(steps));

  const second = happened.slice(steps.length + 1);
  expect(second.map(({ line }) => line)).toEqual([...account, 'kill %+']);
  expect(second[2]?.output).toContain(
    'Channel test-channel: created.\nPublish URL  rtmp://127.0.0.1:8788/examplebucket/',
  );
  expect(second[3]?.output).toMatch(/rtmp:\S+Signature=/);
  expect(second[4]?.output).toMatch(/Pushed +1\ds$/m);
  expect(readFileSync(join(folder, 'playlist.m3u8'), 'utf8')).toMatch(/\d{13}\.ts\n#EXT-X-ENDLIST\n$/);
});

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

test('the examples compile in a strict project', async () => {
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
