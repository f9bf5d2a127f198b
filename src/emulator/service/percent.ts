/** Percent-encodes everything but the unreserved characters of RFC 3986, upper-case hex, as Signature V4 wants it. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The same, with slashes left alone. */
export function percentEncodePath(path: string): string {
  return path.split('/').map(percentEncode).join('/');
}
