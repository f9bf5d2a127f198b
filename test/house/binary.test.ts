// The one file that is the whole program: made of the sources as they are, and run where there is no Node.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { HERE } from '../../scripts/bun.js';
import { clip } from '../helpers/media.js';
import { createMachine, type Machine, startEmulator } from '../helpers/program.js';
import { temporaryFolder } from '../helpers/store.js';

const ROOT = join(import.meta.dirname, '../..');
const folder = temporaryFolder();

beforeAll(async () => {
  await execa(process.execPath, ['scripts/binary.js', '--here', `--out=${folder}`], { cwd: ROOT });
});

/** What a machine has that was never told of Node: a shell, ffmpeg, and the binary. */
async function bareMachine(): Promise<Machine> {
  const programs = temporaryFolder();
  symlinkSync(join(folder, `oss-live-${HERE}`), join(programs, 'oss-live'));
  for (const name of ['sh', 'cat', 'ffmpeg', 'ffprobe']) {
    const { stdout } = await execa('sh', ['-c', `command -v ${name}`]);
    symlinkSync(stdout, join(programs, name));
  }
  return createMachine({ PATH: programs });
}

test('the four lines run where there is no Node', async () => {
  const machine = await bareMachine();
  expect((await machine.sh('command -v node')).exitCode).not.toBe(0);
  symlinkSync(await clip({ seconds: 4, size: '640x360', gop: 50 }), join(machine.folder, '1.flv'));
  const emulator = await startEmulator(machine);
  const line = (text: string) => machine.sh(text, emulator.variables);

  const created = await line('oss-live create test-channel --frag-duration 2');
  expect(created).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Publish URL\trtmp:/) });
  const signed = await line('oss-live sign-rtmp --expires 3600');
  expect(signed.stdout).toMatch(/^rtmp:\S+\/live\/test-channel\?Expires=\d+&OSSAccessKeyId=\S+\n$/);
  expect(await line('oss-live push 1.flv -q')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^Pushed\t(3\.9|4\.0)/),
  });
  const vod = await line('oss-live vod --start --end');
  expect([vod.exitCode, vod.stdout.match(/\.ts$/gm)?.length]).toEqual([0, 2]);
  const saved = await line(
    'oss-live download -q -o class.mp4 && ffprobe -v error -show_entries format=duration class.mp4',
  );
  expect(saved).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/duration=(3\.9|4\.0)/) });
  expect((await emulator.stop()).exitCode).toBe(0);
});

test('credentials that a command prints are had without packages beside it', async () => {
  const machine = await bareMachine();
  const { HOME } = machine.environment;
  const keys = { mode: 'StsToken', access_key_id: 'STS.Example', access_key_secret: 's', sts_token: 'token' };
  writeFileSync(join(machine.folder, 'keys.json'), JSON.stringify(keys));
  const command = `cat ${join(machine.folder, 'keys.json')}`;
  const profile = { name: 'default', mode: 'External', process_command: command };
  mkdirSync(join(HOME!, '.aliyun'));
  writeFileSync(
    join(HOME!, '.aliyun/config.json'),
    JSON.stringify({ current: 'default', profiles: [profile] }),
  );
  const place = { OSS_REGION: 'cn-hangzhou', OSS_BUCKET: 'bucket-1' };
  expect(await machine.sh('oss-live sign-rtmp cam --expires 60', place)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(
      /^rtmp:\/\/bucket-1\.oss-cn-hangzhou\.aliyuncs\.com\/live\/cam\?Expires=\d+&OSSAccessKeyId=STS\.Example&.*security-token=token\n$/,
    ),
  });
});

test('files of other tools in the folder have no say in how it runs', async () => {
  const machine = await bareMachine();
  const write = (name: string, text: string) => writeFileSync(join(machine.folder, name), text);
  write('.env', 'OSS_PROFILE=local\nOSS_LIVE_CHANNEL=cam\n');
  write('bunfig.toml', 'preload = ["./loaded.js"]\n');
  write('package.json', '{ "type": "commonjs", "imports": { "#x": "./loaded.js" } }');
  write('tsconfig.json', '{ "compilerOptions": { "paths": { "*": ["./loaded.js"] } } }');
  write('loaded.js', 'console.log("loaded");');
  const { exitCode, stdout, stderr } = await machine.sh('oss-live list');
  expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
  expect(stderr).toMatch(/^error: No credentials/);
});

test('its licences are those of all that is in it', async () => {
  const { stdout } = await (await bareMachine()).sh('oss-live --licenses');
  const titles = (text: string) => text.match(/^.+(?=\n-{72}$)/gm);
  const ofNode = titles(readFileSync(join(ROOT, 'dist/THIRD_PARTY_LICENSES'), 'utf8'));
  const more = ['@alicloud/credentials 2', 'Bun 1', 'Text of the licence LGPL-2.1-only'];
  expect(titles(stdout)).toEqual(
    expect.arrayContaining([...ofNode!, ...more.map((title) => expect.stringContaining(title))]),
  );
});

test('its checksum is written beside it', async () => {
  const { stdout } = await execa('openssl', ['dgst', '-sha256', '-r', `oss-live-${HERE}`], { cwd: folder });
  const [sum] = stdout.split(' ');
  expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toBe(`${sum}  oss-live-${HERE}\n`);
});
