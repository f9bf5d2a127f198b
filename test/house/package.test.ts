// What npm would publish, installed as a user installs it; without the network.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CleanProject, createCleanProject } from '../helpers/clean-project.js';

const ROOT = join(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

let project: CleanProject;
beforeAll(async () => {
  project = await createCleanProject();
});

describe('the package', () => {
  test('holds the program, the library, its types and pages, and nothing else', () => {
    const paths = project.packed.files.map(({ path }) => path);
    const expected = [
      /^(README|README\.zh-CN|CHANGELOG|SECURITY)\.md$|^LICENSE$|^package\.json$/,
      /^bin\/(oss-live|start)\.js$/,
      /^bin\/package\.json$/,
      /^dist\/(cli|index|testing|chunks\/[\w-]+)\.cjs$|^dist\/(index|testing)\.js$/,
      /^dist\/chunks\/zh\.txt$|^dist\/THIRD_PARTY_LICENSES$/,
      /^dist\/types\/(index\.d\.ts|testing\.d\.c?ts)$/,
      /^docs\/[\w-]+\.md$/,
      /^docs\/zh-CN\/[\w-]+\.md$/,
      /^skills\/oss-live\/SKILL\.md$/,
      /^docs\/[\w-]+\.schema\.json$/,
      /^docs\/ci\/(oss_live_pytest\.py|compose\.yaml)$/,
      // What builds the image needs the clone.
      /^deploy\/((kubernetes|prometheus)\/[\w.-]+\.yaml|grafana\/cameras\.json|oss-live-relay\.service)$/,
    ];
    expect(paths.filter((path) => !expected.some((pattern) => pattern.test(path)))).toEqual([]);
    for (const pattern of expected) expect(paths).toContainEqual(expect.stringMatching(pattern));
  });

  test('tells nothing about the machine it was made on, and holds no key', () => {
    const telling = [ROOT, 'sourceMappingURL', 'PRIVATE KEY-----'];
    const found = project.packed.files.flatMap(({ path }) => {
      const text = readFileSync(join(project.installed, path), 'utf8');
      const keys = text.match(/\bLTAI[A-Za-z0-9]{12,}/g)?.filter((key) => !key.includes('Example')) ?? [];
      return [...telling.filter((word) => text.includes(word)), ...keys].map((word) => `${path}: ${word}`);
    });
    expect(found).toEqual([]);
  });

  test('is small', () => {
    console.info(
      `oss-live-${version}.tgz: ${Math.round(project.packed.size / 1000)} kB, ${kilobytes(project.installed)} kB unpacked`,
    );
    expect(project.packed.size).toBeLessThan(1_320_000);
  });
});

function kilobytes(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Math.round(files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) / 1000);
}

describe('installed', () => {
  test('the program says its version', async () => {
    expect((await project.sh('oss-live --version')).stdout).toBe(`${version}\n`);
  });

  test('the program shows its help', async () => {
    const { stdout } = await project.sh('oss-live --help');
    expect(stdout.split('\n')[0]).toBe('Usage: oss-live <command> [options]');
  });

  test('the program signs', async () => {
    // openssl: HMAC-SHA1 of "4102444800\n/local/cam" with the secret of the profile local.
    const { stdout } = await project.sh(
      'oss-live sign-rtmp cam --profile local --expires-at 2100-01-01T00:00:00Z',
    );
    expect(stdout).toBe(
      'rtmp://127.0.0.1:8787/local/live/cam?Expires=4102444800&OSSAccessKeyId=oss-live-local-key&Signature=kWFKxIQD1xA7kaJtrjjAa0cI7d0%3D\n',
    );
  });

  test('the program asks an emulator of its own', async () => {
    const { stdout } = await project.sh(
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
    project.write({ 'script.js': script });
    expect((await project.sh('node script.js')).stdout).toBe('Idle\n');
  });

  test('no package but the declared ones is needed', () => {
    const { dependencies } = JSON.parse(readFileSync(join(project.installed, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies)).toEqual(['@alicloud/credentials']);
    expect(existsSync(join(project.folder, 'node_modules/undici'))).toBe(false);
  });
});
