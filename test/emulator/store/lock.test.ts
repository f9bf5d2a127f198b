import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildEmulatorProcess, type StartEmulator } from '../../helpers/emulator-process.js';
import { temporaryFolder } from '../../helpers/store.js';

const folder = temporaryFolder();
/** A process with the id 1, as the first one of a container has it; killed, it takes those below it along. */
const CONTAINER = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc'];

let start: StartEmulator;

beforeAll(async () => {
  start = await buildEmulatorProcess(folder);
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['', 'data'],
  [', whose path is longer than that of a socket may be', join('d'.repeat(120), 'data')],
])('of two containers on one data folder%s the second is refused', async (_, name) => {
  const dataDir = join(folder, name);
  const first = await start(dataDir, { within: CONTAINER });
  await expect(start(dataDir, { within: CONTAINER })).rejects.toThrow(
    `The data folder ${dataDir} is in use: an emulator runs as process 1 and listens on port ${first.listening.port}.`,
  );
  await expect(start(dataDir)).rejects.toThrow('is in use');
  await first.kill();
  const second = await start(dataDir, { within: CONTAINER });
  await second.kill();
});

test('a container is refused what a process outside uses', async () => {
  const dataDir = join(folder, 'outside');
  const first = await start(dataDir);
  await expect(start(dataDir, { within: CONTAINER })).rejects.toThrow('is in use');
  await first.kill();
});
