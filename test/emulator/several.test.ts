// `oss-live emulator` with several buckets and keys, and with a control token.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMachine } from '../helpers/program.js';
import { createWorld } from '../helpers/world.js';

const SEVERAL = [
  ...['emulator', '--port', '0', '--temp', '-b', 'live', '--also-bucket', 'archive', '--also-bucket', 'live'],
  ...['--also-key', 'ci-id:ci-secret', '--also-key=sts-id:sts-secret:sts-token=='],
];

test('every key signs for every bucket, over HTTP and RTMP', async () => {
  const machine = createMachine();
  // Not in a command line: the emulator would tell it from its own.
  writeFileSync(
    join(machine.folder, 'use.sh'),
    `set -e
    export ARCHIVE="-b archive -i sts-id -k sts-secret -t sts-token=="
    echo $OSS_BUCKET $OSS_ACCESS_KEY_ID
    oss-live create cam -q $ARCHIVE > /dev/null
    ffmpeg -v error -f lavfi -i testsrc2=size=64x64:duration=2 -c:v libx264 -g 25 -f flv "$(oss-live sign-rtmp cam $ARCHIVE)"
    oss-live list -b archive -i ci-id -k ci-secret | cut -f1
    oss-live vod cam --start --end -b archive -q | grep -c ENDLIST
    oss-live list -q
    oss-live list -b archive -i sts-id -k sts-secret || echo exit $?`,
  );
  const { stdout, stderr } = await machine.sh(`oss-live ${SEVERAL.join(' ')} --exec 'sh use.sh'`);
  expect(stdout.split('\n')).toEqual(['live oss-live-local-key', 'cam', '1', 'exit 4', '']);
  expect(stderr).toMatch(/^error: .*\n(hint: .*\n)?403 AccessDenied/);
});

test('the ready line names them, the first as ever', async () => {
  const argv = [...SEVERAL, '--exit-with-stdin'];
  const { stdout } = await createWorld().run([...argv, '--json', '--show-secret']);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ bucket: 'live', otherBuckets: ['archive'] },
    ...{ accessKeyId: 'oss-live-local-key', otherAccessKeyIds: ['ci-id', 'sts-id'] },
  });
  const people = await createWorld().run(argv);
  expect(people.stdout).toMatch(/, buckets live and archive, data in \S+ until it stops\n$/);
});

const KEY_FORM =
  'error: --also-key is an AccessKey id, a colon and its secret; a colon and its token may follow.';
describe('what cannot be', () => {
  test.each<[string[], number, string]>([
    [['--also-key', 'ci-id'], 2, KEY_FORM],
    [['--also-key', ':ci-secret'], 2, KEY_FORM],
    [['--also-key', 'ci-id:'], 2, KEY_FORM],
    [['--also-key', 'ci-id:ci-secret:'], 2, KEY_FORM],
    [['--also-key', 'ci-id:a', '--also-key', 'ci-id:b'], 2, 'error: Two keys have the AccessKey id ci-id.'],
    [['--also-key', 'oss-live-local-key:b'], 2, 'error: Two keys have the AccessKey id oss-live-local-key.'],
    [
      ['--host', '0.0.0.0', '--also-key', 'ci-id:oss-live-local-secret'],
      3,
      'error: Everybody knows the built-in key, and others can reach 0.0.0.0.',
    ],
    [
      ['--also-bucket', 'NO'],
      2,
      'error: Bucket name "NO" must be 3 to 63 lower-case letters, digits and inner hyphens.',
    ],
    [
      ['--control-token', 'short'],
      2,
      'error: A control token has at least 8 characters: ASCII, without spaces.',
    ],
  ])('%j', async (argv, exitCode, message) => {
    const ended = await createWorld().run(['emulator', '--port', '0', '--temp', ...argv]);
    expect([ended.exitCode, ended.stdout, ended.stderr.split('\n')[0]]).toEqual([exitCode, '', message]);
  });
});

test('the control token is asked for where it is shown', async () => {
  const machine = createMachine();
  const script = `
    import { get } from 'node:http';
    for (const authorization of [undefined, 'Bearer of-this-test', 'Bearer of-another']) {
      const headers = { host: 'emulator', ...(authorization && { authorization }) };
      const url = process.env.OSS_ENDPOINT + '/_emulator/state';
      const { statusCode } = await new Promise((resolve) => get(url, { headers, agent: false }, resolve));
      console.log(statusCode);
    }
    process.exit();`;
  writeFileSync(join(machine.folder, 'ask.mjs'), script);
  const { stdout } = await machine.sh(
    `oss-live emulator --port 0 --control-token of-this-test --exec 'node ask.mjs'`,
  );
  expect(stdout).toBe('403\n200\n401\n');
});
