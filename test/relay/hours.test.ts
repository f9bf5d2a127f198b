import { expect, test } from 'vitest';
import { dayAt, hoursAt, isTimeZone, readHours } from '../../src/relay/hours.js';

test.each([
  ['08:00-22:00', { from: '08:00', to: '22:00' }],
  ['22:00-06:00', { from: '22:00', to: '06:00' }],
  ['00:00-24:00', { from: '00:00', to: '24:00' }],
  ['8:00-22:00', null],
  ['08:00-08:00', null],
  ['08:00-25:00', null],
  ['24:00-08:00', null],
  ['08:60-09:00', null],
  ['08:00–22:00', null],
])('%s', (text, hours) => {
  expect(readHours(text)).toEqual(hours);
});

test.each<[string, string, string, boolean, string]>([
  // Shanghai is eight hours ahead all the year.
  ['08:00-22:00', 'Asia/Shanghai', '2024-03-05T00:00:00Z', true, '2024-03-05T14:00:00Z'],
  ['08:00-22:00', 'Asia/Shanghai', '2024-03-04T23:59:59Z', false, '2024-03-05T00:00:00Z'],
  ['08:00-22:00', 'Asia/Shanghai', '2024-03-05T14:00:00Z', false, '2024-03-06T00:00:00Z'],
  ['22:00-06:00', 'UTC', '2024-03-05T23:00:00Z', true, '2024-03-06T06:00:00Z'],
  ['22:00-06:00', 'UTC', '2024-03-06T05:59:59Z', true, '2024-03-06T06:00:00Z'],
  ['22:00-06:00', 'UTC', '2024-03-06T06:00:00Z', false, '2024-03-06T22:00:00Z'],
  ['00:00-24:00', 'UTC', '2024-03-06T23:59:59Z', true, '2024-03-07T00:00:00Z'],
  // Berlin puts its clocks forward at 01:00 UTC on 31 March 2024, so 02:30 is not there, and back on 27 October.
  ['02:30-04:00', 'Europe/Berlin', '2024-03-31T00:59:00Z', false, '2024-03-31T01:30:00Z'],
  ['02:30-04:00', 'Europe/Berlin', '2024-03-31T01:30:00Z', true, '2024-03-31T02:00:00Z'],
  ['08:00-22:00', 'Europe/Berlin', '2024-03-30T20:30:00Z', true, '2024-03-30T21:00:00Z'],
  ['08:00-22:00', 'Europe/Berlin', '2024-03-31T19:30:00Z', true, '2024-03-31T20:00:00Z'],
  ['08:00-22:00', 'Europe/Berlin', '2024-10-27T20:30:00Z', true, '2024-10-27T21:00:00Z'],
])('%s in %s at %s', (text, zone, now, isOn, until) => {
  expect(hoursAt(readHours(text)!, zone, new Date(now))).toEqual({ isOn, until: new Date(until) });
});

test('a day begins at midnight of its zone, also when it has another length', () => {
  expect(dayAt('Asia/Shanghai', new Date('2024-03-05T16:00:00Z'))).toEqual({
    ...{ name: '20240306', until: new Date('2024-03-06T16:00:00Z') },
  });
  expect(dayAt('Europe/Berlin', new Date('2024-03-31T12:00:00Z')).until).toEqual(
    new Date('2024-03-31T22:00:00Z'),
  );
});

test.each([
  ['Asia/Shanghai', true],
  ['UTC', true],
  ['Mars/Base', false],
  ['', false],
])('%s is a time zone: %s', (name, is) => {
  expect(isTimeZone(name)).toBe(is);
});
