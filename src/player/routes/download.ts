import { CLIENT_LIMITS } from '../../client/limits.js';
import { isoSeconds } from '../../protocol/time.js';
import { streamRecording } from '../../recording/index.js';
import type { Answer } from '../answer.js';
import type { Around, Request } from '../around.js';
import { rangeIn, recorded } from './recording.js';

const LONGEST_MS = CLIENT_LIMITS.playerDownload.value * 1000;

/** A time in the recordings as one file, as it comes. */
export async function download(around: Around, request: Request, query: URLSearchParams): Promise<Answer> {
  const found = await recorded(around, request, rangeIn(query, LONGEST_MS));
  const first = new Date(found.segments[0]?.startMs ?? 0);
  const name = `${request.channelName}-${isoSeconds(first).replaceAll(/[-:]/g, '')}.ts`;
  return {
    status: 200,
    headers: [
      ['Content-Type', 'video/mp2t'],
      ['Content-Disposition', `attachment; filename*=UTF-8''${percentEncoded(name)}`],
    ],
    body: streamRecording(around.client, found, request.signal),
  };
}

/** What RFC 8187 lets stand: a name may hold quotes and line ends. */
function percentEncoded(name: string): string {
  return encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
