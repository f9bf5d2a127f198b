import { expect, test } from 'vitest';
import { isLoopback } from '../../src/protocol/loopback.js';

test.each(['localhost', '127.0.0.1', '127.8.9.10', '::1', '[::1]', '::ffff:127.0.0.1'])(
  '%s is this machine',
  (host) => expect(isLoopback(host)).toBe(true),
);

test.each([
  '',
  '0.0.0.0',
  '10.0.0.1',
  '::',
  '::ffff:10.0.0.1',
  '127.0.0.1.example.com',
  'localhost.example.com',
  '127.example.com',
  'my-127.0.0.1',
])('%j may be another one', (host) => expect(isLoopback(host)).toBe(false));
