import { createHash } from 'node:crypto';
import { EMULATOR_LIMITS } from '../../limits.js';
import type { StoredObject } from '../../store/contents.js';
import { Refusal } from '../refusals.js';
import type { Answer, Call } from './call.js';

const LARGEST_PLAYLIST = EMULATOR_LIMITS.signedPlaylist.value;

/**
 * `x-oss-process=hls/sign`: the playlist, its segments signed in the way and for the time that the URL of the
 * playlist is. Without a signature in the URL there is nothing to sign alike, and the text stays as it is.
 */
export async function signPlaylist({ key, signer, head }: Call, object: StoredObject): Promise<Answer> {
  if (object.bytes > LARGEST_PLAYLIST) throw new Refusal('entityTooLarge');
  const chunks: Uint8Array[] = [];
  for await (const chunk of object.read()) chunks.push(chunk);
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const signLike = signer?.signLike ?? null;
  const text = Buffer.concat(chunks)
    .toString()
    .replace(/^(?!#)[^\r\n]+/gm, (uri) => (signLike === null ? uri : signed(uri, folder, signLike)));
  const etag = createHash('md5').update(text).digest('hex').toUpperCase();
  return {
    status: 200,
    headers: [
      ['Content-Type', object.contentType],
      ['Content-Length', String(Buffer.byteLength(text))],
      ['ETag', `"${etag}"`],
      ['Last-Modified', new Date(object.lastModifiedMs).toUTCString()],
    ],
    body: head.method === 'HEAD' ? null : text,
  };
}

/** Only names beside the playlist are signed; a URL elsewhere, or one with a query, is somebody else's business. */
function signed(uri: string, folder: string, signLike: (key: string) => string): string {
  if (/[:?]/.test(uri) || uri.startsWith('/')) return uri;
  return `${uri}?${signLike(folder + decoded(uri))}`;
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
