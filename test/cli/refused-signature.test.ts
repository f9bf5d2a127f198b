// A signature that the emulator refuses, because of the secret or of what stands between it and the command.
import { afterAll, describe, expect, test } from 'vitest';
import { createEmulator } from '../../src/emulator/index.js';
import { localProfile } from '../../src/protocol/local-profile.js';
import type { HttpRequest } from '../../src/protocol/wire.js';
import { temporaryFolder } from '../helpers/store.js';
import { createWorld, LOCAL_ENV } from '../helpers/world.js';

const emulator = createEmulator({
  dataDir: temporaryFolder(),
  credentials: [
    localProfile,
    { ...localProfile, accessKeyId: 'STS.temporary', securityToken: 'right-token' },
  ],
});
afterAll(() => emulator.close());

const headers = (change: (name: string, value: string) => string) => (request: HttpRequest) => ({
  ...request,
  headers: request.headers.map(
    ([name, value]) => [name, change(name.toLowerCase(), value)] as [string, string],
  ),
});

interface Way {
  words?: readonly string[];
  /** What stands between. */
  proxy?: (request: HttpRequest) => HttpRequest;
  env?: Record<string, string | undefined>;
}

const OWN = {
  ...LOCAL_ENV,
  OSS_PROFILE: undefined,
  OSS_ENDPOINT: localProfile.endpoint,
  OSS_BUCKET: 'local',
};
const env = {
  ...OWN,
  ...{ OSS_ACCESS_KEY_ID: localProfile.accessKeyId, OSS_ACCESS_KEY_SECRET: localProfile.accessKeySecret },
  OSS_REGION: 'cn-hangzhou',
};

async function refusal({
  words = ['status', 'cam+1', 'enabled'],
  proxy = (request) => request,
  env: more = {},
}: Way) {
  const transport = (request: HttpRequest) => emulator.handle(proxy(request));
  const world = createWorld({ transport, env: { ...env, ...more }, now: () => new Date() });
  const { exitCode, stderr } = await world.run([...words, '-v', '--retry-times', '0']);
  expect(exitCode).toBe(4);
  return stderr.split('\n').slice(1);
}

const carets = (lines: readonly string[]) => {
  const at = lines.findIndex((line) => /^ *\^$/.test(line));
  return at < 0 ? null : lines.slice(at - 2, at + 1);
};
const hint = (lines: readonly string[]) => lines.find((line) => line.startsWith('hint: '))?.slice(6);

describe.each(['v4', 'v1'])('signed with %s', (version) => {
  const words = ['status', 'cam+1', 'enabled', '--sign-version', version];

  test('the wrong secret leaves nothing to point at', async () => {
    const lines = await refusal({ words, env: { OSS_ACCESS_KEY_SECRET: 'another' } });
    expect([carets(lines), hint(lines)]).toEqual([
      null,
      'Both signed the same text: the secret does not belong to this key id. Copy it anew.',
    ]);
  });

  test('a proxy that decodes the address is found out', async () => {
    const proxy = (request: HttpRequest) => ({ ...request, target: request.target.replace('%2B', '+') });
    const lines = await refusal({ words, proxy });
    const path = version === 'v4' ? ['%2B1', '%201'] : ['+1?live&status=enabled', ' 1?live&status=enabled'];
    expect([carets(lines), hint(lines)]).toEqual([
      [
        `here     /local/cam${path[0]}`,
        `service  /local/cam${path[1]}`,
        `${' '.repeat(version === 'v4' ? 21 : 19)}^`,
      ],
      'A character of the address was encoded or decoded on the way: a proxy does that.',
    ]);
  });

  test('a proxy that changes the parameter is found out', async () => {
    const proxy = (request: HttpRequest) => ({
      ...request,
      target: request.target.replace('=enabled', '=disabled'),
    });
    expect(hint(await refusal({ words, proxy }))).toBe(
      'A parameter was changed on the way: a proxy does that.',
    );
  });

  test('a proxy that changes a header is found out', async () => {
    const proxy = headers((name, value) => (name === 'content-type' ? 'text/xml' : value));
    const lines = await refusal({ words: ['create', 'cam', '--replace', '--sign-version', version], proxy });
    expect(hint(lines)).toBe(
      'The header content-type was changed, added or left out on the way: a proxy does that.',
    );
  });

  test('a proxy that changes the method is found out', async () => {
    const proxy = (request: HttpRequest) => ({ ...request, method: 'PUT' });
    const lines = await refusal({ words: ['stat', 'cam', '--sign-version', version], proxy });
    expect([carets(lines), hint(lines)]).toEqual([
      ['here     GET', 'service  PUT', '         ^'],
      'The method was changed on the way: a proxy does that.',
    ]);
  });
});

test('the token is never shown', async () => {
  const proxy = headers((name, value) => (name === 'x-oss-security-token' ? `${value} ` : value));
  const added = (request: HttpRequest) => {
    const { headers: kept, ...rest } = proxy(request);
    return { ...rest, headers: [...kept, ['x-oss-added', '1'] as [string, string]] };
  };
  const lines = await refusal({
    proxy: added,
    env: { OSS_ACCESS_KEY_ID: 'STS.temporary', OSS_SESSION_TOKEN: 'right-token' },
  });
  expect(hint(lines)).toBe(
    'The header x-oss-added was changed, added or left out on the way: a proxy does that.',
  );
  expect(lines.join('\n')).not.toContain('right-token');
});
