import { createHash } from 'node:crypto';
import { EMULATOR_LIMITS } from '../../limits.js';
import type { StoredObject } from '../../store/contents.js';
import { percentEncodePath } from '../percent.js';
import { Refusal } from '../refusals.js';
import type { Answer, Call } from './call.js';

const { signedPlaylist, signedSegments, signedPlaylists, hlsToken } = EMULATOR_LIMITS;

export const HLS_SIGN = 'hls/sign';

type SignLike = (key: string, process?: string) => string;

/**
 * `x-oss-process=hls/sign`: the playlist, its segments signed in the way and for the time that its own URL is. The
 * playlists of a master are signed for the same process, so that theirs are.
 */
export async function signPlaylist(
  { key, signer, head }: Call,
  object: () => Promise<StoredObject>,
): Promise<Answer> {
  checkToken(head.headers.get('x-oss-hls-sign-token') ?? '');
  if (!key.endsWith('.m3u8')) throw new Refusal('notAPlaylist');
  const signLike = signer?.signLike ?? null;
  if (signLike === null) throw new Refusal('notSignedInUrl');
  const playlist = await object();
  if (playlist.bytes > signedPlaylist.value) throw new Refusal('largePlaylist');
  const chunks: Uint8Array[] = [];
  for await (const chunk of playlist.read()) chunks.push(chunk);
  const text = signedText(Buffer.concat(chunks).toString(), key, signLike);
  const etag = createHash('md5').update(text).digest('hex').toUpperCase();
  return {
    status: 200,
    headers: [
      ['Content-Type', playlist.contentType],
      ['Content-Length', String(Buffer.byteLength(text))],
      ['ETag', `"${etag}"`],
      ['Last-Modified', new Date(playlist.lastModifiedMs).toUTCString()],
    ],
    body: head.method === 'HEAD' ? null : text,
  };
}

function checkToken(token: string): void {
  if (token.length > hlsToken.value) throw new Refusal('longHlsToken');
  if (!/^[\w.-]*$/.test(token)) throw new Refusal('badHlsToken');
}

const URI_LINE = /^(?!#)[^\r\n]+/gm;

function signedText(text: string, key: string, signLike: SignLike): string {
  const uris = text.match(URI_LINE) ?? [];
  const segments = uris.filter((uri) => kindOf(uri) === 'segment').length;
  const playlists = uris.filter((uri) => kindOf(uri) === 'playlist').length;
  if (segments > signedSegments.value) throw new Refusal('manySegments');
  if (playlists > signedPlaylists.value) throw new Refusal('manyPlaylists');
  if (segments + playlists === 0) throw new Refusal('emptyPlaylist');
  if (segments > 0 && playlists > 0) throw new Refusal('mixedPlaylist');
  return text.replace(URI_LINE, (uri) => signed(uri, key, signLike));
}

function kindOf(uri: string): 'segment' | 'playlist' | null {
  const [path = ''] = uri.trim().split('?', 1);
  if (path.endsWith('.ts')) return 'segment';
  return path.endsWith('.m3u8') ? 'playlist' : null;
}

/** Only names beside the playlist are signed; a URL elsewhere, or one with a query, is somebody else's business. */
function signed(uri: string, key: string, signLike: SignLike): string {
  const kind = kindOf(uri);
  if (kind === null || /[:?]/.test(uri) || uri.startsWith('/')) return uri;
  const target = keyOf(uri, key);
  if (target === null) return uri;
  return `${uri}?${kind === 'playlist' ? signLike(target, HLS_SIGN) : signLike(target)}`;
}

/** The key that a player asks for; null for what is no encoding of one. */
function keyOf(uri: string, playlistKey: string): string | null {
  const { pathname } = new URL(uri, `http://any/${percentEncodePath(playlistKey)}`);
  try {
    return decodeURIComponent(pathname.slice(1).replaceAll('+', ' '));
  } catch {
    return null;
  }
}
