// Everything that the emulator can be told to do wrong and that a look can see, one at a time.
import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/client.js';
import { createTransport } from '../../src/client/transport.js';
import { examine, type Finding } from '../../src/doctor/index.js';
import { createEmulator, type EmulatorOptions, type FaultRule } from '../../src/emulator/index.js';
import { localProfile } from '../../src/protocol/local-profile.js';
import type { Settings } from '../../src/settings/settings.js';
import { temporaryFolder } from '../helpers/store.js';

interface World {
  fault?: FaultRule;
  emulator?: Partial<EmulatorOptions>;
  settings?: Partial<Settings>;
  channelName?: string | null;
  /** What is made before the look. */
  prepare?(emulator: ReturnType<typeof createEmulator>, client: ReturnType<typeof createClient>): unknown;
}

const network = { connectTimeoutSeconds: 5, readTimeoutSeconds: 5, proxy: null, noProxy: null, ca: null };

/** The look at an emulator that listens, with a channel `cam`; this machine has no ffmpeg. */
async function look({
  fault,
  settings = {},
  channelName = 'cam',
  prepare,
  ...world
}: World): Promise<Finding[]> {
  const emulator = createEmulator({
    dataDir: temporaryFolder(),
    credentials: [localProfile],
    ...world.emulator,
  });
  const { url } = await emulator.listen();
  const transport = createTransport();
  const { accessKeyId, accessKeySecret } = localProfile;
  const found: Settings = {
    ...{ endpoint: url, bucket: 'local', region: 'cn-hangzhou', signatureVersion: 'v4', addressing: null },
    ...{ credentials: { accessKeyId, accessKeySecret }, credentialsExpireAt: null, renewCredentials: null },
    credentialsRefused: null,
    ...{ credentialsEnd: () => null, credentialsSource: 'a test', network, retryAttempts: 1 },
    ...settings,
  };
  const open = (options: Settings) => createClient({ ...options, transport, retry: { attempts: 1 } });
  try {
    const owner = open({
      ...found,
      endpoint: url,
      bucket: 'local',
      region: 'cn-hangzhou',
      credentials: localProfile,
    });
    await owner.putLiveChannel({ channelName: 'cam' });
    await prepare?.(emulator, owner);
    if (fault !== undefined) await emulator.control.addFault(fault);
    const findings: Finding[] = [];
    for await (const finding of examine({
      subject: async () => ({ settings: found, channelName, transport, open: async () => open(found) }),
      nodeVersion: 'v20.18.1',
      programs: { ffmpeg: '/nowhere/ffmpeg', env: {}, platform: 'linux', cwd: '/' },
      now: () => new Date(),
      signal: new AbortController().signal,
    }))
      findings.push(finding);
    return findings;
  } finally {
    await transport.close();
    await emulator.close();
  }
}

/** The lines in a state, but for what this machine lacks. */
const inState = (findings: readonly Finding[], state: Finding['state']) =>
  findings.filter((finding) => finding.state === state && finding.name !== 'ffmpeg').map(({ name }) => name);

test('a bucket that is as it should be has no failures', async () => {
  const findings = await look({});
  expect([inState(findings, 'failed'), inState(findings, 'warning'), inState(findings, 'notTested')]).toEqual(
    [[], ['cors', 'lifecycle'], ['ffprobe', 'dns', 'tls', 'publish']],
  );
});

const LINES = {
  ...{ GetBucketInfo: 'bucket', GetBucketCors: 'cors', GetBucketLifecycle: 'lifecycle' },
  ...{ GetLiveChannelInfo: 'channel', GetLiveChannelStat: 'live', ListLiveChannel: 'list' },
  ...{
    GetLiveChannelHistory: 'history',
    ListObjectsV2: 'objects',
    HeadObject: 'read',
    GetVodPlaylist: 'vod',
  },
  ...{ PutLiveChannelStatus: 'status', PostVodPlaylist: 'save', HeadBucket: 'http' },
} as const;

describe('a fault of one operation fails its line, and no other', () => {
  test.each(Object.entries(LINES))('%s that answers 503: %s', async (op, line) => {
    const findings = await look({ fault: { match: { layer: 'http', op }, effect: { status: 503 } } });
    expect(inState(findings, 'failed')).toEqual([line]);
    expect(findings.find(({ name }) => name === line)).toMatchObject({ kind: 'network' });
  });

  test.each<[string, FaultRule['effect'], string]>([
    ['a missing permission', { status: 403, code: 'AccessDenied' }, 'denied'],
    ['a signature that is refused', { status: 403, code: 'SignatureDoesNotMatch' }, 'denied'],
    ['a reset', { resetBefore: true }, 'network'],
    ['a reset within', { resetAfterBytes: 20 }, 'network'],
    ['an end within', { truncate: 20 }, 'network'],
    ['half a document', { malformedXml: true }, 'network'],
    ['nothing in it', { emptyBody: true }, 'network'],
    ['a wrong length', { wrongContentLength: true }, 'network'],
    ['an answer that comes too late', { latencyMs: 6000 }, 'network'],
    ['an answer that stands still', { stallMs: 6000 }, 'network'],
  ])('GetLiveChannelStat with %s', async (_, effect, kind) => {
    const findings = await look({ fault: { match: { layer: 'http', op: 'GetLiveChannelStat' }, effect } });
    expect(findings.filter(({ state }) => state === 'failed').slice(1)).toMatchObject([
      { name: 'live', kind },
    ]);
  });

  test.each<[string, FaultRule['effect']]>([
    ['is reset', { refuse: true }],
    ['says nothing', { silent: true }],
    ['greets too late', { handshakeDelayMs: 6000 }],
  ])('RTMP that %s', async (_, effect) => {
    const findings = await look({ fault: { match: { layer: 'rtmp', op: 'connect' }, effect } });
    expect(inState(findings, 'failed')).toEqual(['rtmp']);
  });

  test('a request that is judged by another time', async () => {
    const effect = { skewMs: 20 * 60_000 };
    const findings = await look({ fault: { match: { layer: 'clock', op: 'ListObjectsV2' }, effect } });
    expect(inState(findings, 'failed')).toEqual(['clock']);
  });
});

describe('what is wrong with all of it fails one line', () => {
  test.each<[string, World, string, RegExp]>([
    [
      'the secret',
      { settings: { credentials: { ...localProfile, accessKeySecret: 'wrong' } } },
      'credentials',
      /signature we calculated does not match/,
    ],
    [
      'the key',
      { settings: { credentials: { ...localProfile, accessKeyId: 'LTAInobody' } } },
      'credentials',
      /does not exist/,
    ],
    ['the bucket', { settings: { bucket: 'not-there' } }, 'bucket', /bucket does not exist/],
    ['the region', { settings: { region: 'cn-shanghai' } }, 'region', /Invalid signing region/],
    [
      'the clock',
      {
        prepare: ({ control }) => control.setClock({ offsetMs: 3_600_000 }),
      },
      'clock',
      /this clock is 3\d{3}s behind/,
    ],
    ['a channel that is not there', { channelName: 'gone' }, 'channel', /there is no channel gone/],
    [
      'a channel that is disabled',
      { prepare: (_, client) => client.putLiveChannelStatus({ channelName: 'cam', status: 'disabled' }) },
      'channel',
      /cam is disabled/,
    ],
    ['the port', { settings: { endpoint: 'http://127.0.0.1:1' } }, 'tcp', /Nothing listens/],
    ['the host', { settings: { endpoint: 'http://oss.invalid' } }, 'dns', /no address/],
  ])('%s', async (_, world, line, message) => {
    const findings = await look(world);
    const failures = findings.filter(({ state, name }) => state === 'failed' && name !== 'ffmpeg');
    // Publishers would not get there either.
    const expected = line === 'tcp' || line === 'dns' ? [line, 'rtmp'] : [line];
    expect(failures.map(({ name }) => name)).toEqual(expected);
    expect(failures[0]?.message).toMatch(message);
  });
});

test('a bucket that anybody may write to, and rules that are there, are told', async () => {
  const findings = await look({
    emulator: { acl: 'public-read-write' },
    prepare: (_, client) =>
      client.putBucketLifecycle({
        document:
          '<LifecycleConfiguration><Rule><ID>a</ID><Prefix>cam/</Prefix><Status>Enabled</Status><Expiration><Days>30</Days></Expiration></Rule></LifecycleConfiguration>',
      }),
  });
  expect(findings.filter(({ name }) => name === 'acl' || name === 'lifecycle')).toMatchObject([
    { name: 'acl', state: 'warning', advice: { do: 'closeBucket', bucket: 'local' } },
    { name: 'lifecycle', state: 'ok', message: 'segments below cam/ end by rule' },
  ]);
});
