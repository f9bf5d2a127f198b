import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/emulator/index.js';
import { type ChannelEvent, EVENTS, STATES, TROUBLES } from '../../src/watch/event.js';
import { metricsText } from '../../src/watch/metrics.js';
import { webhookRequest } from '../../src/watch/webhook.js';
import { asking, createChannel, publishUrl } from '../helpers/emulator.js';
import { clip } from '../helpers/media.js';
import { KEY } from '../helpers/sign-v1.js';
import { temporaryFolder } from '../helpers/store.js';

const ROOT = join(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/watch.md'), 'utf8');

const block = (language: string): string =>
  new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? `no ${language} in the page`;

const EVENT: ChannelEvent = {
  ...{ event: 'changed', time: '2024-03-05T06:07:08.000Z', bucket: 'b', channelName: 'cam', state: 'live' },
  ...{ connectedTime: null, remoteAddr: null, message: null },
  video: { width: 1, height: 1, frameRate: 1, bandwidth: 1, codec: 'H264' },
  audio: { bandwidth: 1, sampleRate: 1, codec: 'AAC' },
  changes: [{ property: 'video.codec', from: 'H264', to: 'H265' }],
};

test('the schema of an event has its fields, names and states, in their order', () => {
  const { properties, required } = JSON.parse(block('json'));
  const fields = (value: object) => Object.keys(value).sort();
  expect(properties.event.enum).toEqual(EVENTS);
  expect(properties.state.enum).toEqual(STATES);
  expect(fields(properties)).toEqual(fields(EVENT));
  expect([...required].sort()).toEqual(fields(EVENT));
  expect(fields(properties.video.properties)).toEqual(fields(EVENT.video!));
  expect(fields(properties.audio.properties)).toEqual(fields(EVENT.audio!));
  expect(fields(properties.changes.items.properties)).toEqual(fields(EVENT.changes[0]!));
});

test('every event, trouble and metric is explained', () => {
  for (const name of [...EVENTS, ...TROUBLES]) expect(page).toMatch(new RegExp(`^\\| .*\`${name}\``, 'm'));
  const zero = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 0]));
  const text = metricsText({
    ...{ bucket: 'b', channels: new Map(), events: zero(EVENTS) as never },
    requests: { ok: 0, refused: 0, throttled: 0, failed: 0 },
  });
  const families = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect([...page.matchAll(/^\| `(oss_live_\w+)`/gm)].map(([, name]) => name)).toEqual(families);
});

test("the receiver's code tells a webhook that is authentic from any other", async () => {
  const { isAuthentic } = await import(`data:text/javascript,${encodeURIComponent(block('js'))}`);
  const url = new URL('https://hooks.example.com/');
  const time = new Date('2024-03-05T06:07:08Z');
  const request = webhookRequest(EVENT, { url, secret: 's3cret', id: 'an-id', time });
  const headers = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const now = time.getTime() / 1000;
  expect([
    isAuthentic(headers, request.body, 's3cret', now + 60),
    isAuthentic(headers, request.body, 'other', now),
    isAuthentic(headers, `${request.body} `, 's3cret', now),
    isAuthentic(headers, request.body, 's3cret', now + 301),
    isAuthentic({ ...headers, 'oss-live-signature': undefined }, request.body, 's3cret', now),
  ]).toEqual([true, false, false, false, false]);
});

/** A project that has oss-live as a dependency, and the script of the page for this endpoint. */
function createProject(endpoint: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules/oss-live'));
  symlinkSync(join(ROOT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  const script = block('ts')
    .replace("'https://oss-cn-hangzhou.aliyuncs.com'", `'${endpoint}', region: 'cn-hangzhou'`)
    .replace('examplebucket', 'local');
  for (const extension of ['ts', 'js']) writeFileSync(join(folder, `script.${extension}`), script);
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true },
    ...{ target: 'ES2022', module: 'NodeNext', types: ['node'] },
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['script.ts'] }));
  return folder;
}

test('the script of the page compiles, and tells of a push by ffmpeg', async () => {
  const emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [KEY] });
  onTestFinished(() => emulator.close());
  const { url, rtmpUrl } = await emulator.listen();
  await createChannel(asking(emulator), 'cam-42');
  const folder = createProject(url);
  await execa(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder]);

  const script = execa(process.execPath, ['script.js'], {
    ...{ cwd: folder, reject: false },
    env: { OSS_ACCESS_KEY_ID: KEY.accessKeyId, OSS_ACCESS_KEY_SECRET: KEY.accessKeySecret },
  });
  onTestFinished(() => void script.kill());
  const lines = script.iterable();
  expect(await lines.next()).toEqual({ done: false, value: 'cam-42 watching null' });
  const target = publishUrl({ base: rtmpUrl, channel: 'cam-42' });
  const input = ['-re', '-i', await clip({ seconds: 3 })];
  await execa('ffmpeg', ['-loglevel', 'error', ...input, '-c', 'copy', '-f', 'flv', target]);
  const told: string[] = [];
  for await (const line of lines) told.push(String(line).replace(/:\d+$/, ':<port>'));
  expect(told).toEqual(['cam-42 started 127.0.0.1:<port>', 'cam-42 stopped 127.0.0.1:<port>', 'idle 0']);
  expect(await script).toMatchObject({ exitCode: 0, stderr: '' });
  const ledger = readFileSync(join(folder, 'pushes.ndjson'), 'utf8').trimEnd().split('\n');
  expect(ledger.map((line) => JSON.parse(line))).toMatchObject([
    { bucket: 'local', channelName: 'cam-42', remoteAddr: expect.stringMatching(/^127\.0\.0\.1:\d+$/) },
  ]);
});
