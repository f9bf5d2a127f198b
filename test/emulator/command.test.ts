import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/index.js';
import { tcpPeer } from '../helpers/rtmp-peer.js';
import { createWorld, type Ended, type World, type WorldOptions } from '../helpers/world.js';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Stdin is at its end, so that an emulator with --exit-with-stdin stops as soon as it is ready. */
function emulator(world: World, argv: readonly string[], options: WorldOptions = {}): Promise<Ended> {
  const env = { PATH: process.env.PATH, OSS_LIVE_STATE_DIR: join(world.homeDir, 'state') };
  return world.run(['emulator', '--exit-with-stdin', ...argv], { env, ...options });
}

async function running(world: World): Promise<{ emulator: Emulator; port: number; dataDir: string }> {
  const dataDir = join(world.homeDir, 'other');
  const other = createEmulator({ dataDir });
  open.push(other);
  return { emulator: other, port: (await other.listen()).port, dataDir };
}

describe('the ready line', () => {
  test('is the only thing on stdout; the way in is on stderr', async () => {
    const world = createWorld();
    const { exitCode, stdout, stderr } = await emulator(world, ['--port', '0']);
    const port = /127\.0\.0\.1:(\d+)/.exec(stdout)?.[1];
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: `Ready: http://127.0.0.1:${port} and rtmp://127.0.0.1:${port}, bucket local, data in ${world.homeDir}/state/emulator\n`,
      stderr: `In another terminal: export OSS_ENDPOINT=http://127.0.0.1:${port} OSS_BUCKET=local OSS_REGION=cn-hangzhou OSS_ACCESS_KEY_ID=oss-live-local-key OSS_ACCESS_KEY_SECRET=oss-live-local-secret\nStopping.\n`,
    });
    expect(port).not.toBe('8787');
  });

  test('is one JSON event, and keeps the secret', async () => {
    const world = createWorld();
    const { stdout, stderr } = await emulator(world, [
      ...['--port', '0', '--json', '--data-dir', 'data'],
      ...['-b', 'my-bucket', '--region', 'cn-shanghai', '-i', 'my-key', '-k', 'my-secret'],
    ]);
    const { port, ...ready } = JSON.parse(stdout) as { port: number };
    expect({ ready, stderr }).toEqual({
      ready: {
        event: 'ready',
        url: `http://127.0.0.1:${port}`,
        rtmpUrl: `rtmp://127.0.0.1:${port}`,
        bucket: 'my-bucket',
        region: 'cn-shanghai',
        accessKeyId: 'my-key',
        dataDir: join(world.homeDir, 'data'),
        pid: process.pid,
        version: '0.0.0-test',
      },
      stderr: '',
    });
  });

  test('tells the secret with --show-secret', async () => {
    const argv = ['--port', '0', '--json', '-i', 'my-key', '-k', 'my-secret', '--show-secret'];
    const { stdout } = await emulator(createWorld(), argv);
    expect(JSON.parse(stdout)).toMatchObject({ accessKeyId: 'my-key', accessKeySecret: 'my-secret' });
  });

  test('does not repeat a secret that was given', async () => {
    const { stderr } = await emulator(createWorld(), ['--port', '0', '-i', 'my-key', '-k', 'my-secret']);
    expect(stderr).toContain('OSS_ACCESS_KEY_ID=my-key OSS_ACCESS_KEY_SECRET=...\n');
  });

  test('is also in the ready file, for as long as the emulator runs', async () => {
    const world = createWorld();
    writeFileSync(join(world.homeDir, 'ready.json'), 'of the last run');
    const argv = ['--port', '0', '--ready-file', 'ready.json', '--exec', 'cp ready.json copy.json'];
    expect((await emulator(world, argv)).exitCode).toBe(0);
    const copy: unknown = JSON.parse(readFileSync(join(world.homeDir, 'copy.json'), 'utf8'));
    expect(copy).toMatchObject({ event: 'ready', bucket: 'local', pid: process.pid });
    expect(existsSync(join(world.homeDir, 'ready.json'))).toBe(false);
  });
});

describe('a stop', () => {
  test('by a signal is a success', async () => {
    const ended = await createWorld().run(['emulator', '--port', '0', '--data-dir', 'data', '-q'], {
      signal: AbortSignal.abort(),
    });
    expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
  });

  test('gives the data folder free', async () => {
    const world = createWorld();
    for (const run of ['first', 'second']) {
      expect([run, (await emulator(world, ['--port', '0'])).exitCode]).toEqual([run, 0]);
    }
  });
});

describe('an emulator that cannot start', () => {
  test('because another one has the port names its data folder', async () => {
    const world = createWorld();
    const { port, dataDir } = await running(world);
    expect(await emulator(world, ['--port', String(port)])).toEqual({
      exitCode: 6,
      stdout: '',
      stderr: `error: An emulator runs already on 127.0.0.1:${port}, with its data in ${dataDir}.
hint: Use that one, stop it, or give another port with --port (0 picks one).
`,
    });
  });

  test('because something else has the port', async () => {
    const peer = await tcpPeer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'));
    open.push(peer);
    const [, port = ''] = peer.host.split(':');
    const { exitCode, stderr } = await emulator(createWorld(), ['--port', port]);
    expect([exitCode, stderr.split('\n')[0]]).toEqual([6, `error: Port ${port} on 127.0.0.1 is in use.`]);
  });

  test('because another one has the data folder', async () => {
    const world = createWorld();
    const { dataDir } = await running(world);
    const { exitCode, stderr } = await emulator(world, ['--port', '0', '--data-dir', dataDir]);
    expect([exitCode, stderr]).toEqual([6, expect.stringMatching(/^error: The data folder \S+ is in use/)]);
  });

  test('because the data folder cannot be written', async () => {
    const world = createWorld();
    writeFileSync(join(world.homeDir, 'file'), '');
    const { exitCode, stdout, stderr } = await emulator(world, ['--port', '0', '--data-dir', 'file/data']);
    expect([exitCode, stdout, stderr]).toEqual([
      3,
      '',
      `error: The data folder ${world.homeDir}/file/data cannot be used: part of the path is a file.\nhint: Give a folder that this user may write to with --data-dir.\n`,
    ]);
  });

  test.each<[string[], number, string]>([
    [['--port', '70000'], 2, "--port must be an integer from 0 to 65535, not '70000'."],
    [['--acl', 'none'], 2, "--acl must be private, public-read or public-read-write, not 'none'."],
    [['-i', 'my-key'], 3, 'A key has two halves: --access-key-id and --access-key-secret.'],
    [['-k', 'my-secret'], 3, 'A key has two halves: --access-key-id and --access-key-secret.'],
    [
      ['--host', '0.0.0.0', '-i', 'oss-live-local-key', '-k', 'oss-live-local-secret'],
      3,
      'Everybody knows the built-in key, and others can reach 0.0.0.0.',
    ],
  ])('because of %j', async (argv, exitCode, message) => {
    const ended = await emulator(createWorld(), argv);
    expect([ended.exitCode, ended.stdout, ended.stderr.split('\n')[0]]).toEqual([
      exitCode,
      '',
      `error: ${message}`,
    ]);
  });
});

describe('an address that others can reach', () => {
  test('gets a random key, which is told', async () => {
    const { stderr } = await emulator(createWorld(), ['--port', '0', '--host', '0.0.0.0']);
    expect(stderr).toMatch(/OSS_ACCESS_KEY_ID=oss-live-[0-9a-f]{12} OSS_ACCESS_KEY_SECRET=[0-9a-f]{30}\n/);
  });

  test('gets another one each time', async () => {
    const argv = ['--port', '0', '--host', '0.0.0.0', '--json', '--show-secret'];
    const keys = [];
    for (const world of [createWorld(), createWorld()]) {
      keys.push(
        (JSON.parse((await emulator(world, argv)).stdout) as { accessKeySecret: string }).accessKeySecret,
      );
    }
    expect(keys[0]).not.toBe(keys[1]);
  });
});

describe('--exec', () => {
  test('runs a command against the emulator and passes its exit code on', async () => {
    const world = createWorld();
    const ask = `fetch(process.env.OSS_ENDPOINT + '/_health').then(async (a) => console.log(await a.text()))`;
    const command = `node -e "${ask}" > health.json; env > env.txt; exit 7`;
    const env = {
      PATH: process.env.PATH,
      OSS_PROFILE: 'live',
      OSS_SESSION_TOKEN: 'token of another key',
    };
    const ended = await emulator(world, ['--port', '0', '--data-dir', 'data', '--exec', command], { env });
    expect(ended).toEqual({ exitCode: 7, stdout: '', stderr: '' });
    expect(JSON.parse(readFileSync(join(world.homeDir, 'health.json'), 'utf8'))).toMatchObject({
      status: 'ok',
      buckets: ['local'],
      dataDir: join(world.homeDir, 'data'),
    });
    const variables = readFileSync(join(world.homeDir, 'env.txt'), 'utf8').split('\n');
    const oss = variables.filter((line) => line.startsWith('OSS_') && !line.startsWith('OSS_ENDPOINT='));
    expect(oss.sort()).toEqual([
      'OSS_ACCESS_KEY_ID=oss-live-local-key',
      'OSS_ACCESS_KEY_SECRET=oss-live-local-secret',
      'OSS_BUCKET=local',
      'OSS_REGION=cn-hangzhou',
    ]);
  });
});

describe('--fault', () => {
  const DOWN = { match: { layer: 'http', method: 'GET' }, effect: { status: 503 } };
  const GONE = { match: { layer: 'http', method: 'PUT' }, effect: { status: 404 } };
  const SLOW = { id: 'slow', match: { layer: 'media' }, times: 3, effect: { writeDelayMs: 50 } };
  const world = createWorld();
  writeFileSync(join(world.homeDir, 'rules.json'), JSON.stringify([DOWN, SLOW]));

  test('has rules from files and from the command line in force from the start, in order', async () => {
    const script = `
      import { writeFileSync } from 'node:fs';
      const ask = async (method) => (await fetch(process.env.OSS_ENDPOINT + '/local/cam?live', { method })).status;
      const statuses = [await ask('GET'), await ask('PUT')];
      const { faults } = await (await fetch(process.env.OSS_ENDPOINT + '/_emulator/faults')).json();
      writeFileSync('asked.json', JSON.stringify({ statuses, faults }));
    `;
    writeFileSync(join(world.homeDir, 'ask.mjs'), script);
    const argv = ['--fault', 'rules.json', '--fault', ` ${JSON.stringify(GONE)}`];
    const ended = await emulator(world, ['--port', '0', ...argv, '--exec', 'node ask.mjs']);
    expect(ended).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(JSON.parse(readFileSync(join(world.homeDir, 'asked.json'), 'utf8'))).toEqual({
      statuses: [503, 404],
      faults: [
        { ...DOWN, id: 'fault-1', hits: 1 },
        { ...SLOW, hits: 0 },
        { ...GONE, id: 'fault-3', hits: 1 },
      ],
    });
  });

  const rule = (effect: object, match: object = { layer: 'http' }) => JSON.stringify({ match, effect });
  test.each<[string, string, string]>([
    [
      'no-such-file',
      '',
      "no-such-file cannot be read: ENOENT: no such file or directory, open '<home>/no-such-file'.",
    ],
    ['an empty file', '', 'faults.json is not JSON: Unexpected end of JSON input.'],
    ['half a file', '[{"match":', 'faults.json is not JSON: Unexpected end of JSON input.'],
    ['a text', '"rst"', 'faults.json: A fault rule must be an object.'],
    ['a misspelt field', '[{"efect":{}}]', 'faults.json, rule 1: A fault rule has no field efect.'],
    [
      'a misspelt match',
      `[${rule({ status: 500 })},${rule({ status: 500 }, { layer: 'http', channle: 'a' })}]`,
      'faults.json, rule 2: The match of a fault rule has no field channle.',
    ],
    [
      'an unknown layer',
      rule({}, { layer: 'tcp' }),
      'faults.json: The layer of a fault rule is http, rtmp, media or clock.',
    ],
    ['an unknown effect', rule({ drop: 1 }), 'faults.json: A fault rule of layer http has no effect drop.'],
    [
      'an effect of another layer',
      rule({ enospc: true }),
      'faults.json: A fault rule of layer http has no effect enospc.',
    ],
    [
      'effects of two moments',
      rule({ enospc: true, loseSegment: true }, { layer: 'media' }),
      'faults.json: A fault rule of layer media cannot have the effects enospc, loseSegment together.',
    ],
    ['no effect', rule({}), 'faults.json: A fault rule needs an effect.'],
    ['a value that cannot be', rule({ status: 'x' }), 'faults.json: The fault effect status cannot be "x".'],
    [
      'a field of a field',
      rule({ reject: { text: 'no', cod: 'x' } }, { layer: 'rtmp' }),
      'faults.json: The fault effect reject cannot be {"text":"no","cod":"x"}.',
    ],
    [
      'an effect that is alone',
      rule({ code: 'A' }),
      'faults.json: The fault effect code does nothing without status.',
    ],
    [
      'a channel before there is one',
      rule({ refuse: true }, { layer: 'rtmp', channel: 'cam' }),
      'faults.json: A fault rule with the effect refuse cannot match a channel: none is known by then.',
    ],
    [
      'a chance above one',
      rule({ status: 500 }, { layer: 'http', probability: 2 }),
      'faults.json: The probability of a fault rule cannot be 2.',
    ],
  ])('with %s ends it before anything is opened', async (name, content, message) => {
    const { homeDir, run } = createWorld();
    const file = name === 'no-such-file' ? name : 'faults.json';
    if (file !== name) writeFileSync(join(homeDir, file), content);
    const ended = await run(['emulator', '--port', '0', '--data-dir', 'data', '--fault', file]);
    expect(ended).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: ${message.replace('<home>', homeDir)}\n`,
    });
    expect(existsSync(join(homeDir, 'data'))).toBe(false);
  });

  test('says of JSON on the command line where it is', async () => {
    const ended = await createWorld().run(['emulator', '--port', '0', '--fault', '{"match":{}}']);
    expect([ended.exitCode, ended.stderr]).toEqual([
      2,
      'error: --fault: The layer of a fault rule is http, rtmp, media or clock.\n',
    ]);
  });
});
