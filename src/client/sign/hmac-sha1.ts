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

/** Nothing is called in its loops: what runs once runs slowly, and calls are the slowest. */
function addBlock(state: Int32Array, message: Buffer, start: number): void {
  const words = new Int32Array(80);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let t = 0; t < 80; t++) {
    let word = 0;
    if (t < 16) word = message.readInt32BE(start + 4 * t);
    else {
      const mixed = (words[t - 3] ?? 0) ^ (words[t - 8] ?? 0) ^ (words[t - 14] ?? 0) ^ (words[t - 16] ?? 0);
      word = (mixed << 1) | (mixed >>> 31);
    }
    words[t] = word;
    let step = word + e + ((a << 5) | (a >>> 27));
    if (t < 20) step += ((b & c) | (~b & d)) + 0x5a827999;
    else if (t < 40) step += (b ^ c ^ d) + 0x6ed9eba1;
    else if (t < 60) step += ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
    else step += (b ^ c ^ d) + 0xca62c1d6;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = step | 0;
  }
  for (const [index, value] of [a, b, c, d, e].entries()) state[index] = (state[index] as number) + value;
}
