import { describe, expect, test } from 'vitest';
import { hintRows } from '../../src/cli/terminal/hints.js';
import { HINTS, hintFor } from '../../src/client/hints.js';
import { limits } from '../../src/protocol/limits.js';
import verify from '../vectors/verify.json' with { type: 'json' };

/** The error codes that the documentation, the EC pages and the SDKs name for LiveChannel and its authentication. */
const codes = [
  'AccessDenied',
  'ChannelStillLive',
  'InvalidAccessKeyId',
  'InvalidArgument',
  'InvalidChannelName',
  'InvalidDigest',
  'InvalidRequest',
  'LiveChannelDisabled',
  'MalformedXML',
  'MetaOperationQpsLimitExceeded',
  'MissingArgument',
  'NoSuchBucket',
  'NoSuchLiveChannel',
  'RequestTimeTooSkewed',
  'SecondLevelDomainForbidden',
  'SignatureDoesNotMatch',
];

const authentication =
  `0002-00000003 0002-00000004 0002-00000006 0002-00000007 0002-00000008 0002-00000040 0002-00000065
  0002-00000067 0002-00000068 0002-00000069 0002-00000070 0002-00000079 0002-00000080 0002-00000201 0002-00000209 0002-00000212 0002-00000213
  0002-00000214 0002-00000215 0002-00000217 0002-00000219 0002-00000223 0002-00000226 0002-00000228 0002-00000232
  0002-00000235 0002-00000236 0002-00000503 0002-00000504 0002-00000902 0003-00000001`.split(/\s+/);

const liveChannel =
  `0015-00000101 0016-00000502 0017-00000255 0017-00000257 0017-00000258 0017-00000259 0026-00000021
  0044-00000001 0044-00000002 0044-00000003 0044-00000004 0044-00000005 0044-00000006 0044-00000007 0044-00000008
  0044-00000014 0044-00000015 0044-00000016 0044-00000017 0044-00000018 0044-00000101 0044-00000102 0044-00000103
  0044-00000201 0044-00000302 0044-00000304 0044-00000305 0044-00000306 0044-00000307 0044-00000308
  0044-00000403`.split(/\s+/);

const ecsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? (value.match(/^\d{4}-\d{8}$/) ?? [])
    : Object.values(value ?? {}).flatMap((entry) => ecsIn(entry));

describe('there is a next step', () => {
  test.each(codes)('for the code %s', (code) => {
    expect(hintFor(code, null, 'oss:GetLiveChannel')).toEqual(expect.any(String));
  });

  test.each([...authentication, ...liveChannel])('for the EC %s', (ec) => {
    expect(hintFor('SomethingNew', ec, 'oss:GetLiveChannel')).toEqual(expect.any(String));
  });

  test('for every EC of a limit and of a verified request', () => {
    const known = [...ecsIn(limits), ...ecsIn(verify)];
    expect(known.length).toBeGreaterThan(40);
    expect(known.filter((ec) => hintFor('SomethingNew', ec, '') === null)).toEqual([]);
  });

  test('in one line that ends like a sentence', () => {
    const hints = HINTS.map(({ hint }) => hint);
    expect(
      hints.filter((hint) => !/^[A-Zx][^\n]{10,}[.?]$/.test(hint) && !/^max-keys [^\n]+\.$/.test(hint)),
    ).toEqual([]);
  });
});

test('no hint stands twice, and none is there for two reasons', () => {
  const hints = HINTS.map(({ hint }) => hint);
  const names = HINTS.flatMap(({ names }) => names);
  expect([hints, names]).toEqual([[...new Set(hints)], [...new Set(names)]]);
});

test('a hint fits a line of 80 columns', () => {
  const lines = [...HINTS, ...hintRows()].map(
    ({ hint }) => `hint: ${hint.replace('{action}', 'oss:GetLiveChannelHistory')}`,
  );
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

describe('a 403 is told apart', () => {
  test.each([
    ['unknown key', 'InvalidAccessKeyId', '0002-00000902', /does not know this access key id/],
    ['wrong secret', 'SignatureDoesNotMatch', '0002-00000201', /secret does not belong to this key id/],
    ['wrong secret, V1', 'SignatureDoesNotMatch', '0002-00000040', /secret does not belong.*V1/],
    ['skewed clock', 'RequestTimeTooSkewed', '0002-00000504', /clock of this machine/],
    ['wrong region', 'InvalidArgument', '0002-00000226', /another region/],
    [
      'no permission',
      'AccessDenied',
      null,
      /^The key needs the RAM action oss:GetLiveChannel on this bucket\.$/,
    ],
    ['expired token', 'AccessDenied', '0002-00000007', /have expired/],
  ])('%s', (_name, code, ec, hint) => {
    expect(hintFor(code, ec, 'oss:GetLiveChannel')).toMatch(hint);
  });
});

test.each(['constructor', '__proto__', 'toString', 'SomethingNew'])('the code %s has no hint', (code) => {
  expect(hintFor(code, code, 'oss:GetLiveChannel')).toBeNull();
});
