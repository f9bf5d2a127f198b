import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type AliyunProfile, parseAliyunConfig } from '../../src/settings/config-files.js';
import { parseOssutilConfig } from '../../src/settings/ossutil-config.js';
import { fromOssutil } from '../../src/settings/ossutil-profile.js';
import { fromCurrentAliyunProfile } from '../../src/settings/profile-places.js';
import { roleCredentials } from '../../src/settings/role-credentials.js';
import vectors from '../vectors/credentials.json' with { type: 'json' };

const file = '~/file';

async function placeIn(format: string, text: string, profile: string | null) {
  if (format === 'aliyun-json') {
    const config = { file, ...parseAliyunConfig(text, file), again: async () => null };
    return fromCurrentAliyunProfile(config, profile, () => new Date())[0];
  }
  return fromOssutil({ file, ...(await parseOssutilConfig(text, file)) }, profile ?? 'default');
}

describe('the credential file vectors', () => {
  it.each(vectors.cases.map((vector) => [vector.name, vector] as const))(
    '%s',
    async (_, { format, text, profile, expected }) => {
      const place = await placeIn(format, text, profile);
      // A mode without usable keys is left to the library that knows it.
      if (expected.error !== undefined) {
        expect([expected.error, place?.credential?.kind]).toEqual(['unsupported-mode', 'role']);
        return;
      }
      const { accessKeyId, accessKeySecret, securityToken, region, endpoint } = expected;
      expect(place).toMatchObject({
        credential: { kind: 'key', parts: [accessKeyId, accessKeySecret, securityToken] },
        region,
        endpoint,
      });
    },
  );
});

describe('ossutil configuration', () => {
  async function sections(text: string) {
    return Object.fromEntries((await parseOssutilConfig(text, file)).profiles);
  }

  it.each([
    [
      'keeps dots in profile names apart from nesting',
      '[profile eu.prod]\nregion=eu-central-1\n[profile eu]\nregion=eu-west-1',
      { 'eu.prod': { region: 'eu-central-1' }, eu: { region: 'eu-west-1' } },
    ],
    [
      'cuts a value at a comment, but not at # and ; inside it',
      '[default]\naccessKeySecret=a#b;c\\d ; comment\nstsToken = t==#1 # comment\nregion="cn-hangzhou"\n',
      { default: { accesskeysecret: 'a#b;c\\d', ststoken: 't==#1', region: 'cn-hangzhou' } },
    ],
    [
      'keeps = in values and quoted signs as they are',
      '[default]\nstsToken=CAIS=&x=1==\naccessKeySecret="p #q"',
      { default: { ststoken: 'CAIS=&x=1==', accesskeysecret: 'p #q' } },
    ],
    [
      'takes keys in any letter case and spelling',
      '[DEFAULT]\nACCESS_KEY_ID=a\nAccess-Key-Secret=b\n',
      { default: { accesskeyid: 'a', accesskeysecret: 'b' } },
    ],
    [
      'reads Windows line ends and a byte order mark',
      '\uFEFF[default]\r\nregion=cn-hangzhou\r\n',
      { default: { region: 'cn-hangzhou' } },
    ],
    [
      'takes [default] before [Credentials]',
      '[default]\nregion=cn-hangzhou\n[Credentials]\nlanguage=EN\nendpoint=x\n',
      { default: { region: 'cn-hangzhou' } },
    ],
    [
      'leaves sections of other things alone',
      '[Credentials]\nlanguage=EN\n[Bucket-Endpoint]\nb1=oss-cn-hangzhou.aliyuncs.com\n[buckets b]\nregion=x\n',
      { default: { language: 'EN' } },
    ],
    ['is silent when it is empty', '', {}],
  ])('%s', async (_, text, expected) => {
    expect(await sections(text)).toEqual(expected);
  });

  const chain =
    '[profile base]\naccessKeyId=base-id\naccessKeySecret=base-secret\nstsToken=base-token\nregion=cn-hangzhou\n' +
    '[profile heir]\nsource_profile=base\nregion=cn-beijing\n' +
    '[profile own]\nsource_profile=base\naccessKeyId=own-id\naccessKeySecret=own-secret\n' +
    '[profile a]\nsource_profile=b\n[profile b]\nsource_profile=a\n[profile lost]\nsource_profile=nobody\n';

  it.each([
    ['heir', ['base-id', 'base-secret', 'base-token'], 'cn-beijing'],
    ['own', ['own-id', 'own-secret', null], 'cn-hangzhou'],
  ])(
    'source_profile: %s has its own region or key, the rest from its source',
    async (name, parts, region) => {
      expect(await placeIn('ossutil2-ini', chain, name)).toMatchObject({ credential: { parts }, region });
    },
  );

  it.each([
    ['a', 'Profile b in ~/file builds on a, which it cannot.'],
    ['lost', 'Profile lost in ~/file builds on nobody, which it cannot.'],
  ])('source_profile: %s leads nowhere', async (name, message) => {
    await expect(placeIn('ossutil2-ini', chain, name)).rejects.toMatchObject({
      kind: 'configuration',
      message,
    });
  });
});

describe('profiles without keys of their own', () => {
  const network = { connectTimeoutSeconds: 5, readTimeoutSeconds: 5, proxy: null, noProxy: null, ca: null };
  const issuedBy = (profile: AliyunProfile) => roleCredentials(profile, null)(network);

  it('asks the URI that a profile names', async () => {
    const server = createServer((_, response) => {
      response.end(
        JSON.stringify({
          Code: 'Success',
          AccessKeyId: 'STS.uri',
          AccessKeySecret: 'uri-secret',
          SecurityToken: 'uri-token',
          Expiration: '2999-01-01T00:00:00Z',
        }),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const profile = { name: 'uri', mode: 'CredentialsURI', credentials_uri: `http://127.0.0.1:${port}/` };
    expect(await issuedBy(profile)).toEqual({
      credentials: { accessKeyId: 'STS.uri', accessKeySecret: 'uri-secret', securityToken: 'uri-token' },
      expiresAt: new Date('2999-01-01T00:00:00Z'),
    });
    server.close();
    server.closeAllConnections();
  });

  it('runs the command that a profile names', async () => {
    const print = `console.log(JSON.stringify({mode:'AK',access_key_id:'cmd-id',access_key_secret:'cmd-secret'}))`;
    const profile = { name: 'cmd', mode: 'External', process_command: `${process.execPath} -e "${print}"` };
    expect(await issuedBy(profile)).toEqual({
      credentials: { accessKeyId: 'cmd-id', accessKeySecret: 'cmd-secret', securityToken: null },
      expiresAt: null,
    });
  });

  it.each([
    [
      { name: 'r', mode: 'RamRoleArn', access_key_id: 'a', access_key_secret: 'b' },
      'Profile r (mode RamRoleArn) gives no credentials: the RoleArn is empty',
    ],
    [
      { name: 'x', mode: 'External', process_command: '/nonexistent/command' },
      'Profile x (mode External) gives no credentials: failed to execute external command: spawn /nonexistent/command ENOENT',
    ],
    [
      { name: 'c', mode: 'ChainableRamRoleArn', source_profile: 'gone' },
      'Profile c builds on gone, which it cannot.',
    ],
    [{ name: 'o', mode: 'Anonymous' }, 'Profile o has mode Anonymous, which oss-live cannot use.'],
  ])('%o says why it gives none', async (profile, message) => {
    await expect(issuedBy(profile)).rejects.toMatchObject({
      kind: 'configuration',
      message,
    });
  });

  it('does not follow profiles in a circle', async () => {
    const profiles = new Map(
      [
        ['a', 'b'],
        ['b', 'a'],
      ].map(([name, source]) => [
        name,
        { name: name as string, mode: 'ChainableRamRoleArn', source_profile: source },
      ]),
    );
    const first = { name: 'a', mode: 'ChainableRamRoleArn', source_profile: 'b' };
    await expect(
      roleCredentials(first, {
        find: (name) => profiles.get(name),
        again: async () => undefined,
        now: () => new Date(),
      })(network),
    ).rejects.toMatchObject({
      kind: 'configuration',
      message: 'Profile b builds on a, which it cannot.',
    });
  });
});
