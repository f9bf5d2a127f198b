import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/emulator/index.js';
import { createWorld, EXAMPLE_ENV, type World } from '../helpers/world.js';

const NOW = '2024-03-05T06:07:08Z';

/** A machine whose bucket is an emulator in the same process, reached without a port. */
function worldWithEmulator(): World {
  const dataDir = mkdtempSync(join(tmpdir(), 'oss-live-story-'));
  const emulator = createEmulator({
    dataDir,
    buckets: ['examplebucket'],
    region: 'cn-hangzhou',
    credentials: [
      { accessKeyId: EXAMPLE_ENV.OSS_ACCESS_KEY_ID, accessKeySecret: EXAMPLE_ENV.OSS_ACCESS_KEY_SECRET },
    ],
    now: () => new Date(NOW),
  });
  onTestFinished(async () => {
    await emulator.close();
    rmSync(dataDir, { recursive: true });
  });
  return createWorld({ transport: (request) => emulator.handle(request), now: NOW });
}

test.each(['v4', 'v1'])('a channel lives from create to delete, signed with %s', async (version) => {
  const world = worldWithEmulator();
  const run = (line: string) => world.run([...line.split(' '), '--sign-version', version]);

  expect(await run('create cam-42 --frag-duration 2 --description Lobby')).toMatchObject({ exitCode: 0 });
  expect(await run('create cam-42 --frag-duration 2')).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(/^Channel cam-42: unchanged\.\n/),
  });
  expect(await run('create cam-42 --frag-count 6')).toMatchObject({ exitCode: 6 });
  expect(await run('create cam-42 --frag-count 6 --replace -q')).toMatchObject({ exitCode: 0 });
  expect(await run('info -q')).toEqual({
    exitCode: 0,
    stdout:
      'Channel\tcam-42\nDescription\tLobby\nStatus\tenabled\nType\tHLS\nSegment seconds\t2\nSegments listed\t6\nPlaylist\tplaylist.m3u8\n',
    stderr: '',
  });

  await run('create door');
  expect((await run('list')).stdout).toBe(
    'cam-42\tenabled\t2024-03-05T06:07:08.000Z\tLobby\ndoor\tenabled\t2024-03-05T06:07:08.000Z\t\n',
  );
  expect((await run('list --max-keys 1')).stdout).toBe((await run('list')).stdout);
  expect(await run('use cam-42')).toMatchObject({ exitCode: 0 });
  expect(await run('disable')).toMatchObject({ exitCode: 2 });
  expect(await run('disable --yes')).toMatchObject({ exitCode: 0 });
  expect((await run('stat -q')).stdout).toBe('Channel\tcam-42\nStatus\tDisabled\n');
  expect(await run('history')).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: 'Channel cam-42 (chosen with oss-live use)\nNo pushes.\n',
  });

  expect(await run('delete cam-42 cam-43')).toMatchObject({ exitCode: 8 });
  expect(await run('delete cam-42')).toMatchObject({ exitCode: 5 });
  expect(await run('info')).toMatchObject({
    exitCode: 0,
    stderr: 'Channel door (the one last created here)\n',
  });
});

test('a wrong secret, an unknown key and another region are told apart', async () => {
  const world = worldWithEmulator();
  const codeOf = async (...argv: string[]) => {
    const { exitCode, stderr } = await world.run(['list', '--json', ...argv]);
    const { code, ec } = JSON.parse(stderr).error;
    return { exitCode, code, ec };
  };
  expect(await codeOf('-i', EXAMPLE_ENV.OSS_ACCESS_KEY_ID, '-k', 'wrong')).toEqual({
    exitCode: 4,
    code: 'SignatureDoesNotMatch',
    ec: '0002-00000201',
  });
  expect(await codeOf('-i', 'LTAI5tNobody0123456789', '-k', 'wrong')).toEqual({
    exitCode: 4,
    code: 'InvalidAccessKeyId',
    ec: '0002-00000902',
  });
  expect(await codeOf('--region', 'cn-beijing')).toEqual({
    exitCode: 2,
    code: 'InvalidArgument',
    ec: '0002-00000226',
  });
  expect(await codeOf('-b', 'otherbucket')).toEqual({
    exitCode: 5,
    code: 'NoSuchBucket',
    ec: '0015-00000101',
  });
});
