import { describe, expect, test } from 'vitest';
import { DENIED, HISTORY, INFO, NO_HISTORY, NO_SUCH_CHANNEL, STILL_LIVE } from '../helpers/answers.js';
import { type Exchange, scripted } from '../helpers/script.js';
import { createWorld } from '../helpers/world.js';

const found: Exchange = { request: 'GET /cam-42?live', answer: INFO };
const absent: Exchange = { request: 'GET /cam-42?live', answer: NO_SUCH_CHANNEL };
/** What is near may only be named to whoever may list. */
const unlisted: Exchange = { request: 'GET /?live&max-keys=1000', answer: DENIED };
const denied: Exchange = { request: 'GET /cam-42?live', answer: DENIED };
const pushed: Exchange = { request: 'GET /cam-42?comp=history&live', answer: HISTORY };
const deleted: Exchange = { request: 'DELETE /cam-42?live', answer: { status: 204 } };

async function run(line: string, exchanges: readonly Exchange[]) {
  const script = scripted(exchanges);
  const ended = await createWorld().run(line.split(' '), { transport: script.transport });
  script.finish();
  return ended;
}

describe('delete', () => {
  test('says what stays behind', async () => {
    expect(await run('rm cam-42', [found, pushed, deleted])).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'Deleted cam-42. Its segments stay in oss://examplebucket/cam-42/ and are still billed.\n',
    });
  });

  test('says nothing of segments where nothing was ever pushed', async () => {
    const never: Exchange = { request: 'GET /cam-42?comp=history&live', answer: NO_HISTORY };
    expect(await run('rm cam-42', [found, never, deleted])).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'Deleted cam-42.\n',
    });
  });

  test('does not hide a typo, and deletes nothing then', async () => {
    expect(await run('delete cam-42', [absent, unlisted])).toMatchObject({
      exitCode: 5,
      stdout: '',
      stderr: expect.stringMatching(/^error: cam-42: No such live channel\.\n/),
    });
  });

  test('takes a channel that does not exist with --if-exists', async () => {
    expect(await run('delete cam-42 --if-exists', [absent])).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'Channel cam-42 does not exist.\n',
    });
  });

  test('deletes what may not be looked at, and says that it was not checked', async () => {
    expect(await run('delete cam-42', [denied, { ...pushed, answer: DENIED }, deleted])).toEqual({
      exitCode: 0,
      stdout: '',
      stderr:
        'warning: Whether cam-42 exists was not checked: the key lacks oss:GetLiveChannel.\nDeleted cam-42. Its segments stay in oss://examplebucket/cam-42/ and are still billed.\n',
    });
  });

  test('of a live channel is a conflict with a way on', async () => {
    const live: Exchange = { request: 'DELETE /cam-42?live', answer: STILL_LIVE };
    expect(await run('delete cam-42', [found, pushed, live])).toEqual({
      exitCode: 6,
      stdout: '',
      stderr:
        'error: cam-42: The channel is still live.\nhint: Somebody is pushing: stop that, or disable the channel and wait 10 s.\n409 ChannelStillLive, EC 0044-00000201, request id 65E6B2F0A1B2C3D4E5F60718\n',
    });
  });

  test('takes a name that is given twice once', async () => {
    expect((await run('delete cam-42 cam-42', [found, pushed, deleted])).exitCode).toBe(0);
  });

  test('goes on with the others when one fails, and ends with 8', async () => {
    const others: Exchange[] = [
      { request: 'GET /cam-43?live', answer: INFO },
      { request: 'GET /cam-43?comp=history&live', answer: HISTORY },
      { request: 'DELETE /cam-43?live', answer: { status: 204 } },
    ];
    expect(await run('delete cam-42 cam-43 -q', [absent, ...others])).toEqual({
      exitCode: 8,
      stdout: '',
      stderr:
        'cam-42\tNoSuchLiveChannel\tNo such live channel.\nerror: 1 of 2 channels failed.\nhint: See `oss-live list` for the names, or make it with `oss-live create`.\n',
    });
  });

  test('with --dry-run looks, and shows what it would send', async () => {
    const { exitCode, stdout } = await run('delete cam-42 --dry-run', [found]);
    expect({ exitCode, first: stdout.split('\n')[0] }).toEqual({
      exitCode: 0,
      first: 'DELETE https://examplebucket.oss-cn-hangzhou.aliyuncs.com/cam-42?live',
    });
  });

  test('with --dry-run does not hide a typo either', async () => {
    expect(await run('delete cam-42 --dry-run', [absent, unlisted])).toMatchObject({
      exitCode: 5,
      stdout: '',
      stderr: expect.stringMatching(/^error: cam-42: No such live channel\.\n/),
    });
  });

  test('with --dry-run and --json gives one document', async () => {
    const other: Exchange = { request: 'GET /cam-43?live', answer: INFO };
    const { exitCode, stdout } = await run('delete cam-42 cam-43 --dry-run --json', [found, other]);
    expect([exitCode, JSON.parse(stdout)]).toEqual([
      0,
      {
        dryRun: true,
        requests: ['cam-42', 'cam-43'].map((channelName) =>
          expect.objectContaining({
            operation: 'DeleteLiveChannel',
            url: `https://examplebucket.oss-cn-hangzhou.aliyuncs.com/${channelName}?live`,
          }),
        ),
      },
    ]);
  });

  test('of two channels without a bucket is a configuration error, told once', async () => {
    const world = createWorld({ env: { OSS_BUCKET: undefined } });
    expect(await world.run(['delete', 'cam-42', 'cam-43'])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        'error: No bucket. Looked in: options, variables OSS_*, variables ALIBABA_CLOUD_*, ~/.ossutilconfig (not there), ~/.aliyun/config.json (not there).\nhint: Set OSS_BUCKET, or add -b examplebucket\n',
    });
  });

  test('never takes a channel that was not named', async () => {
    const env = { OSS_LIVE_CHANNEL: 'cam-42' };
    const ended = await createWorld({ env }).run(['delete']);
    expect(ended.exitCode).toBe(2);
  });
});
