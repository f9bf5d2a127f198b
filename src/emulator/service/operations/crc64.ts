import { EMULATOR_LIMITS } from '../../limits.js';
import type { StoredObject } from '../../store/contents.js';

// CRC-64 with the ECMA-182 polynomial, reflected, all ones before and after: what OSS puts into
// x-oss-hash-crc64ecma. Two 32-bit halves, because BigInt arithmetic per byte is some ten times slower.
const POLYNOMIAL_HIGH = 0xc96c5795;
const POLYNOMIAL_LOW = 0xd7870f42;

const TABLE_HIGH = new Int32Array(256);
const TABLE_LOW = new Int32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const carry = (low & 1) === 1;
    low = (low >>> 1) | ((high & 1) << 31);
    high >>>= 1;
    if (carry) {
      high ^= POLYNOMIAL_HIGH;
      low ^= POLYNOMIAL_LOW;
    }
  }
  TABLE_HIGH[byte] = high;
  TABLE_LOW[byte] = low;
}

export class Crc64 {
  #high = 0xffffffff;
  #low = 0xffffffff;

  update(bytes: Uint8Array): this {
    let high = this.#high;
    let low = this.#low;
    // Iterating with for…of takes four times as long.
    for (let position = 0; position < bytes.length; position++) {
      const index = (low ^ (bytes[position] as number)) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (TABLE_LOW[index] as number);
      high = (high >>> 8) ^ (TABLE_HIGH[index] as number);
    }
    this.#high = high;
    this.#low = low;
    return this;
  }

  /** Unsigned decimal. */
  digest(): string {
    const unsigned = (half: number) => BigInt((half ^ -1) >>> 0);
    return String((unsigned(this.#high) << 32n) | unsigned(this.#low));
  }
}

/** Reading a large object twice would cost more than the header is worth. */
const LARGEST_BYTES = EMULATOR_LIMITS.checksummed.value;
const MOST_REMEMBERED = EMULATOR_LIMITS.checksums.value;

// Keyed by ETag, an MD5 of the content, so an entry is true for ever.
const remembered = new Map<string, string>();

/** Those being computed, by ETag. */
const underWay = new Map<string, Promise<string>>();

/** The CRC-64 of an object's content, as it is sent before the content; null for a large object. */
export async function objectCrc64(object: StoredObject): Promise<string | null> {
  const { etag } = object;
  const known = remembered.get(etag) ?? underWay.get(etag);
  if (known !== undefined) return known;
  if (object.bytes > LARGEST_BYTES) return null;
  const computing = computed(object).finally(() => underWay.delete(etag));
  underWay.set(etag, computing);
  return computing;
}

async function computed(object: StoredObject): Promise<string> {
  const crc = new Crc64();
  for await (const chunk of object.read()) crc.update(chunk);
  const digest = crc.digest();
  const [oldest] = remembered.keys();
  if (remembered.size >= MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  remembered.set(object.etag, digest);
  return digest;
}
