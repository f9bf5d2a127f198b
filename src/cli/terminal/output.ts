import { isoSeconds } from '../../protocol/time.js';
import type { Context, Output, Sink } from '../context.js';
import type { GlobalFlags } from '../flags.js';
import { cutTo, said, say } from '../say.js';
import { colorLevel } from './color.js';
import { localTime } from './local-time.js';
import { printable, printableJson, printableLines } from './printable.js';
import type { Cell, FieldsView, TableView } from './view.js';

const CLEAR_LINE = '\r\u001b[2K';

/** Reads `context.stderr` only when something is to be written there. */
export function createOutput(
  context: Pick<Context, 'stdout' | 'stderr' | 'env'>,
  { json = false, quiet = false, verbose = false, color }: Partial<GlobalFlags>,
): Output {
  const { stdout, env } = context;
  const format = json ? 'json' : stdout.isTTY ? 'terminal' : 'tsv';
  let isProgressDrawn = false;

  const isAnimated = () => !quiet && !json && env.TERM !== 'dumb' && context.stderr.isTTY === true;

  function clear(): void {
    if (isProgressDrawn) context.stderr.write(CLEAR_LINE);
    isProgressDrawn = false;
  }

  function note(line: string): void {
    if (quiet || json) return;
    clear();
    context.stderr.write(`${printable(said(line))}\n`);
  }

  async function drawn(view: TableView | FieldsView, sink: Sink): Promise<string> {
    if (!sink.isTTY) return tsv(view);
    const { drawView } = await import('./terminal.js');
    return drawView(view, { columns: sink.columns ?? 80, color: colorLevel(sink, { env, color }) });
  }

  return {
    format,
    json,
    quiet,
    verbose,
    get animated() {
      return isAnimated();
    },
    async result(document, view) {
      const shown = json || view.kind === 'none' ? '' : await drawn(view, stdout);
      const text = json ? `${printableJson(document, 2)}\n` : shown;
      clear();
      if (text !== '') stdout.write(text);
      if (view.kind === 'table' && view.rows.length === 0 && view.empty !== '') note(view.empty);
    },
    text(text) {
      clear();
      stdout.write(stdout.isTTY ? printableLines(text.replaceAll('\r\n', '\n')) : text);
    },
    bytes(content) {
      clear();
      stdout.write(content);
    },
    time: (time) => (context.stderr.isTTY ? localTime(time) : isoSeconds(time)),
    event(event) {
      stdout.write(`${printableJson(event)}\n`);
    },
    note,
    warn(line) {
      clear();
      context.stderr.write(
        json
          ? `${printableJson({ warning: { message: line } })}\n`
          : say`warning: ${printable(said(line))}\n`,
      );
    },
    async tell(view) {
      clear();
      if (!json) context.stderr.write(await drawn(view, context.stderr));
    },
    progress(line) {
      clear();
      if (line === null || !isAnimated()) return;
      // One column is left free: a line that fills the last one makes some terminals scroll.
      context.stderr.write(cutTo(printable(said(line)), (context.stderr.columns ?? 80) - 1));
      isProgressDrawn = true;
    },
  };
}

/** A view for a pipe: one line per row or field, cells separated by tabs, no header. */
function tsv(view: TableView | FieldsView): string {
  if (view.kind === 'table') return lines(view.rows);
  return lines(
    view.fields.flatMap(([label, value]) =>
      Array.isArray(value) ? value.map((item): Cell[] => [label, item]) : [[label, value]],
    ),
  );
}

function lines(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(plain).join('\t')}\n`).join('');
}

function plain(cell: Cell): string {
  if (cell === null) return '';
  return printable(String(typeof cell === 'object' ? cell.value : cell));
}
