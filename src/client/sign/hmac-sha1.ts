const BLOCK_BYTES = 64;

/**
 * HMAC-SHA1 (RFC 2104, FIPS 180-4), which signature V1 is made of. Node's own takes a tenth of the time of a whole
 * `sign-rtmp` to be loaded, and with it all that Node has of cryptography.
 */
export function hmacSha1(key: string, text: string): Buffer {
  const given = Buffer.from(key);
  const block = Buffer.alloc(BLOCK_BYTES);
  (given.length > BLOCK_BYTES ? sha1(given) : given).copy(block);
  const keyed = (mask: number, message: Buffer) =>
    sha1(Buffer.concat([block.map((one) => one ^ mask), message]));
  return keyed(0x5c, keyed(0x36, Buffer.from(text)));
}

function sha1(message: Buffer): Buffer {
  // A bit that is set, zeros, and the length in bits, up to whole blocks.
  const padded = Buffer.alloc(Math.ceil((message.length + 9) / BLOCK_BYTES) * BLOCK_BYTES);
  message.copy(padded);
  padded.writeUInt8(0x80, message.length);
  padded.writeBigUInt64BE(8n * BigInt(message.length), padded.length - 8);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  for (let at = 0; at < padded.length; at += BLOCK_BYTES) addBlock(state, padded, at);
  const digest = Buffer.alloc(20);
  for (const [index, value] of state.entries()) digest.writeInt32BE(value, 4 * index);
  return digest;
}

function addBlock(state: Int32Array, message: Buffer, start: number): void {
  const words = new Int32Array(80);
  const word = (t: number) => words[t] as number;
  for (let t = 0; t < 80; t++)
    words[t] =
      t < 16
        ? message.readInt32BE(start + 4 * t)
        : rotated(word(t - 3) ^ word(t - 8) ^ word(t - 14) ^ word(t - 16), 1);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let t = 0; t < 80; t++) {
    const next = (rotated(a, 5) + mixed(t, b, c, d) + e + word(t)) | 0;
    e = d;
    d = c;
    c = rotated(b, 30);
    b = a;
    a = next;
  }
  for (const [index, value] of [a, b, c, d, e].entries()) state[index] = (state[index] as number) + value;
}

/** The function of step `t`, and its constant. */
function mixed(t: number, b: number, c: number, d: number): number {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
