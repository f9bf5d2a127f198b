/** Some of the names, for a question about all of them. */
export function sampleOf(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} … ${names.at(-1)}`;
}
