/** The parameters of a publish URL under one reading of its text. */
export type Parameters = ReadonlyMap<string, string>;

/** Percent-decoding only: `+` is a plus, in signatures above all. What is no encoding is left as it is. */
export function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * A query read as encoded and as plain text, since some clients decode it before they send it; null when a
 * parameter is repeated.
 */
export function readQuery(query: string): { decoded: Parameters; raw: Parameters } | null {
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
  const decoded = new Map(pairs.map(([name, value]) => [percentDecode(name), percentDecode(value)]));
  return decoded.size < pairs.length ? null : { decoded, raw: new Map(pairs) };
}
