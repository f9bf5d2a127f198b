import { errorOf, headerOf, openAnswer } from '../../client/answer.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { redact, secretsInUrl } from '../../client/redact.js';
import { interruption } from '../../client/retry.js';
import { ServiceError } from '../../errors.js';
import type { HeaderList, Transport } from '../../protocol/wire.js';

/** Who looks, and how. */
export interface Looking {
  transport: Transport;
  bucket: string;
  /** Of the page with the player, as browsers name it: `https://www.example.com`. */
  origin: string;
  now: Date;
  signal: AbortSignal;
}

/** What a player gets of a playlist. */
export type Playing =
  /** `allowsOrigin`: whether a browser hands it to the page. */
  | { kind: 'plays'; allowsOrigin: boolean }
  | { kind: 'refused'; error: ServiceError; of: 'playlist' | 'segment' }
  /** No answer, or none that says anything. */
  | { kind: 'unknown' };

type Peek = Exclude<Playing, { kind: 'plays' }> | { kind: 'text'; text: string; allowsOrigin: boolean };

/** The first segment that is listed; its line has to be there to its end. */
const FIRST_SEGMENT = /^(?!#)[^\r\n]+(?=[\r\n])/m;

/**
 * Asks for a playlist and the first byte of its first segment as a player on a web page does: without a header that
 * signs. Nothing that lies at another origin is fetched. Rejects with InterruptedError only.
 */
export async function tryPlaying(url: string, looking: Looking): Promise<Playing> {
  const list = await peekAt(url, 'playlist', looking);
  if (list.kind !== 'text') return list;
  const { kind: _, text, ...answered } = list;
  // A website in the bucket may have a page for what is not there.
  if (!text.startsWith('#EXTM3U')) return { kind: 'unknown' };
  const [line = ''] = FIRST_SEGMENT.exec(text) ?? [];
  const segment = URL.canParse(line, url) ? new URL(line, url) : null;
  if (line === '' || segment?.origin !== new URL(url).origin) return { kind: 'plays', ...answered };
  const first = await peekAt(segment.href, 'segment', looking);
  // One that is gone says nothing about the others.
  const isRefused = first.kind === 'refused' && first.error.kind === 'denied';
  return isRefused ? first : { kind: 'plays', ...answered };
}

async function peekAt(url: string, of: 'playlist' | 'segment', looking: Looking): Promise<Peek> {
  const { transport, bucket, origin: page, now, signal } = looking;
  const { origin, host, pathname, search } = new URL(url);
  const headers: HeaderList = [
    ['Host', host],
    ['Origin', page],
    ...(of === 'segment' ? [['Range', 'bytes=0-0'] satisfies [string, string]] : []),
  ];
  try {
    const request = { method: 'GET', origin, target: pathname + search, headers, body: null };
    const answer = await openAnswer(await transport(request, { signal }), signal);
    if (!('body' in answer))
      throw errorOf(answer, { action: 'oss:GetObject', bucket, channelName: null }, now);
    const allowed = headerOf(answer.headers, 'access-control-allow-origin');
    return {
      kind: 'text',
      text: await beginning(answer.body),
      allowsOrigin: allowed === '*' || allowed === page,
    };
  } catch (error) {
    if (signal.aborted) throw interruption(signal);
    if (!(error instanceof ServiceError) || error.retryable) return { kind: 'unknown' };
    // A server may repeat what it was asked.
    error.message = redact(error.message, secretsInUrl(url));
    return { kind: 'refused', error, of };
  }
}

/** Enough for the first lines; the rest is not waited for. */
async function beginning(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= CLIENT_LIMITS.playlistHead.value) break;
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, CLIENT_LIMITS.playlistHead.value));
}
