// What npm would publish, installed as a user installs it; without the network.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const project = mkdtempSync(join(tmpdir(), 'oss-live-package-'));
const installed = join(project, 'node_modules/oss-live');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

interface Packed {
  filename: string;
  size: number;
  files: { path: string }[];
}
let packed: Packed;

const npm = (args: readonly string[], cwd: string) =>
  execa('npm', [...args, '--offline', '--no-audit', '--no-fund', '--no-update-notifier'], { cwd });

beforeAll(async () => {
  const { stdout } = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', project], ROOT);
  packed = (JSON.parse(stdout) as Packed[])[0]!;
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  await copyDependencies();
  await npm(['install', '--omit=dev', packed.filename], project);
}, 60_000);

/** npm keeps what is there already and fits, so it needs no registry. */
async function copyDependencies(): Promise<void> {
  const { stdout } = await npm(['ls', '--omit=dev', '--all', '--parseable'], ROOT);
  const folders = stdout
    .split('\n')
    .slice(1)
    .map((path) => relative(ROOT, path));
  for (const folder of folders) {
    if (folder.lastIndexOf('node_modules') > 0) continue;
    mkdirSync(join(project, folder), { recursive: true });
    cpSync(join(ROOT, folder), join(project, folder), { recursive: true, dereference: true });
  }
}

/** A command line in the project, where the installed program is found as npm scripts find it. */
const sh = (line: string) =>
  execa('sh', ['-c', line], {
    cwd: project,
    env: { PATH: `${join(project, 'node_modules/.bin')}${delimiter}${process.env.PATH}`, NO_COLOR: '1' },
    stripFinalNewline: false,
  });

describe('the package', () => {
  test('holds the program, the library, its types and pages, and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    const expected = [
      /^(README|CHANGELOG|SECURITY)\.md$|^LICENSE$|^package\.json$/,
      /^bin\/oss-live\.js$/,
      /^dist\/(cli|index|chunks\/[\w-]+)\.js$|^dist\/THIRD_PARTY_LICENSES$/,
      /^dist\/types\/[\w/-]+\.d\.ts$/,
      /^docs\/[\w-]+\.md$/,
      /^docs\/[\w-]+\.schema\.json$/,
    ];
    expect(paths.filter((path) => !expected.some((pattern) => pattern.test(path)))).toEqual([]);
    for (const pattern of expected) expect(paths).toContainEqual(expect.stringMatching(pattern));
  });

  test('tells nothing about the machine it was made on, and holds no key', () => {
    const telling = [ROOT, 'sourceMappingURL', '-----BEGIN'];
    const found = packed.files.flatMap(({ path }) => {
      const text = readFileSync(join(installed, path), 'utf8');
      const keys = text.match(/\bLTAI[A-Za-z0-9]{12,}/g)?.filter((key) => !key.includes('Example')) ?? [];
      return [...telling.filter((word) => text.includes(word)), ...keys].map((word) => `${path}: ${word}`);
    });
    expect(found).toEqual([]);
  });

  test('is small', () => {
    console.info(
      `oss-live-${version}.tgz: ${Math.round(packed.size / 1000)} kB, ${kilobytes(installed)} kB unpacked`,
    );
    expect(packed.size).toBeLessThan(700_000);
  });
});

function kilobytes(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Math.round(files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) / 1000);
}

/** What the compiler says of a program that uses the package. */
async function compiled(code: string): Promise<string> {
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
    ...{ target: 'ES2022', module: 'NodeNext', types: ['node'] },
  };
  writeFileSync(join(project, 'consumer.ts'), code);
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = await execa(process.execPath, [compiler, '-p', project], { reject: false });
  return stdout;
}

describe('installed', () => {
  test('the program says its version', async () => {
    expect((await sh('oss-live --version')).stdout).toBe(`${version}\n`);
  });

  test('the program shows its help', async () => {
    const { stdout } = await sh('oss-live --help');
    expect(stdout.split('\n')[0]).toBe('Usage: oss-live <command> [options]');
  });

  test('the program signs', async () => {
    // openssl: HMAC-SHA1 of "4102444800\n/local/cam" with the secret of the profile local.
    const { stdout } = await sh('oss-live sign-rtmp cam --profile local --expires-at 2100-01-01T00:00:00Z');
    expect(stdout).toBe(
      'rtmp://127.0.0.1:8787/local/live/cam?Expires=4102444800&OSSAccessKeyId=oss-live-local-key&Signature=kWFKxIQD1xA7kaJtrjjAa0cI7d0%3D\n',
    );
  });

  test('the program asks an emulator of its own', async () => {
    const { stdout } = await sh(
      "oss-live emulator --port 0 --data-dir data --exec 'oss-live create cam && oss-live list'",
    );
    expect(stdout).toMatch(/\ncam\tenabled\t\S+\t\n$/);
  });

  test('the library is imported', async () => {
    const script = `
      import { createClient, createEmulator } from 'oss-live';
      const credentials = { accessKeyId: 'id', accessKeySecret: 'secret' };
      const emulator = createEmulator({ dataDir: 'library', credentials: [credentials] });
      const settings = { endpoint: 'http://127.0.0.1', region: 'cn-hangzhou', bucket: 'local', credentials };
      const client = createClient({ ...settings, transport: emulator.handle });
      await client.putLiveChannel({ channelName: 'cam' });
      console.log((await client.getLiveChannelStat({ channelName: 'cam' })).status);
      await emulator.close();
    `;
    writeFileSync(join(project, 'script.js'), script);
    expect((await sh('node script.js')).stdout).toBe('Idle\n');
  });

  test('the types hold in a strict project that checks libraries', { timeout: 60_000 }, async () => {
    const code = `
      import { type Client, type ClientOptions, createClient, type LiveChannelStat, ServiceError } from 'oss-live';
      const options: ClientOptions = { bucket: 'b-1', region: 'cn-hangzhou', credentials: { accessKeyId: 'i', accessKeySecret: 's' } };
      const client: Client = createClient(options);
      export async function status(channelName: string): Promise<LiveChannelStat['status']> {
        try {
          return (await client.getLiveChannelStat({ channelName })).status;
        } catch (error) {
          if (error instanceof ServiceError && error.code === 'NoSuchLiveChannel') return null;
          throw error;
        }
      }
      // @ts-expect-error: a channel name is text
      client.getLiveChannelStat({ channelName: 7 });
    `;
    expect(await compiled(code)).toBe('');
  });

  test('the types name what the control of an emulator takes and gives', { timeout: 60_000 }, async () => {
    const code = `
      import {
        type Acl, type BucketReport, type ChannelReport, type ClockSetting, type ClockState, type Control,
        createEmulator, type FaultMatch, type FaultReport, type FaultRule, type JournalEvent, type StateReport,
      } from 'oss-live';
      const acl: Acl = 'private';
      const match: FaultMatch = { layer: 'rtmp', channel: 'cam' };
      const rule: FaultRule = { match, times: 1, effect: { dropAfterMs: 5000 } };
      const control: Control = createEmulator({ dataDir: 'data', acl, faults: [rule] }).control;
      export const added: FaultReport = control.addFault(rule);
      export const refused: JournalEvent[] = control.events().filter(({ event }) => event === 'publish-refused');
      const setting: ClockSetting = { offsetMs: 1000 };
      export const clock: ClockState = control.setClock(setting);
      export async function look(): Promise<[BucketReport | undefined, ChannelReport | undefined]> {
        const state: StateReport = await control.state();
        return [state.buckets[0], state.buckets[0]?.channels[0]];
      }
      // @ts-expect-error: there is no such layer
      control.addFault({ match: { layer: 'tcp' }, effect: { refuse: true } });
    `;
    expect(await compiled(code)).toBe('');
  });

  test('no package but the declared ones is needed', () => {
    const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies)).toEqual(['@alicloud/credentials']);
    expect(existsSync(join(project, 'node_modules/undici'))).toBe(false);
  });
});
