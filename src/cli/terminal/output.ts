import type { Context, FlagValue, Output } from '../context.js';
import { colorLevel } from './color.js';
import { printable, printableJson, printableLines } from './printable.js';
import { tsv } from './tsv.js';
import type { View } from './view.js';

const CLEAR_LINE = '\r\u001b[2K';

/** Reads `context.stderr` only when something is to be written there. */
export function createOutput(
  context: Pick<Context, 'stdout' | 'stderr' | 'env'>,
  flags: Readonly<Record<string, FlagValue>>,
): Output {
  const { stdout, env } = context;
  const json = flags.json === true;
  const quiet = flags.quiet === true;
  const format = json ? 'json' : stdout.isTTY ? 'terminal' : 'tsv';
  let drawn = false;

  const isAnimated = () => !quiet && !json && env.TERM !== 'dumb' && context.stderr.isTTY === true;

  function clear(): void {
    if (drawn) context.stderr.write(CLEAR_LINE);
    drawn = false;
  }

  function note(line: string): void {
    if (quiet || json) return;
    clear();
    context.stderr.write(`${printableLines(line)}\n`);
  }

  async function drawing(view: View): Promise<string> {
    if (view.kind === 'none') return '';
    if (format === 'tsv') return tsv(view);
    const { drawView } = await import('./terminal.js');
    return drawView(view, {
      columns: stdout.columns ?? 80,
      color: colorLevel(stdout, { env, color: flags.color }),
    });
  }

  return {
    format,
    json,
    quiet,
    verbose: flags.verbose === true,
    get animated() {
      return isAnimated();
    },
    async result(document, view) {
      const text = json ? `${printableJson(document, 2)}\n` : await drawing(view);
      clear();
      if (text !== '') stdout.write(text);
      if (view.kind === 'table' && view.rows.length === 0) note(view.empty);
    },
    text(text) {
      clear();
      stdout.write(text);
    },
    event(event) {
      stdout.write(`${printableJson(event)}\n`);
    },
    note,
    warn(line) {
      clear();
      context.stderr.write(
        json ? `${printableJson({ warning: { message: line } })}\n` : `warning: ${printableLines(line)}\n`,
      );
    },
    progress(line) {
      clear();
      if (line === null || !isAnimated()) return;
      // One column is left free: a line that fills the last one makes some terminals scroll.
      context.stderr.write(printable(line).slice(0, (context.stderr.columns ?? 80) - 1));
      drawn = true;
    },
  };
}
