/// <reference path="./hash-wasm-parts.d.ts" />

import hashWasm from 'hash-wasm/dist/crc64.umd.min.js';

/** CRC-64 with the ECMA-182 polynomial, reflected, all ones before and after: what OSS sends as x-oss-hash-crc64ecma. */
export interface Crc64 {
  update(bytes: Uint8Array): void;
  /** Unsigned decimal. Nothing can be added after it. */
  digest(): string;
}

/** Each has WebAssembly of its own; one that is done serves the next checksum. */
const idle: Awaited<ReturnType<typeof hashWasm.createCRC64>>[] = [];

export async function createCrc64(): Promise<Crc64> {
  const hasher = (idle.pop() ?? (await hashWasm.createCRC64())).init();
  let digest: string | null = null;
  return {
    update: (bytes) => void hasher.update(bytes),
    digest() {
      if (digest === null) {
        digest = String(BigInt(`0x${hasher.digest('hex')}`));
        idle.push(hasher);
      }
      return digest;
    },
  };
}
