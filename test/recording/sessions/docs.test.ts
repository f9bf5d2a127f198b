import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../../src/emulator/index.js';
import { PROGRAM } from '../../helpers/program.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';

const ROOT = join(import.meta.dirname, '../../..');

test('the script about sessions compiles, and tells of what was pushed', async () => {
  const emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [KEY], seedMedia: true });
  onTestFinished(() => emulator.close());
  const { url, port } = await emulator.listen();
  const page = readFileSync(join(ROOT, 'docs/recordings.md'), 'utf8');
  const script = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].find(([, text]) =>
    text?.includes('listSessions('),
  )?.[1];
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules/oss-live'));
  symlinkSync(join(ROOT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  for (const extension of ['ts', 'js']) writeFileSync(join(folder, `script.${extension}`), script ?? '');
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true },
    ...{ target: 'ES2022', module: 'NodeNext', types: ['node'] },
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['script.ts'] }));
  await execa(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder]);

  // A line that `push` would have written of the third of four pushes.
  const env = { OSS_ENDPOINT: url, OSS_BUCKET: 'local' };
  const keys = { OSS_ACCESS_KEY_ID: KEY.accessKeyId, OSS_ACCESS_KEY_SECRET: KEY.accessKeySecret };
  const run = () => execa(process.execPath, ['script.js'], { cwd: folder, env: { ...env, ...keys } });
  const push = '  history 127.0.0.1:1935 null';
  expect((await run()).stdout.split('\n')).toEqual(['59 min in 4 pushes', push, push, push, push]);
  const history = await execa(PROGRAM[0], [...PROGRAM.slice(1), 'history', 'demo', '--json', '-e', url], {
    env: { ...env, ...keys, OSS_REGION: 'cn-hangzhou' },
  });
  const { records } = JSON.parse(history.stdout) as { records: { startTime: string; endTime: string }[] };
  const place = { endpoint: `127.0.0.1:${port}`, bucket: 'local', channelName: 'demo', ...records[2] };
  const line = { ...place, seconds: 839, source: 'a-call', mediaSeconds: 12.5 };
  writeFileSync(join(folder, 'pushes.ndjson'), `${JSON.stringify(line)}\n`);
  expect((await run()).stdout.split('\n')).toEqual([
    ...['59 min in 4 pushes', push, push, '  ledger 127.0.0.1:1935 12.5', push],
  ]);
});
