/**
 * What may be options, and what is none: Commander drops the first `--` before a subcommand sees it, so what follows
 * never goes through it.
 */
export function splitAtDashes(
  argv: readonly string[],
): [before: readonly string[], after: readonly string[]] {
  const index = argv.indexOf('--');
  return index < 0 ? [argv, []] : [argv.slice(0, index), argv.slice(index + 1)];
}
