import { expect, test } from 'vitest';
import { requestId } from '../../../src/emulator/service/request-id.js';

test('a request id is the Unix second and something random, 24 upper-case hex digits', () => {
  const ids = Array.from({ length: 100 }, () => requestId(new Date('2024-03-05T06:07:08.999Z')));
  for (const id of ids) expect(id).toMatch(/^65E6B68C[0-9A-F]{16}$/);
  expect(new Set(ids).size).toBe(100);
});
