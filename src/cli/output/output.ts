import type { View } from '../../protocol/operation.js';
import type { Context, FlagValue, Output } from '../context.js';
import { colorLevel } from './color.js';
import { printable, printableJson, printableLines } from './printable.js';
import { tsv } from './tsv.js';

const CLEAR_LINE = '\r\u001b[2K';

export function createOutput(
  { stdout, stderr, env }: Pick<Context, 'stdout' | 'stderr' | 'env'>,
  flags: Readonly<Record<string, FlagValue>>,
): Output {
  const json = flags.json === true;
  const quiet = flags.quiet === true;
  const format = json ? 'json' : stdout.isTTY ? 'terminal' : 'tsv';
  const animated = stderr.isTTY === true && env.TERM !== 'dumb' && !quiet && !json;
  let drawn = false;

  function clear(): void {
    if (drawn) stderr.write(CLEAR_LINE);
    drawn = false;
  }

  async function drawing(view: View): Promise<string> {
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
    animated,
    async result(document, view) {
      const text = json ? `${printableJson(document, 2)}\n` : await drawing(view);
      clear();
      if (text !== '') stdout.write(text);
      if (view.kind === 'table' && view.rows.length === 0) this.note(view.empty);
    },
    text(text) {
      clear();
      stdout.write(text);
    },
    event(event) {
      stdout.write(`${printableJson(event)}\n`);
    },
    note(line) {
      if (quiet || json) return;
      clear();
      stderr.write(`${printableLines(line)}\n`);
    },
    warn(line) {
      clear();
      stderr.write(
        json ? `${printableJson({ warning: { message: line } })}\n` : `warning: ${printableLines(line)}\n`,
      );
    },
    progress(line) {
      if (!animated) return;
      clear();
      if (line === null) return;
      // One column is left free: a line that fills the last one makes some terminals scroll.
      stderr.write(printable(line).slice(0, (stderr.columns ?? 80) - 1));
      drawn = true;
    },
  };
}
