/** Some of the names, for a question about all of them: a list to put into a text. */
export function sampleOf(names: readonly string[]): readonly string[] {
  return names.length <= 3 ? names : [`${names[0]}`, `${names[1]} … ${names.at(-1)}`];
}
