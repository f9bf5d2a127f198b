import type { Client } from '../../client/client.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { isDenied } from '../../client/look.js';
import { turns } from '../../client/side-by-side.js';
import { ServiceError } from '../../errors.js';
import { firstTimes } from '../transport-stream/first-times.js';

/** Of timestamps of MPEG-TS. */
const TICKS_A_SECOND = 90_000;
const READ_BYTES = CLIENT_LIMITS.firstTimestamp.value;

/** Reads, of the segment with an index, when its first picture is shown; null when it cannot be read or has none. */
export function firstPictures(
  client: Pick<Client, 'getObject'>,
  keys: readonly string[],
  signal: AbortSignal,
): (index: number) => Promise<number | null> {
  const inTurn = turns(CLIENT_LIMITS.vodWindowsAtOnce.value);
  let denied = false;
  return (index) =>
    inTurn(async () => {
      if (denied) return null;
      try {
        const times = firstTimes(await headOf(client, keys[index] ?? '', signal));
        return times?.video == null ? null : times.video.pts / TICKS_A_SECOND;
      } catch (error) {
        if (!(error instanceof ServiceError) || error.httpStatus >= 500) throw error;
        // Gone, archived, or nobody's to read.
        denied ||= isDenied(error);
        return null;
      }
    });
}

async function headOf(
  client: Pick<Client, 'getObject'>,
  key: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { body } = await client.getObject({ key, range: { start: 0, end: READ_BYTES - 1 } }, { signal });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    // A server may give the whole segment.
    if (bytes > READ_BYTES) break;
  }
  return Buffer.concat(chunks);
}
