import { limits } from '../../protocol/limits.js';

export function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name);
}

/** The name of a playlist beside the segments of its channel. */
export function isPlaylistName(name: string): boolean {
  const { minBytes, maxBytes, suffix } = limits.playlistName;
  const bytes = Buffer.byteLength(name);
  return bytes >= minBytes && bytes <= maxBytes && name.endsWith(suffix) && !name.includes('/');
}
