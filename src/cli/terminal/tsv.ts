import { printable } from './printable.js';
import type { Cell, View } from './view.js';

/** A view for a pipe: one line per row or field, cells separated by tabs, no header. */
export function tsv(view: View): string {
  switch (view.kind) {
    case 'table':
      return lines(view.rows);
    case 'fields':
      return lines(
        view.fields.flatMap(([label, value]) =>
          Array.isArray(value) ? value.map((item): Cell[] => [label, item]) : [[label, value as Cell]],
        ),
      );
    case 'none':
      return '';
  }
}

function lines(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(plain).join('\t')}\n`).join('');
}

function plain(cell: Cell): string {
  if (cell === null) return '';
  return printable(String(typeof cell === 'object' ? cell.value : cell));
}
