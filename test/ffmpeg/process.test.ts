import { expect, test } from 'vitest';
import { keepLine, startFfmpeg } from '../../src/ffmpeg/process.js';
import { programEnvironment } from '../../src/ffmpeg/run-program.js';

test('of what ffmpeg says only the latest is kept', () => {
  const lines: string[] = [];
  for (let index = 0; index < 1000; index++) keepLine(lines, `${index}`);
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([50, '950', '999']);
});

test('ffmpeg speaks English, without reports and colours', () => {
  expect(
    programEnvironment({
      PATH: '/bin',
      LC_ALL: 'de_DE.UTF-8',
      FFREPORT: 'file=a.log',
      AV_LOG_FORCE_COLOR: '1',
    }),
  ).toEqual({ PATH: '/bin', LC_ALL: 'C', AV_LOG_FORCE_NOCOLOR: '1' });
});

test('a start that fails is an end without exit code', async () => {
  const ffmpeg = await startFfmpeg({
    ...{ env: process.env, platform: 'darwin', cwd: process.cwd() },
    ...{ program: '/nowhere/ffmpeg', args: [], stdin: null },
    onExit: () => () => undefined,
    onProgress: () => undefined,
    onLine: () => undefined,
  });
  expect(await ffmpeg.ended).toEqual({ exitCode: null, signal: null, lines: [], stopped: false });
  await ffmpeg.stop();
});
