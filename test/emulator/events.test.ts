import { expect, test } from 'vitest';
import type { Output } from '../../src/cli/context.js';
import { eventReport } from '../../src/cli/terminal/emulator-events.js';

const time = '2024-03-05T06:07:08.250Z';
const events = [
  { event: 'push-started', bucket: 'local', channel: 'cam', remoteAddress: '127.0.0.1:40002' },
  { event: 'push-ended', bucket: 'local', channel: 'cam', reason: 'unpublished', mediaBytes: 555801 },
  {
    event: 'publish-refused',
    bucket: null,
    channel: null,
    reason: 'token',
    description: 'AccessDenied: The security token you provided is invalid.',
    stringToSign: '1709600400\nsecurity-token:CAIS8AF1q6Ft5B2y\n/local/cam',
  },
  {
    ...{ event: 'refused', method: 'GET', target: '/local/cam?live&security-token=***', status: 404 },
    ...{ code: 'NoSuchLiveChannel', ec: '0026-00000021' },
  },
  { event: 'refused', method: 'PUT', target: `/local/${'a'.repeat(300)}`, status: 400, code: 'X', ec: null },
  {
    ...{
      event: 'publish-refused',
      bucket: 'local',
      channel: 'cam\n06:07:09Z Push to x',
      reason: 'anonymous',
    },
    description: 'AccessDenied: You have no right to access this object because of bucket acl.',
  },
  { event: 'fault', rule: 'f1' },
].map((event, index) => ({ id: index + 1, time, ...event }));

function told(kind: Partial<Output>): string[] {
  const lines: string[] = [];
  const output = {
    note: (line: string) => lines.push(line),
    event: (event: object) => lines.push(JSON.stringify(event)),
    ...kind,
  } as unknown as Output;
  const report = eventReport(output);
  for (const event of events) report(event);
  return lines;
}

test('what happens in the emulator is told in lines about pushes and about what was refused', () => {
  expect(told({})).toEqual([
    '06:07:08Z Push to cam from 127.0.0.1:40002.',
    '06:07:08Z The push to cam ended (unpublished).',
    '06:07:08Z A push to nowhere was refused: AccessDenied: The security token you provided is invalid.',
    '06:07:08Z GET /local/cam?live&security-token=***: 404 NoSuchLiveChannel, EC 0026-00000021',
    `06:07:08Z PUT /local/${'a'.repeat(193)}…: 400 X`,
    '06:07:08Z A push to cam\\n06:07:09Z Push to x was refused: AccessDenied: You have no right to access this object because of bucket acl.',
  ]);
});

test('with --json in all events, without what was signed', () => {
  const lines = told({ json: true });
  expect(lines).toHaveLength(7);
  expect(lines[2]).toBe(
    `{"id":3,"time":"${time}","event":"publish-refused","bucket":null,"channel":null,"reason":"token","description":"AccessDenied: The security token you provided is invalid."}`,
  );
});
