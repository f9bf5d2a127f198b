import { describe, expect, test } from 'vitest';
import { createWorld } from '../helpers/world.js';

/** The codes and ECs of the OSS documentation about signatures, live channels, VOD playlists, hls/sign and lifecycle rules. */
const DOCUMENTED = [
  ...[
    'AccessDenied',
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
    'RequestTimeTooSkewed',
    'InvalidArgument',
  ],
  ...['NoSuchBucket', 'NoSuchLiveChannel', 'ChannelStillLive', 'LiveChannelDisabled', 'BucketNotEmpty'],
  ...[
    'MetaOperationQpsLimitExceeded',
    'MalformedXML',
    'MissingArgument',
    'InvalidRequest',
    'InvalidChannelName',
  ],
  ...['InvalidDigest', 'NotImplemented', 'SecondLevelDomainForbidden'],
  ...ecs('0002-000000', '03 04 06 07 08 40 65 67 68 69 70 79 80'),
  ...ecs('0002-000002', '01 09 12 13 14 15 17 19 23 26 28 32 35 36'),
  ...ecs('0002-000005', '03 04'),
  ...ecs('0002-000008', '01 02 03 04 05 06 07 08 09 10 11'),
  ...['0002-00000902', '0003-00000001', '0014-00000084', '0015-00000101', '0016-00000502', '0026-00000021'],
  ...ecs('0017-000002', '55 57 58 59'),
  ...ecs('0044-000000', '01 02 03 04 05 06 07 08 14 15 16 17 18'),
  ...ecs('0044-000001', '01 02 03'),
  ...ecs('0044-000002', '01'),
  ...ecs('0044-000003', '02 04 05 06 07 08'),
  ...ecs('0044-000004', '01 02 03 04 06 07 08 09 10'),
];

function ecs(family: string, last: string): string[] {
  return last.split(' ').map((two) => family + two);
}

const help = (words: string[], terminal?: number) =>
  createWorld().run(['help', 'errors', ...words], terminal === undefined ? {} : { terminal });

describe('oss-live help errors', () => {
  test.each(DOCUMENTED)('%s has a meaning and something to do, offline', async (code) => {
    const { exitCode, stdout, stderr } = await help([code, '--json']);
    const { name, means, hint } = JSON.parse(stdout);
    expect([exitCode, stderr, name]).toEqual([0, '', code]);
    expect([means, hint]).toEqual([
      expect.stringMatching(/^[A-Zm&x].{12,110}\.$/),
      expect.stringMatching(/.{12}/),
    ]);
  });

  test('a page says it in lines', async () => {
    expect((await help(['ec: 0044-00000308', '--no-color'], 80)).stdout).toBe(
      [
        'Code   0044-00000308',
        'HTTP   400',
        'Means  No segment starts in the VOD range.',
        'Fix    No segment starts in this range: `oss-live history` lists the pushes.',
        'More   https://api.aliyun.com/troubleshoot?q=0044-00000308',
        '',
      ].join('\n'),
    );
  });

  test('a slip of the finger is found, and what nobody knows has a place to look', async () => {
    const [near, far] = await Promise.all([help(['NoSuchLiveChanel']), help(['0099-00000001'])]);
    expect([near.exitCode, near.stderr]).toEqual([
      2,
      'error: No page names the code NoSuchLiveChanel.\nhint: Did you mean NoSuchLiveChannel? oss-live help errors NoSuchLiveChannel\n',
    ]);
    expect(far.stderr).toContain('https://api.aliyun.com/troubleshoot?q=0099-00000001');
  });

  test('without a code there is a line for each', async () => {
    const { stdout } = await help([]);
    const names = stdout.split('\n').map((line) => line.split('\t')[0]);
    expect(names).toEqual(expect.arrayContaining(DOCUMENTED));
  });
});
