import type { Client } from '../../client/client.js';
import { isDenied } from '../../client/look.js';
import { objectPages } from '../../client/objects/object-pages.js';
import { ServiceError } from '../../errors.js';
import type { Identity } from './part-folder.js';

/**
 * What the bucket says of these keys, which begin with the same prefix: by key, without those that are not there. Null
 * when it may not be asked (`oss:ListObjects`): then a download does without totals.
 */
export async function listedSizes(
  client: Pick<Client, 'listObjects'>,
  prefix: string,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Identity> | null> {
  const left = new Set(keys);
  const found = new Map<string, Identity>();
  const [first = ''] = [...keys].sort(byBytes);
  try {
    for await (const page of objectPages(client, { prefix, startAfter: justBefore(first) }, signal)) {
      for (const { key, size, etag } of page) if (left.delete(key)) found.set(key, { key, size, etag });
      if (left.size === 0) break;
    }
    return found;
  } catch (error) {
    if (error instanceof ServiceError && isDenied(error)) return null;
    throw error;
  }
}

/** What stands right before a key of ASCII characters at its end, near enough: its own beginning. */
function justBefore(key: string): string | null {
  return /[!-~]$/.test(key) ? key.slice(0, -1) : null;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
