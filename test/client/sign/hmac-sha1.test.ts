import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { hmacSha1 } from '../../../src/client/sign/hmac-sha1.js';

// RFC 2202, section 3, those whose key and data are text.
test.each([
  ['\v'.repeat(20), 'Hi There', 'b617318655057264e28bc0b6fb378c8ef146be00'],
  ['Jefe', 'what do ya want for nothing?', 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79'],
  ['\f'.repeat(20), 'Test With Truncation', '4c1a03424b55e07fe7f27be1d58bb9324a9a5a04'],
])('the vectors of RFC 2202: %j', (key, text, digest) => {
  expect(hmacSha1(key, text).toString('hex')).toBe(digest);
});

test('a key and a text of any length, in any script, as OpenSSL has it', () => {
  // Around the ends of blocks: 55, 64, 119 and 128 bytes.
  for (let length = 0; length < 140; length++)
    for (const [key, text] of [
      ['k'.repeat(length), 'a text'],
      ['secret', 't'.repeat(length)],
      ['密'.repeat(length), `频道\ud800${'直'.repeat(length)}`],
    ] as const)
      expect(hmacSha1(key, text)).toEqual(createHmac('sha1', key).update(text).digest());
});
