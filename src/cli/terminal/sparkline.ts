const BARS = '▁▂▃▄▅▆▇█';

/** The latest values as bars, the highest of them the tallest; blanks before there were any. Nothing is the lowest bar. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-width);
  const highest = Math.max(...shown, 0);
  const bars = shown.map((value) => {
    const level = highest === 0 ? 0 : Math.ceil((value / highest) * (BARS.length - 1));
    return BARS[level] ?? '';
  });
  return bars.join('').padStart(width);
}
