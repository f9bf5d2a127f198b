import { createHmac } from 'node:crypto';
import type { IncomingRequest } from '../../src/emulator/http/message.js';

export const KEY = {
  accessKeyId: 'LTAI5tExampleKeyId0001',
  accessKeySecret: 'ExampleSecretKey0123456789abcd',
};

interface Asked {
  method: string;
  /** Encoded path and query, as sent. */
  target: string;
  /** What V1 signs: decoded `/{bucket}/{key}` and sub-resources. */
  resource: string;
  host?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  date?: string;
}

/** A request with a V1 signature, for tests that are about something else. */
export function signedV1(asked: Asked): IncomingRequest {
  const { method, target, resource, headers = {}, body = null } = asked;
  const date = asked.date ?? 'Tue, 05 Mar 2024 06:07:08 GMT';
  const ossHeaders = Object.entries(headers)
    .filter(([name]) => name.startsWith('x-oss-'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`)
    .join('');
  const lines = [method, headers['Content-MD5'] ?? '', headers['Content-Type'] ?? '', date];
  const text = [...lines, ossHeaders + resource].join('\n');
  const signature = createHmac('sha1', KEY.accessKeySecret).update(text).digest('base64');
  return {
    method,
    target,
    headers: [
      ['Host', asked.host ?? 'examplebucket.oss-cn-hangzhou.aliyuncs.com'],
      ['Date', date],
      ['Authorization', `OSS ${KEY.accessKeyId}:${signature}`],
      ...Object.entries(headers),
    ],
    body,
  };
}
