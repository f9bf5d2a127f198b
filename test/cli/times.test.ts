import { describe, expect, test } from 'vitest';
import { localTime } from '../../src/cli/terminal/local-time.js';
import { looksLikeTime, midnight, parseDuration, parseTime } from '../../src/cli/times.js';
import { UsageError } from '../../src/errors.js';

// Local times are those of a place without daylight saving; 14:30:15 there.
process.env.TZ = 'Asia/Shanghai';
const now = new Date('2024-03-05T06:30:15.250Z');

function refusal(run: () => unknown): { message: string; hint: string | null } {
  try {
    run();
  } catch (error) {
    if (error instanceof UsageError) return { message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('accepted');
}

describe('a time', () => {
  test.each([
    ['now', '2024-03-05T06:30:15.250Z'],
    ['90m', '2024-03-05T05:00:15.250Z'],
    ['1h-ago', '2024-03-05T05:30:15.250Z'],
    ['-1h', '2024-03-05T05:30:15.250Z'],
    ['3600s', '2024-03-05T05:30:15.250Z'],
    ['1h30m', '2024-03-05T05:00:15.250Z'],
    ['7d', '2024-02-27T06:30:15.250Z'],
    ['10:30', '2024-03-05T02:30:00.000Z'],
    ['14:30', '2024-03-05T06:30:00.000Z'],
    ['14:30:15', '2024-03-05T06:30:15.000Z'],
    ['14:30:16', '2024-03-04T06:30:16.000Z'],
    ['9:05', '2024-03-05T01:05:00.000Z'],
    ['23:59', '2024-03-04T15:59:00.000Z'],
    ['2024-03-05T06:07:08Z', '2024-03-05T06:07:08.000Z'],
    ['2024-03-05T06:07:08.250Z', '2024-03-05T06:07:08.250Z'],
    ['2024-03-05t06:07z', '2024-03-05T06:07:00.000Z'],
    ['2024-03-05T06:07:08+02:00', '2024-03-05T04:07:08.000Z'],
    ['2024-03-05T06:07:08-0530', '2024-03-05T11:37:08.000Z'],
    ['2024-03-05T06:07:08', '2024-03-04T22:07:08.000Z'],
    ['2024-03-05 06:07', '2024-03-04T22:07:00.000Z'],
    ['2024-03-05', '2024-03-04T16:00:00.000Z'],
    ['2024-02-29', '2024-02-28T16:00:00.000Z'],
    ['1709618400', '2024-03-05T06:00:00.000Z'],
    ['1709618400250', '2024-03-05T06:00:00.250Z'],
  ])('%s is %s', (text, expected) => {
    expect(parseTime(text, '--start', now).toISOString()).toBe(expected);
    expect(looksLikeTime(text)).toBe(true);
  });

  test.each([
    'test-channel',
    'yesterday',
    '',
    '1 h',
    '90x',
    'm',
    '1h-from-now',
    '1709618400.5',
    '2024-3-5',
    '20240305T060708Z',
  ])('%j is none, and the forms are named', (text) => {
    expect(looksLikeTime(text)).toBe(false);
    expect(refusal(() => parseTime(text, '--start', now))).toEqual({
      message: `--start: "${text}" is not a time.`,
      hint: 'Say now, 90m or 1h-ago (that long ago), 10:30, 2024-03-05T06:07:08Z, or Unix seconds.',
    });
  });

  test.each([
    '24:00',
    '10:60',
    '10:30:60',
    '2024-02-30',
    '2023-02-29T00:00:00Z',
    '2024-13-01',
    '2024-03-05T25:00:00Z',
    '17096184000',
    '170961840025',
    '9999999999d',
  ])('%s looks like one and is refused', (text) => {
    expect(looksLikeTime(text)).toBe(true);
    expect(refusal(() => parseTime(text, '--end', now)).message).toBe(`--end: "${text}" is not a time.`);
  });

  test.each(['3600', '0', '999999999'])('the bare number %s is refused with what to say instead', (text) => {
    expect(refusal(() => parseTime(text, '--start', now))).toEqual({
      message: `--start: ${text} is too small for a Unix time.`,
      hint: `For ${text} seconds ago say ${text}s.`,
    });
  });

  test('a clock time just after midnight, asked for just before it, was yesterday', () => {
    const lateEvening = new Date('2024-03-01T15:59:00Z');
    expect(parseTime('00:05', '--start', lateEvening).toISOString()).toBe('2024-02-29T16:05:00.000Z');
    expect(parseTime('23:59:30', '--start', lateEvening).toISOString()).toBe('2024-02-29T15:59:30.000Z');
  });
});

describe('a duration', () => {
  test.each([
    ['3600', 3600],
    ['90m', 5400],
    ['12h', 43_200],
    ['7d', 604_800],
    ['45s', 45],
    ['1h30m', 5400],
    ['1709600400', 1_709_600_400],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseDuration(text, '--expires')).toBe(seconds);
  });

  test.each(['0', '-5', '0m', '-1h'])('%s is not more than 0', (text) => {
    expect(refusal(() => parseDuration(text, '--expires'))).toEqual({
      message: `--expires must be more than 0 seconds, not ${text}.`,
      hint: 'Say 3600, 90m, 12h or 7d.',
    });
  });

  test.each(['', 'abc', '1.5h', '1w', '99999999999999999999', 'h', '10:30', '1h '])('%j is none', (text) => {
    expect(refusal(() => parseDuration(text, '--expires'))).toEqual({
      message: `--expires: "${text}" is not a duration.`,
      hint: 'Say 3600, 90m, 12h or 7d.',
    });
  });
});

test.each([
  ['Asia/Shanghai', '2024-03-05T14:07:08+08:00'],
  ['America/St_Johns', '2024-03-05T02:37:08-03:30'],
  ['UTC', '2024-03-05T06:07:08+00:00'],
])('a time at a terminal in %s', (zone, text) => {
  const zoneBefore = process.env.TZ;
  process.env.TZ = zone;
  expect(localTime(new Date('2024-03-05T06:07:08.900Z'))).toBe(text);
  process.env.TZ = zoneBefore;
});

// Summer ends in Berlin on 2026-10-25 at 03:00, in Lord Howe on 2024-04-07 at 02:00, by half an hour.
test.each<[string, string, string, string]>([
  ['Europe/Berlin', '2026-10-25T00:45:00Z', '02:30', '2026-10-25T00:30:00.000Z'],
  ['Europe/Berlin', '2026-10-25T01:15:00Z', '02:30', '2026-10-25T00:30:00.000Z'],
  ['Europe/Berlin', '2026-10-25T01:45:00Z', '02:30', '2026-10-25T01:30:00.000Z'],
  ['Europe/Berlin', '2026-10-25T01:45:00Z', '01:59', '2026-10-24T23:59:00.000Z'],
  ['Europe/Berlin', '2026-10-25T01:45:00Z', '03:00', '2026-10-24T01:00:00.000Z'],
  ['Europe/Berlin', '2026-10-25T22:00:00Z', '02:30', '2026-10-25T01:30:00.000Z'],
  ['Europe/Berlin', '2026-10-25T23:30:00Z', '02:30', '2026-10-25T01:30:00.000Z'],
  ['Europe/Berlin', '2026-10-26T09:00:00Z', '02:30', '2026-10-26T01:30:00.000Z'],
  ['Europe/Berlin', '2026-03-29T09:00:00Z', '03:30', '2026-03-29T01:30:00.000Z'],
  ['Australia/Lord_Howe', '2024-04-07T12:00:00Z', '01:45', '2024-04-06T15:15:00.000Z'],
])('of the times at which clocks in %s, at %s, have shown %s the latest is %s', (zone, now, text, wanted) => {
  const zoneBefore = process.env.TZ;
  process.env.TZ = zone;
  const found = parseTime(text, '--start', new Date(now)).toISOString();
  process.env.TZ = zoneBefore;
  expect(found).toBe(wanted);
});

// As `zdump -v` tells of the years: a day of 23, of 25 and of 24.5 hours, and one without its first hour.
test.each<[string, string, string, string]>([
  ['Asia/Shanghai', '2024-03-05T06:30:15Z', '2024-03-04T16:00:00.000Z', '2024-03-03T16:00:00.000Z'],
  ['Asia/Shanghai', '2024-03-05T16:30:15Z', '2024-03-05T16:00:00.000Z', '2024-03-04T16:00:00.000Z'],
  ['America/New_York', '2024-03-10T16:00:00Z', '2024-03-10T05:00:00.000Z', '2024-03-09T05:00:00.000Z'],
  ['America/New_York', '2024-03-11T16:00:00Z', '2024-03-11T04:00:00.000Z', '2024-03-10T05:00:00.000Z'],
  ['America/New_York', '2024-11-04T16:00:00Z', '2024-11-04T05:00:00.000Z', '2024-11-03T04:00:00.000Z'],
  ['Australia/Lord_Howe', '2024-04-08T12:00:00Z', '2024-04-07T13:30:00.000Z', '2024-04-06T13:00:00.000Z'],
  ['America/Havana', '2024-03-10T16:00:00Z', '2024-03-10T05:00:00.000Z', '2024-03-09T05:00:00.000Z'],
])('today and yesterday in %s at %s begin at %s and %s', (zone, now, today, yesterday) => {
  const zoneBefore = process.env.TZ;
  process.env.TZ = zone;
  const begins = [0, -1].map((days) => midnight(new Date(now), days).toISOString());
  process.env.TZ = zoneBefore;
  expect(begins).toEqual([today, yesterday]);
});
