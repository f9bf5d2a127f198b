import { describe, expect, test } from 'vitest';
import { createCrc64 } from '../../../src/recording/download/crc64.js';

const decimal = (hex: string): string => String(BigInt(`0x${hex}`));
const pattern = Uint8Array.from({ length: 100_003 }, (_, i) => (i * 7 + Math.floor(i / 251)) % 256);

async function crc64(...pieces: readonly Uint8Array[]): Promise<string> {
  const crc64 = await createCrc64();
  for (const piece of pieces) crc64.update(piece);
  return crc64.digest();
}

describe('CRC-64', () => {
  // As `xz --check=crc64` computes it and `xz -lvv` shows it.
  test.each([
    ['nothing', new Uint8Array(), '0'],
    // The check value of CRC-64/XZ, in every catalogue.
    ['123456789', Buffer.from('123456789'), '11051210869376104954'],
    ['one letter', Buffer.from('a'), decimal('330284772e652b05')],
    ['zeros', new Uint8Array(65_536), decimal('26af09ca494f655e')],
    ['a pattern', pattern, decimal('f72b0db78f233153')],
  ])('of %s is the one of xz', async (_, bytes, expected) => {
    expect(await crc64(bytes)).toBe(expected);
  });

  test('is the same however the bytes come, and of several at once', async () => {
    const digests = await Promise.all(
      Array.from({ length: 40 }, (_, at) => {
        const cut = at < 20 ? at : pattern.length - at;
        return crc64(pattern.subarray(0, cut), pattern.subarray(cut));
      }),
    );
    expect(new Set(digests)).toEqual(new Set([decimal('f72b0db78f233153')]));
  });
});
