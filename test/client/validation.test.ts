import { describe, expect, it } from 'vitest';
import * as validate from '../../src/client/validate.js';
import vectors from '../vectors/validation.json' with { type: 'json' };

const snapshot = { roleName: 'role', destBucket: 'pictures', notifyTopic: 'topic', interval: 5 };

const checks: Record<string, (value: unknown) => void> = {
  channel: validate.validateChannelName,
  bucket: validate.validateBucketName,
  playlist: validate.validatePlaylistName,
  description: validate.validateDescription,
  fragDuration: validate.validateFragDuration,
  fragCount: validate.validateFragCount,
  status: validate.validateStatus,
  snapshotInterval: (value) => validate.validateSnapshot({ ...snapshot, interval: value as number }),
  maxKeys: validate.validateMaxKeys,
  type: validate.validateTargetType,
};

describe('the validation vectors', () => {
  it.each(vectors.cases.map((vector) => [`${vector.name}: ${vector.value}`, vector] as const))(
    '%s',
    (_, { kind, value, valid, ec }) => {
      const check = () => checks[kind]?.(value);
      expect(kind in checks).toBe(true);
      if (valid) expect(check).not.toThrow();
      else
        expect(check).toThrow(expect.objectContaining({ name: 'UsageError', kind: 'usage', ec: ec ?? null }));
    },
  );
});

describe('a refusal names the limit, the value and the EC of the service', () => {
  const long = 'x'.repeat(300);
  it.each([
    [
      () => validate.validateChannelName('频'.repeat(22)),
      '0017-00000258',
      `A channel name has at most 63 bytes; "${'频'.repeat(22)}" has 66.`,
    ],
    [() => validate.validateChannelName(''), '0017-00000257', 'A channel name has 1-63 bytes; got "".'],
    [
      () => validate.validateChannelName(undefined),
      '0017-00000257',
      'A channel name has 1-63 bytes; got nothing.',
    ],
    [
      () => validate.validateChannelName('cam\ud83c'),
      '0017-00000259',
      'A channel name is well-formed Unicode; got "cam\\ud83c".',
    ],
    [() => validate.validateChannelName('a/b'), null, 'A channel name contains no "/"; got "a/b".'],
    [
      () => validate.validateChannelName('', '0044-00000302'),
      '0044-00000302',
      'A channel name has 1-63 bytes; got "".',
    ],
    [
      () => validate.validatePlaylistName('.m3u8'),
      '0044-00000017',
      'A playlist name has 6-128 bytes of UTF-8; got ".m3u8".',
    ],
    [
      () => validate.validatePlaylistName('a.m3u'.padStart(9, 'a'), '0044-00000403'),
      '0044-00000403',
      'A playlist name ends in ".m3u8"; got "aaaaa.m3u".',
    ],
    [
      () => validate.validateDescription(long),
      '0044-00000001',
      'A description has at most 128 bytes; this one has 300.',
    ],
    [
      () => validate.validateFragDuration(2.5),
      '0044-00000014',
      'FragDuration (seconds) is an integer from 1 to 100; got 2.5.',
    ],
    [
      () => validate.validateFragCount('3'),
      '0044-00000015',
      'FragCount is an integer from 1 to 100; got "3".',
    ],
    [
      () => validate.validateMaxKeys(1001),
      '0044-00000101',
      'max-keys is an integer from 1 to 1000; got 1001.',
    ],
    [
      () => validate.validatePrefix('x'.repeat(1025)),
      '0044-00000102',
      'prefix has at most 1024 bytes; this one has 1025.',
    ],
    [() => validate.validateChannelName('.'), null, '"." is no channel name: it means a folder.'],
    [() => validate.validateChannelName('..'), null, '".." is no channel name: it means a folder.'],
    [() => validate.validateMarker(7), '0044-00000103', 'marker is text; got 7.'],
    [
      () => validate.validateSnapshot({ ...snapshot, notifyTopic: '' }),
      '0044-00000006',
      'A snapshot needs RoleName, DestBucket, NotifyTopic and Interval; NotifyTopic is missing.',
    ],
    [
      () => validate.validateSnapshot({ destBucket: 'pictures' }),
      '0044-00000007',
      'A snapshot needs RoleName, DestBucket, NotifyTopic and Interval; RoleName and NotifyTopic are missing.',
    ],
    [
      () => validate.validateStatus('on', '0017-00000255'),
      '0017-00000255',
      'A status is "enabled" or "disabled"; got "on".',
    ],
    [
      () => validate.validateVodWindow(1709618400, 1709618400),
      '0044-00000306',
      'startTime 1709618400 is not before endTime 1709618400.',
    ],
    [
      () => validate.validateVodWindow(1709532059, 1709618460),
      '0044-00000307',
      'A VOD window is at most 86400s long; 1709532059 to 1709618460 is 86401s.',
    ],
    [
      () => validate.validateVodWindow(1709618400250, 1709618460),
      '0044-00000304',
      'startTime is in Unix seconds; 1709618400250 looks like milliseconds.',
    ],
    [
      () => validate.validateVodWindow(1709618400, Number.NaN),
      '0044-00000305',
      'endTime is a whole number of Unix seconds above 0; got NaN.',
    ],
    [
      () => validate.validateExpiresSeconds(0),
      null,
      'An expiry is a whole number of seconds above 0; got 0.',
    ],
    [
      () => validate.validateExpiresSeconds(1_000_000_000),
      null,
      'An expiry is in seconds from now; 1000000000 looks like a Unix time.',
    ],
    [
      () => validate.validatePresignExpiresSeconds(604_801),
      '0002-00000232',
      'The lifetime of a V4 URL (seconds) is an integer from 1 to 604800; got 604801.',
    ],
    [
      () => validate.validatePlaylistName(`${long}.m3u8`),
      '0044-00000017',
      `A playlist name has 6-128 bytes of UTF-8; got "${'x'.repeat(95)}…".`,
    ],
  ])('%s', (check, ec, message) => {
    expect(check).toThrow(expect.objectContaining({ name: 'UsageError', message, ec }));
  });

  it('says where a Unix time belongs', () => {
    expect(() => validate.validateExpiresSeconds(1709600400)).toThrow(
      expect.objectContaining({ advice: { do: 'giveMomentOfExpiry' } }),
    );
  });
});

it('a VOD window of exactly one day is accepted', () => {
  expect(() => validate.validateVodWindow(1709532060, 1709618460)).not.toThrow();
});
