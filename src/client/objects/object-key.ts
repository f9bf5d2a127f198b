import { english } from '../../english.js';
import { UsageError } from '../../errors.js';

/** Throws UsageError. OSS documentation, "Naming conventions of objects". */
export function validateKey(key: unknown): asserts key is string {
  const bytes = typeof key === 'string' ? Buffer.byteLength(key) : 0;
  if (bytes < 1 || bytes > 1023) throw new UsageError(english`The key of an object has 1-1023 bytes.`);
}

/** Of a list with `encoding-type=url`; null when it cannot be decoded. */
export function decodedKey(key: string): string | null {
  try {
    return decodeURIComponent(key);
  } catch {
    return null;
  }
}
