// The files in bad-input/ are transcripts, typed by hand: a command line, all that it says on stderr, its exit code.
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parseArgv } from '../../src/cli/parse.js';
import { type BrokenServers, startBrokenServers } from '../helpers/broken-servers.js';
import { eventually } from '../helpers/emulator.js';
import { type Encoder, startEncoder } from '../helpers/encoder.js';
import { clip } from '../helpers/media.js';
import { createMachine, type RunningEmulator, startEmulator, type Variables } from '../helpers/program.js';
import { KEY } from '../helpers/sign-v1.js';

const machine = createMachine();
const withKey = ['-i', KEY.accessKeyId, '-k', KEY.accessKeySecret];
/** Found in command lines and transcripts; those of servers are `{address}:{port}`. */
const variables: Record<string, string> = {
  PWD: machine.folder,
  KEY_ID: KEY.accessKeyId,
  SECRET: KEY.accessKeySecret,
};

let emulator: RunningEmulator;
let ahead: RunningEmulator;
let servers: BrokenServers;
let live: Encoder;
/** With the settings of the emulator. */
const configured = (): Variables => ({ ...variables, ...emulator.variables });

beforeAll(async () => {
  await prepareFiles();
  emulator = await startEmulator(machine, ['--port', '0', '--data-dir', 'data', ...withKey]);
  ahead = await startEmulator(machine, ['--port', '0', '--data-dir', 'ahead', ...withKey]);
  const twoHours = JSON.stringify({ offsetMs: 2 * 3_600_000 });
  await fetch(`${ahead.ready.url}/_emulator/clock`, { method: 'POST', body: twoHours });
  servers = await startBrokenServers();
  Object.assign(variables, servers.addresses, {
    EMULATOR: `127.0.0.1:${emulator.ready.port}`,
    EMULATOR_PID: String(emulator.ready.pid),
    AHEAD: `127.0.0.1:${ahead.ready.port}`,
  });

  for (const name of ['cam', 'off-cam', 'live-cam'])
    await machine.sh(`oss-live create ${name}`, configured());
  await machine.sh('oss-live disable off-cam', configured());
  await machine.sh('oss-live create late-cam -e http://$AHEAD', configured());
  const { stdout } = await machine.sh('oss-live sign-rtmp live-cam', configured());
  live = startEncoder(join(machine.folder, '1.flv'), stdout.trim());
  await eventually(
    () => machine.sh('oss-live stat live-cam', configured()),
    (stat) => stat.stdout.includes('\tLive\n'),
  );
});

afterAll(async () => {
  live?.kill();
  await live?.ended;
  servers?.close();
  await Promise.all([emulator?.stop(), ahead?.stop()]);
});

async function prepareFiles(): Promise<void> {
  const path = (name: string): string => join(machine.folder, name);
  symlinkSync(await clip({ seconds: 2 }), path('1.flv'));
  symlinkSync(await clip({ seconds: 1, video: null }), path('sound.flv'));
  const vp9 = ['-f', 'lavfi', '-i', 'testsrc2=size=64x64:rate=25', '-t', '1', '-c:v', 'libvpx-vp9'];
  await execa('ffmpeg', ['-v', 'error', ...vp9, path('vp9.webm')]);
  writeFileSync(path('empty.flv'), '');
  writeFileSync(path('notes.txt'), 'Remember the milk.\n');
  await mkdir(path('no-ffmpeg'));
  symlinkSync(process.execPath, path('no-ffmpeg/node'));
  symlinkSync(inject('program'), path('no-ffmpeg/oss-live'));
}

interface Case {
  section: string;
  name: string;
  line: string;
  stderr: string;
  exitCode: number;
}

function casesIn(file: string): Case[] {
  const text = readFileSync(join(import.meta.dirname, '../bad-input', file), 'utf8');
  return text.split(/^## /m).flatMap((part) => {
    const [section = '', ...blocks] = part.split(/^# /m);
    return blocks.map((block) => {
      const [, name, line, stderr, exitCode] =
        /^([^\n]+)\n\$ ([^\n]+)\n(.*)--- exit (\d+)\n+$/s.exec(block) ?? [];
      if (name === undefined || line === undefined || stderr === undefined)
        throw new Error(`${file}: ${block}`);
      return { section: section.trim(), name, line, stderr, exitCode: Number(exitCode) };
    });
  });
}

/** `$NAME`, and `${NAME#*:}` for the port in an address, as the shell reads them in the command line. */
function expanded(text: string): string {
  return text.replace(/\$([A-Z_]+\d*)|\$\{([A-Z_]+)#\*:\}/g, (_, name, address) =>
    address === undefined ? variables[name]! : variables[address]!.replace(/^.*:/, ''),
  );
}

/** What differs from run to run. */
function steady(text: string): string {
  return text
    .replace(/(request id|请求 ID) [0-9A-F]{24}/g, '$1 <id>')
    .replace(
      /127\.0\.0\.1:\d+ has been pushing since [-\dT:.]+Z/,
      '127.0.0.1:<port> has been pushing since <time>',
    );
}

const inChinese = { OSS_LIVE_LANGUAGE: 'zh' };

describe.each([
  ['newcomer.txt', configured],
  ['zh/newcomer.txt', () => ({ ...configured(), ...inChinese })],
  ['settings.txt', () => variables],
  ['zh/settings.txt', () => ({ ...variables, ...inChinese })],
  ['values.txt', configured],
  ['service.txt', configured],
  ['network.txt', configured],
  ['machine.txt', configured],
])('%s', (file, environment) => {
  const cases = casesIn(file).map((one) => [one.section, one.name, one] as const);
  test.concurrent.each(cases)('%s: %s', async (_section, _name, { line, stderr, exitCode }) => {
    const ended = await machine.sh(line, environment());
    expect({ ...ended, stderr: steady(ended.stderr) }).toEqual({
      exitCode,
      stdout: '',
      stderr: expanded(stderr),
    });
    expect(ended.stderr).not.toMatch(/\n\s+at /);
    expect(ended.stderr).not.toContain(KEY.accessKeySecret);
    expect(ended.stderr).not.toMatch(/Signature=(?!\*\*\*)/i);
  });
});

test.each(['newcomer.txt', 'settings.txt'])('%s is the same in Chinese, but for what is said', (file) => {
  const unsaid = (one: Case) => ({ ...one, stderr: '' });
  expect(casesIn(`zh/${file}`).map(unsaid)).toEqual(casesIn(file).map(unsaid));
});

describe('what a newcomer is told to type is understood', () => {
  const told = ['newcomer.txt', 'zh/newcomer.txt']
    .flatMap(casesIn)
    .flatMap(({ stderr }) => [...stderr.matchAll(/\boss-live [^;；，。\n]+/g)].map(([line]) => line));
  test.each([...new Set(told)])('%s', async (line) => {
    const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!);
    await parseArgv(words.slice(1), { write: () => true });
  });
});

test('a range with nothing in it names a line that gets the latest session', async () => {
  await machine.sh('oss-live create told-cam', configured());
  await machine.sh('ffmpeg -v error -i 1.flv -c copy -f flv "$(oss-live sign-rtmp told-cam)"', configured());
  await eventually(
    () => machine.sh('oss-live history told-cam', configured()),
    // It is over.
    ({ stdout }) => Boolean(stdout.split('\t')[1]),
  );
  const { exitCode, stderr } = await machine.sh('oss-live vod told-cam --start 2h --end 1h', configured());
  expect(exitCode).toBe(10);
  const hint = /^hint: For the latest session: (.*)$/m.exec(stderr);
  const time = String.raw`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
  expect(hint?.[1]).toMatch(new RegExp(`^oss-live vod told-cam --start ${time} --end ${time}$`));
  expect(await machine.sh(hint?.[1] ?? '', configured())).toEqual({
    exitCode: 0,
    stdout: expect.stringMatching(/^#EXTM3U\n(#.*\n)+\d{13}\.ts\n#EXT-X-ENDLIST\n$/),
    stderr: '',
  });
});

describe('what looks wrong and is understood', () => {
  test.each([
    ['the host of the bucket as endpoint', '-e examplebucket.oss-cn-hangzhou.aliyuncs.com'],
    ['region oss-cn-hangzhou', '--region oss-cn-hangzhou -b examplebucket'],
  ])('%s', async (_name, options) => {
    const line = `oss-live sign-rtmp cam -i $KEY_ID -k $SECRET ${options}`;
    const { exitCode, stdout, stderr } = await machine.sh(line, variables);
    expect({ exitCode, stderr, url: stdout.split('?')[0] }).toEqual({
      exitCode: 0,
      stderr: '',
      url: 'rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/cam',
    });
  });

  test('region oss-cn-hangzhou, which signs for cn-hangzhou', async () => {
    const { exitCode, stderr } = await machine.sh('oss-live info cam --region oss-cn-hangzhou', configured());
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  test.each(['007', '直播 大厅', 'a'.repeat(63)])('the channel name %s', async (name) => {
    const created = await machine.sh(`oss-live create '${name}' --json`, configured());
    expect(JSON.parse(created.stdout)).toMatchObject({ channelName: name, outcome: 'created' });
    const listed = await machine.sh('oss-live list --json', configured());
    const { channels } = JSON.parse(listed.stdout) as { channels: { name: string }[] };
    expect(channels.map((channel) => channel.name)).toContain(name);
  });

  test('a clock two hours behind that of the service, which is corrected once', async () => {
    expect(await machine.sh('oss-live history late-cam -e http://$AHEAD', configured())).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(
        /^The difference between the request time and the current time is too large. Trying again.\n/,
      ),
    });
  });
});
