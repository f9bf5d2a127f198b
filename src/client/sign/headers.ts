/** Headers by lower-case name, values trimmed, several values of one name joined with a comma. */
export type FoldedHeaders = ReadonlyMap<string, string>;

export function foldHeaders(headers: Readonly<Record<string, string>>): FoldedHeaders {
  const folded = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    const earlier = folded.get(key);
    folded.set(key, earlier === undefined ? value.trim() : `${earlier},${value.trim()}`);
  }
  return folded;
}

/** The given headers and the added ones; an added one takes the place of the same name in any letter case. */
export function withHeaders(
  given: Readonly<Record<string, string>>,
  added: Record<string, string>,
): Record<string, string> {
  if (Object.keys(given).length === 0) return added;
  const replaced = new Set(Object.keys(added).map((name) => name.toLowerCase()));
  const kept = Object.entries(given).filter(([name]) => !replaced.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...added };
}

/** `name:value\n` for each, sorted by name. */
export function headerBlock(headers: FoldedHeaders, isSigned: (name: string) => boolean): string {
  const names = [...headers.keys()].filter(isSigned).sort();
  return names.map((name) => `${name}:${headers.get(name)}\n`).join('');
}
