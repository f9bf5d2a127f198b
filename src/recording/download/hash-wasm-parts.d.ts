// One algorithm of hash-wasm by path: all of it is thirty times as large.

declare module 'hash-wasm/dist/crc64.umd.min.js' {
  import { createCRC64 } from 'hash-wasm';

  const hashWasm: { createCRC64: typeof createCRC64 };
  export = hashWasm;
}
