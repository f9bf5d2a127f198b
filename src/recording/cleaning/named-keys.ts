/** What a playlist says. */
export interface ReadList {
  /** Whether it says that nothing will be added. */
  isClosed: boolean;
  /** Every key that one of its lines may mean. */
  keys: string[];
}

/**
 * The keys that a playlist may mean, read so that none is missed: a line is taken as it is and percent-decoded, relative to
 * the list or below any host, since a custom domain or a CDN may lead to the bucket; with and without the bucket in front. Null for
 * what is no playlist.
 */
export function namedKeys(text: string, listKey: string, bucket: string): ReadList | null {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim());
  if (!/^#EXTM3U(?:\s|$)/.test(lines[0] ?? '') || text.includes('\0')) return null;
  const keys = new Set<string>();
  const folder = listKey.slice(0, listKey.lastIndexOf('/') + 1);
  for (const line of lines) {
    // As the service writes them: thousands.
    if (/^\d+\.ts$/.test(line)) keys.add(folder + line);
    else for (const uri of urisIn(line)) for (const key of keysOf(uri, listKey, bucket)) keys.add(key);
  }
  return { isClosed: lines.includes('#EXT-X-ENDLIST'), keys: [...keys] };
}

function urisIn(line: string): string[] {
  if (line === '') return [];
  if (!line.startsWith('#')) return [line];
  return [...line.matchAll(/[:,]\s*[A-Z0-9-]*URI="([^"]*)"/g)].map(([, uri = '']) => uri);
}

function keysOf(uri: string, listKey: string, bucket: string): string[] {
  const [address = ''] = uri.split('#');
  const found = new Set<string>();
  for (const path of [address, address.split('?')[0] ?? '']) {
    for (const text of [path, decoded(path)]) {
      const key = resolved(text, listKey);
      found.add(key);
      if (key.startsWith(`${bucket}/`)) found.add(key.slice(bucket.length + 1));
    }
  }
  return [...found];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Beside the list, or below the root of a host. */
function resolved(path: string, listKey: string): string {
  const [, below] = /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/]*\/(.*)$/is.exec(path) ?? [];
  const base = below !== undefined || path.startsWith('/') ? [] : listKey.split('/').slice(0, -1);
  const parts: string[] = [];
  for (const part of [...base, ...(below ?? path.replace(/^\//, '')).split('/')]) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
