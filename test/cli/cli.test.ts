import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/all.js';
import { reportError } from '../../src/cli/terminal/error-report.js';
import { InterruptedError } from '../../src/errors.js';
import { INFO, listPage } from '../helpers/answers.js';
import { refusal, scripted } from '../helpers/script.js';
import { createWorld } from '../helpers/world.js';

const LOOK = 'GET /cam-42?live';

describe('what the frame answers by itself', () => {
  test.each([[['--version']], [['-V']], [['--json', '--version']]])(
    '%j prints the version alone',
    async (argv) => {
      expect(await createWorld().run(argv)).toEqual({ exitCode: 0, stdout: '0.0.0-test\n', stderr: '' });
    },
  );

  test('a bare oss-live shows what people start with, on one screen', async () => {
    const { stdout, ...ended } = await createWorld().run([]);
    expect(ended).toEqual({ exitCode: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot('golden/help-start.txt');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('help for a command can be asked for in three ways', async () => {
    const world = createWorld();
    const page = await world.run(['create', '--help']);
    expect(await world.run(['create', '-h'])).toEqual(page);
    expect(await world.run(['help', 'create'])).toEqual(page);
  });

  test('only usage and example lines of the help are wider than 80 columns', async () => {
    const world = createWorld();
    const { stdout } = await world.run(['--help']);
    const names = [...stdout.matchAll(/^ {2}([a-z-]+)(?:, [a-z]+)? {2,}[A-Z]/gm)].map(
      (match) => match[1] ?? '',
    );
    expect(names).toEqual(expect.arrayContaining(['create', 'vod-save', 'emulator']));
    const pages = await Promise.all(names.map((name) => world.run([name, '--help'])));
    const wide = [stdout, ...pages.map((page) => page.stdout)]
      .flatMap((page) => page.split('\n'))
      .filter((line) => line.length > 80 && !/^( {2}| {2}# )?(Usage: )?(oss-live|ffmpeg) /.test(line));
    expect(wide).toEqual([]);
  });
});

describe('bad usage is refused with exit 2, a message and a hint, and nothing is sent', () => {
  const rows: [line: string, stderr: string][] = [
    ['lst', "error: Unknown command 'lst'.\nhint: Did you mean list? oss-live list\n"],
    ['frobnicate', "error: Unknown command 'frobnicate'.\nhint: See: oss-live --help\n"],
    [
      'create cam-42 --frag-cuont 3',
      "error: Unknown option '--frag-cuont'.\nhint: Did you mean --frag-count? oss-live create cam-42 --frag-count 3\n",
    ],
    ['info --frobnicate', "error: Unknown option '--frobnicate'.\nhint: See: oss-live info --help\n"],
    ['info -C', 'error: --channel needs a value.\nhint: See: oss-live info --help\n'],
    [
      'info -C --json',
      '{"error":{"code":"Usage","ec":null,"httpStatus":null,"requestId":null,"message":"--channel needs a value, and --json is an option.","hint":"If --json is meant as the value, write --channel=--json","retryable":false}}\n',
    ],
    [
      'sign-rtmp cam-41 cam-42',
      "error: sign-rtmp does not take 'cam-42'.\nhint: One channel at a time: oss-live sign-rtmp cam-41; or if that is one name, quote it: oss-live sign-rtmp 'cam-41 cam-42'\n",
    ],
    [
      'status cam-41 enabled disabled',
      "error: The status is enabled or disabled, not 'disabled'.\nhint: The status comes last: oss-live status cam-41 enabled\n",
    ],
    ['info cam-41 cam/42', 'error: A channel name contains no "/"; got "cam/42".\n'],
    ['info -', 'error: There is no name on stdin.\nhint: One channel a line.\n'],
    ['delete a?b/* cam-42', 'error: A channel name contains no "/"; got "a?b/*".\n'],
    [
      'delete',
      'error: delete needs <channel...>: names, patterns (cam-*), or - for names on stdin.\nhint: For example: oss-live delete cam-41 cam-42\n',
    ],
    [
      'status',
      'error: status needs <enabled|disabled>: whether the channel takes a push.\nhint: To see whether a channel is live: oss-live stat\n',
    ],
    [
      'status cam-42',
      "error: The status is enabled or disabled, not 'cam-42'.\nhint: To see whether it is live: oss-live stat cam-42\n",
    ],
    [
      'status cam-42 on',
      "error: The status is enabled or disabled, not 'on'.\nhint: The status comes last: oss-live status cam-42 enabled\n",
    ],
    [
      'status enabled cam-42',
      "error: The status is enabled or disabled, not 'cam-42'.\nhint: The status comes last: oss-live status cam-42 enabled\n",
    ],
    [
      'vod-save cam-42 rec.m3u8 --start 1h --end',
      'error: A playlist name ends in ".m3u8"; got "cam-42".\nhint: The playlist comes first: oss-live vod-save rec.m3u8 cam-42 --start 1h --end\n',
    ],
    ['vod-save cam-42', 'error: A playlist name ends in ".m3u8"; got "cam-42".\n'],
    [
      'vod cam-42 --start -1h',
      'error: Unknown option \'-1h\'.\nhint: Join a value that begins with "-" to its option with "=": oss-live vod cam-42 --start=-1h\n',
    ],
    [
      'create cam-42 --frag-duration 0',
      "error: --frag-duration must be an integer from 1 to 100, not '0'.\n",
    ],
    [
      'create cam-42 --frag-duration 101',
      "error: --frag-duration must be an integer from 1 to 100, not '101'.\n",
    ],
    [
      'create cam-42 --frag-duration abc',
      "error: --frag-duration must be an integer from 1 to 100, not 'abc'.\n",
    ],
    ['create cam-42 --frag-count 2.5', "error: --frag-count must be an integer from 1 to 100, not '2.5'.\n"],
    ['create cam-42 --frag-count -5', "error: --frag-count must be an integer from 1 to 100, not '-5'.\n"],
    ['create cam-42 --status on', "error: --status must be enabled or disabled, not 'on'.\n"],
    ['list --max-keys 1001', "error: --max-keys must be an integer from 1 to 1000, not '1001'.\n"],
    ['list --limit 0', "error: --limit must be an integer of at least 1, not '0'.\n"],
    ['create cam/42', 'error: A channel name contains no "/"; got "cam/42".\n'],
    [`create ${'a'.repeat(64)}`, `error: A channel name has at most 63 bytes; "${'a'.repeat(64)}" has 64.\n`],
    [
      'create cam-42 --playlist-name index.html',
      'error: A playlist name ends in ".m3u8"; got "index.html".\n',
    ],
    [
      'create cam-42 --snapshot-role role --snapshot-interval 5',
      'error: A snapshot needs all four of its options; --snapshot-bucket, --snapshot-topic missing.\n',
    ],
    ['delete cam-41 cam/42', 'error: A channel name contains no "/"; got "cam/42".\n'],
    ['use cam-42 --clear', 'error: Give a channel or --clear, not both.\n'],
  ];

  test.each(rows)('oss-live %s', async (line, stderr) => {
    expect(await createWorld().run(line.split(' '))).toEqual({ exitCode: 2, stdout: '', stderr });
  });

  test('an empty channel name is refused by its limit, not taken for an omitted one', async () => {
    expect(await createWorld().run(['info', ''])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'error: A channel name has 1-63 bytes; got "".\n',
    });
  });
});

describe('the command line is read as people write it', () => {
  test.each([
    [['-q', 'info', 'cam-42']],
    [['info', '-q', 'cam-42']],
    [['info', 'cam-42', '-q']],
    [['info', '-qC', 'cam-42']],
    [['info', '--channel=cam-42', '--quiet']],
    [['info', '-q', '--', 'cam-42']],
  ])('%j asks for cam-42', async (argv) => {
    const { transport, finish } = scripted([{ request: LOOK, answer: INFO }]);
    expect(await createWorld().run(argv, { transport })).toMatchObject({ exitCode: 0, stderr: '' });
    finish();
  });

  test('what follows -- is never an option', async () => {
    const { transport, finish } = scripted([{ request: 'GET /--json?live', answer: INFO }]);
    expect(await createWorld().run(['info', '--', '--json'], { transport })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Channel\t--json\n/),
    });
    finish();
  });

  test.each([
    ['007', '/007?live'],
    ['直播 频道', '/%E7%9B%B4%E6%92%AD%20%E9%A2%91%E9%81%93?live'],
    ['a'.repeat(63), `/${'a'.repeat(63)}?live`],
  ])('the channel name %s goes out as it was typed', async (name, target) => {
    const { transport, finish } = scripted([{ request: `GET ${target}`, answer: INFO }]);
    expect(await createWorld().run(['info', name], { transport })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`Channel\t${name}\n`),
    });
    finish();
  });
});

describe('list', () => {
  test('stops at the limit and says where the next page would begin', async () => {
    const { transport, finish } = scripted([
      { request: 'GET /?live&max-keys=2', answer: listPage([{ name: 'a' }, { name: 'b' }], 'b') },
      { request: 'GET /?live&marker=b&max-keys=1', answer: listPage([{ name: 'c' }], 'c') },
    ]);
    const argv = ['list', '--limit', '3', '--max-keys', '2', '--json'];
    const { stdout } = await createWorld().run(argv, { transport });
    finish();
    const { channels, ...rest } = JSON.parse(stdout);
    expect(channels.map(({ name }: { name: string }) => name)).toEqual(['a', 'b', 'c']);
    expect(rest).toEqual({
      prefix: '',
      marker: '',
      maxKeys: 1000,
      isTruncated: true,
      nextMarker: 'c',
      requestId: '65E6B2F0A1B2C3D4E5F60718',
    });
  });

  test('writes the rows of the pages that came before an error', async () => {
    const { transport, finish } = scripted([
      { request: 'GET /?live&max-keys=1000', answer: listPage([{ name: 'a' }], 'a') },
      {
        request: 'GET /?live&marker=a&max-keys=1000',
        answer: refusal(403, 'AccessDenied', '0003-00000502', 'Denied.'),
      },
    ]);
    expect(await createWorld().run(['list'], { transport })).toEqual({
      exitCode: 4,
      stdout: 'a\tenabled\t2024-03-05T06:07:08.000Z\t\n',
      stderr:
        'error: Denied.\nhint: The key needs the RAM action oss:ListLiveChannel on this bucket.\n403 AccessDenied, EC 0003-00000502, request id 65E6B2F0A1B2C3D4E5F60718\n',
    });
    finish();
  });

  test('does not ask for the same page for ever', async () => {
    const page = listPage([{ name: 'a' }], 'a');
    const { transport, finish } = scripted([
      { request: 'GET /?live&max-keys=1000', answer: page },
      { request: 'GET /?live&marker=a&max-keys=1000', answer: page },
    ]);
    expect(await createWorld().run(['list'], { transport })).toMatchObject({ exitCode: 0 });
    finish();
  });
});

describe('help', () => {
  test.each(['times', 'exit-codes', 'environment', 'permissions', 'channel'])('help %s', async (topic) => {
    const { stdout, ...ended } = await createWorld().run(['help', topic]);
    expect(ended).toEqual({ exitCode: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot(`golden/help-topic-${topic}.txt`);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('of permissions has every command that asks the service', async () => {
    const { stdout } = await createWorld().run(['help', 'permissions']);
    const named = [...stdout.matchAll(/^ {2}([a-z][a-z, -]*?) {2,}/gm)].flatMap(([, names]) =>
      names!.split(', '),
    );
    const asking = commands.map(({ name }) => name).filter((name) => name !== 'emulator');
    expect(named.toSorted()).toEqual(asking.toSorted());
    // What an option needs stands below its command.
    for (const [command, option] of [['watch', '--ledger'] as const, ['push', '--vod'] as const]) {
      const below = stdout.slice(stdout.indexOf(`\n  ${command} `)).split(/\n {2}(?=\S)/);
      expect(below[1]).toContain(`\n    ${option} `);
    }
  });

  test('sends nobody to pages that are not installed with the program', async () => {
    const world = createWorld();
    const pages = await Promise.all(commands.map(({ name }) => world.run([name, '--help'])));
    expect(pages.filter(({ stdout }) => /docs\/|the reference/.test(stdout))).toEqual([]);
  });

  test.each([['help nope'], ['nope --help'], ['-b x help nope']])(
    '%s tells that there is no such command',
    async (line) => {
      expect(await createWorld().run(line.split(' '))).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: "error: Unknown command 'nope'.\nhint: See: oss-live --help\n",
      });
    },
  );
});

describe('errors', () => {
  test.each([
    'create cam-42 --frag-duration 0',
    `create ${'a'.repeat(64)}`,
    'list --max-keys 1001',
    'status cam-42 paused',
  ])('%s is refused here, and an EC is the word of the service', async (line) => {
    const { exitCode, stderr } = await createWorld().run([...line.split(' '), '--json']);
    expect([exitCode, JSON.parse(stderr).error.ec]).toEqual([2, null]);
  });

  test('a refusal as JSON is one object with these keys, on stderr', async () => {
    const answer = refusal(404, 'NoSuchLiveChannel', '0026-00000021', 'No such live channel.');
    const { transport, finish } = scripted([
      { request: LOOK, answer },
      { request: 'GET /?live&max-keys=1000', answer: listPage([]) },
    ]);
    expect(await createWorld().run(['info', 'cam-42', '--json'], { transport })).toEqual({
      exitCode: 5,
      stdout: '',
      stderr:
        '{"error":{"code":"NoSuchLiveChannel","ec":"0026-00000021","httpStatus":404,"requestId":"65E6B2F0A1B2C3D4E5F60718","message":"cam-42: No such live channel.","hint":"See `oss-live list` for the names, or make it with `oss-live create`.","retryable":false}}\n',
    });
    finish();
  });

  test.each([
    [
      refusal(
        403,
        'InvalidAccessKeyId',
        '0002-00000902',
        'The OSS Access Key Id you provided does not exist.',
      ),
      4,
    ],
    [refusal(403, 'SignatureDoesNotMatch', '0002-00000201', 'The request signature does not match.'), 4],
    [refusal(403, 'RequestTimeTooSkewed', '0002-00000504', 'The difference is too large.'), 4],
    [refusal(400, 'InvalidArgument', '0002-00000226', 'Invalid signing region in Authorization header.'), 2],
    [refusal(404, 'NoSuchBucket', '0015-00000101', 'The specified bucket does not exist.'), 5],
    [refusal(409, 'ChannelStillLive', '0044-00000201', 'The channel is still live.'), 6],
    [{ status: 500, body: null }, 7],
    [{ status: 200, headers: [], body: '<html><body>Log in</body></html>' }, 7],
    [{ status: 403, headers: [], body: '<html><body>Forbidden</body></html>' }, 7],
    [{ status: 200, headers: [], body: '<LiveChannelConfiguration><Descr' }, 7],
  ] as const)('%j ends in three clear lines at most', async (answer, exitCode) => {
    const { transport, finish } = scripted([{ request: LOOK, answer: answer as never }]);
    const ended = await createWorld().run(['info', 'cam-42', '--retry-times', '0'], { transport });
    finish();
    expect(ended).toMatchObject({ exitCode, stdout: '' });
    expect(ended.stderr).toMatch(/^error: [^\n]+\nhint: [^\n]+\n(\d{3} [^\n]+\n|request id [^\n]+\n)?$/);
  });

  test('a signal ends the command with its own exit code, whatever it broke', async () => {
    const controller = new AbortController();
    const transport = () => {
      controller.abort(new InterruptedError('SIGTERM'));
      return new Promise<never>(() => undefined);
    };
    expect(await createWorld().run(['info', 'cam-42'], { transport, signal: controller.signal })).toEqual({
      exitCode: 143,
      stdout: '',
      stderr: 'error: Terminated.\n',
    });
  });

  test('our own mistakes are one line, and a stack only with -v', async () => {
    const mistake = new TypeError('x is not a function\nin line 2');
    const report =
      'error: x is not a function in line 2 (this is a bug)\nhint: Please report it with the output of the same command with -v.\n';
    const reported = async (verbose: boolean) => {
      const written: string[] = [];
      const stderr = { write: (text: string) => written.push(text) > 0 };
      const { signal } = new AbortController();
      const options = { flags: { verbose }, secrets: [] };
      const exitCode = await reportError(mistake, { stderr, env: {}, signal }, options);
      return { exitCode, stderr: written.join('') };
    };
    expect(await reported(false)).toEqual({ exitCode: 1, stderr: report });
    expect(await reported(true)).toEqual({ exitCode: 1, stderr: `${report}${mistake.stack}\n` });
  });

  test('secrets are masked in messages and in what -v adds', async () => {
    const transport = () => {
      throw new TypeError('boom with ExampleSecretKey0123456789abcd and\nSignature=abc');
    };
    const argv = ['info', 'cam-42', '-v', '--retry-times', '0'];
    const { exitCode, stderr } = await createWorld().run(argv, { transport });
    expect(exitCode).toBe(7);
    expect(stderr).toContain('error: The request could not be sent: boom with *** and Signature=***\n');
    expect(stderr).not.toMatch(/ExampleSecretKey|Signature=abc/);
  });
});

describe('what is said on the way', () => {
  const transport = () => scripted([{ request: LOOK, answer: INFO }]).transport;

  test('--debug-sign shows the canonical request and the string to sign', async () => {
    const { stderr } = await createWorld().run(['info', 'cam-42', '--debug-sign'], {
      transport: transport(),
    });
    expect(stderr).toBe(`canonical request of GetLiveChannelInfo:
GET
/examplebucket/cam-42
live
x-oss-content-sha256:UNSIGNED-PAYLOAD
x-oss-date:20240305T060708Z


UNSIGNED-PAYLOAD
string to sign of GetLiveChannelInfo:
OSS4-HMAC-SHA256
20240305T060708Z
20240305/cn-hangzhou/oss/aliyun_v4_request
dc6b1c30a5325a6f12b1203ff09ce6c19eacad3164f5b54ee31f56aedcfc23fd
`);
  });

  test('--debug-sign masks the security token, in what V1 signs too', async () => {
    const env = { OSS_SESSION_TOKEN: 'CAISexampleToken0123456789' };
    for (const version of ['v4', 'v1']) {
      const argv = ['info', 'cam-42', '--debug-sign', '--sign-version', version];
      const { stderr } = await createWorld().run(argv, { transport: transport(), env });
      expect(stderr).toContain('x-oss-security-token:***');
      expect(stderr).not.toContain('CAISexampleToken');
    }
  });

  test('-v tells of each request', async () => {
    const { stderr } = await createWorld().run(['info', 'cam-42', '-v'], { transport: transport() });
    expect(stderr).toMatch(
      /^GET https:\/\/examplebucket\.oss-cn-hangzhou\.aliyuncs\.com\/cam-42\?live: 200 in \d+ ms\n$/,
    );
  });
});
