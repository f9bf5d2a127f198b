/** Those of the names that are a slip of the finger away from a word, or begin with it; nearest first. */
export function near(word: string, names: readonly string[]): string[] {
  const wanted = word.toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 4));
  return names
    .map((name) => {
      const slips = distance(wanted, name.toLowerCase());
      const begins = wanted.length > 2 && name.toLowerCase().startsWith(wanted);
      return { name, slips: begins ? Math.min(slips, allowed) : slips };
    })
    .filter(({ name, slips }) => slips <= allowed && name !== word)
    .sort((a, b) => a.slips - b.slips)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** How many letters are added, left out, changed or swapped with the next (optimal string alignment). */
function distance(from: string, to: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row[j] = Math.min(
        row[j - 1]! + 1,
        last[j]! + 1,
        last[j - 1]! + same,
        swapped ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, last] = [last, row];
  }
  return last[to.length]!;
}
