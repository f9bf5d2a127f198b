// What every command prints with --json is described in the package. The check itself is in the helper that runs
// commands, so that it is made wherever one is run with --json.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/all.js';
import type { HelpTree } from '../../src/cli/help-tree.js';
import { InterruptedError } from '../../src/errors.js';
import { checkJson } from '../helpers/json-results.js';
import { openSeededHour, type SeededHour } from '../helpers/seeded-hour.js';
import { KEY } from '../helpers/sign-v1.js';
import { createWorld, type World } from '../helpers/world.js';

let hour: SeededHour;
let world: World;
beforeAll(async () => {
  hour = await openSeededHour();
  world = createWorld({
    ...{ transport: hour.emulator.handle, now: '2026-03-05T12:00:00Z' },
    env: {
      ...{ OSS_ENDPOINT: 'http://127.0.0.1:8787', OSS_REGION: 'cn-hangzhou', OSS_BUCKET: 'local' },
      ...{ OSS_ACCESS_KEY_ID: KEY.accessKeyId, OSS_ACCESS_KEY_SECRET: KEY.accessKeySecret },
      PATH: process.env.PATH,
    },
  });
  writeFileSync(join(world.homeDir, 'channels.yaml'), 'channels:\n  new: { fragDuration: 2 }\n  other:\n');
  writeFileSync(
    join(world.homeDir, 'cameras.yaml'),
    'channels:\n  demo: { input: rtsp://127.0.0.1/one, keep: 30d }\n',
  );
  writeFileSync(join(world.homeDir, 'log.txt'), 'NoSuchLiveChannel 0026-00000021\n');
});
afterAll(() => hour.close());

/** In this order; each may count on what those before it have left. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  create: ['create new', 'create more-1 more-2', 'create a --dry-run', 'create a b --dry-run'],
  list: ['list', 'list --live', 'list --prefix none'],
  info: ['info demo', "info 'm*'", 'info demo gone'],
  stat: ['stat demo', 'stat demo new', 'stat demo gone'],
  history: ['history demo', 'history demo --last 2', 'history demo new'],
  status: ['status demo disabled', 'status demo enabled --dry-run', 'status demo new enabled --dry-run'],
  enable: ['enable demo', 'enable demo new'],
  disable: ['disable new'],
  use: ['use demo', 'use', 'use --clear'],
  export: ['export'],
  plan: ['plan', 'plan --prune'],
  apply: ['apply --dry-run', 'apply'],
  'sign-rtmp': ['sign-rtmp demo', 'sign-rtmp --check rtmp://127.0.0.1/local/live/demo?Expires=1'],
  push: ['push test demo --dry-run', 'push test demo --dry-run --buffer 60s'],
  relay: ['relay cameras.yaml --plan'],
  watch: ['watch demo --until idle --timeout 60'],
  play: ['play --port 0'],
  vod: ['vod demo --today', 'vod demo --last 1 -o list.m3u8'],
  'vod-save': [
    'vod-save one.m3u8 demo --last 1',
    'vod-save all.m3u8 demo --today',
    'vod-save by.m3u8 demo --today --split day',
    'vod-save dry.m3u8 demo --today --dry-run',
  ],
  download: ['download demo --last 1 --dry-run', 'download demo --last 1 -o one.ts'],
  url: ['url demo', 'url demo --object one.m3u8 --origin https://www.example.com'],
  thumbnail: ['thumbnail demo'],
  clean: [
    ...['clean demo', 'clean --orphans', 'clean demo --lifecycle 30d --yes', 'clean demo --lifecycle show'],
    ...[
      'clean demo --lifecycle off --dry-run',
      'clean demo --before 11:20 --yes',
      'clean demo -n --before 11:40',
    ],
  ],
  emulator: ['emulator --port 0 --temp'],
  doctor: ['doctor --from log.txt'],
  delete: ['delete new --dry-run', 'delete more-1 gone', 'delete more-2 --with-recordings --yes'],
  help: ['help', 'help stat', 'help errors', 'help errors NoSuchKey'],
};

const withJson = commands.filter(({ isText }) => !isText).map(({ name }) => name);

test('every command that has --json is run here with it', () => {
  expect(Object.keys(LINES).sort()).toEqual([...withJson, 'help'].sort());
});

test.each(Object.entries(LINES))('%s prints what docs/results.schema.json says', async (_name, lines) => {
  for (const line of lines) {
    const argv = [...line.replaceAll("'", '').split(' '), '--json'];
    const ctrlC = new AbortController();
    // What serves goes on until then.
    const onStdout = (text: string) =>
      text.includes('"event":"ready"') && ctrlC.abort(new InterruptedError('SIGINT'));
    const { stdout, stderr } = await world.run(argv, { signal: ctrlC.signal, onStdout });
    expect(stdout, `${line}: ${stderr}`).not.toBe('');
  }
});

/** For those that need some. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  create: ['create', 'a'],
  status: ['status', 'a', 'enabled'],
  delete: ['delete', 'a'],
  push: ['push', 'test'],
  relay: ['relay', 'file'],
  'vod-save': ['vod-save', 'a.m3u8'],
};

test.each([...withJson, 'help', 'error', 'warning'])(
  '%s has no room for what is not described',
  async (name) => {
    const stderr = name === 'error' || name === 'warning';
    const [stdout, told] = stderr ? ['', `{"${name}":{"other":1}}`] : ['{"other":1}', ''];
    const argv = stderr ? ['list', '--json'] : [...(ARGUMENTS[name] ?? [name]), '--json'];
    await expect(checkJson(argv, { stdout, stderr: told })).rejects.toThrow(
      'not as in docs/results.schema.json',
    );
  },
);

test('help --json says where the description of each is', async () => {
  const tree = JSON.parse((await world.run(['help', '--json'])).stdout) as HelpTree;
  const places = tree.commands.map(({ name, result }) => [name, result]);
  expect(places).toEqual(
    commands.map(({ name }) => [
      name,
      name === 'completion' ? null : `docs/results.schema.json#/$defs/${name}`,
    ]),
  );
});
