import type { Client } from '../client.js';

/** The first bytes of an object, `most` of them at most; the rest is not waited for. */
export async function readObject(
  client: Pick<Client, 'getObject'>,
  key: string,
  { most, signal }: { most: number; signal: AbortSignal },
): Promise<{ bytes: Buffer; isCut: boolean }> {
  const { body } = await client.getObject({ key }, { signal });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, most), isCut: length > most };
}
