// The links of `url` in players: a live push to a private bucket, with V4, with V1 and with a temporary key.

import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator, type Listening } from '../../../src/emulator/index.js';
import { complaints, openBrowser, type PlayerBrowser } from '../../helpers/browser.js';
import { asking, channelXml, createChannel, eventually, publishUrl } from '../../helpers/emulator.js';
import { clip } from '../../helpers/media.js';
import { createMachine, type Machine } from '../../helpers/program.js';
import { TOKEN } from '../../helpers/seeded-hour.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';

const TEMPORARY = {
  ...{ accessKeyId: 'STS.ExampleKeyId', accessKeySecret: 'ExampleTemporarySecret', securityToken: TOKEN },
};
const over = new AbortController();
let emulator: Emulator;
let listening: Listening;
let browser: PlayerBrowser;
let machine: Machine;
let running: Promise<unknown>;

const bare = (): string => `${listening.url}/local/cam/playlist.m3u8`;

beforeAll(async () => {
  emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [KEY, TEMPORARY] });
  [listening, browser] = await Promise.all([emulator.listen(), openBrowser()]);
  machine = createMachine({
    ...{ OSS_ENDPOINT: listening.url, OSS_REGION: 'cn-hangzhou', OSS_BUCKET: 'local' },
    ...{ OSS_ACCESS_KEY_ID: KEY.accessKeyId, OSS_ACCESS_KEY_SECRET: KEY.accessKeySecret },
  });
  const ask = asking(emulator);
  await createChannel(ask, 'cam', channelXml({ fragDuration: 1, fragCount: 12 }));
  const input = ['-re', '-stream_loop', '-1', '-i', await clip({ seconds: 4, gop: 25 })];
  const url = publishUrl({ base: listening.rtmpUrl, channel: 'cam' });
  running = execa('ffmpeg', ['-v', 'error', ...input, '-c', 'copy', '-f', 'flv', url], {
    ...{ cancelSignal: over.signal, reject: false },
  });
  const listed = async (): Promise<number> =>
    (await ask({ target: '/cam/playlist.m3u8' })).text.match(/\.ts$/gm)?.length ?? 0;
  await eventually(listed, (segments) => segments === 12);
});

afterAll(async () => {
  over.abort();
  await running;
  await browser.close();
  await emulator.close();
});

describe('of a private bucket, while it is pushed', () => {
  test('the bare URL plays nowhere', async () => {
    expect((await fetch(bare())).status).toBe(403);
    const player = await browser.play(bare());
    const { errors, frames } = await eventually(player.state, ({ errors }) =>
      errors.some(({ fatal }) => fatal),
    );
    expect([frames, errors.find(({ fatal }) => fatal)?.details]).toEqual([0, 'manifestLoadError']);
  });

  test.each<[string, string, Record<string, string>]>([
    ['V4', '', {}],
    ['V1', '--sign-version v1', {}],
    [
      'V4 and a temporary key',
      '',
      {
        ...{ OSS_ACCESS_KEY_ID: TEMPORARY.accessKeyId, OSS_SESSION_TOKEN: TOKEN },
        OSS_ACCESS_KEY_SECRET: TEMPORARY.accessKeySecret,
      },
    ],
  ])('a link with %s plays in hls.js, on a page of another origin', async (_, flags, variables) => {
    const { exitCode, stdout } = await machine.sh(`oss-live url cam ${flags}`, variables);
    expect([exitCode, stdout.split('\n').length]).toEqual([0, 2]);
    const player = await browser.play(stdout.trimEnd());
    const first = await eventually(player.state, ({ frames }) => frames > 0);
    const later = await eventually(player.state, ({ seconds }) => seconds > first.seconds + 3);
    expect(later.frames - first.frames).toBeGreaterThan(25);
    expect(complaints(later)).toEqual([]);
  });

  test('a line of shell gives it to ffprobe', async () => {
    const line = 'ffprobe -v error -show_entries stream=codec_name -of csv=p=0 "$(oss-live url cam -q)"';
    expect(await machine.sh(line)).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^h264\naac\n/),
      stderr: '',
    });
  });
});
