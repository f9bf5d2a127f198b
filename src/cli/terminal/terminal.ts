import { Chalk, type ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { ColorLevel } from './color.js';
import { printable } from './printable.js';
import type { Cell, FieldsView, TableView } from './view.js';

interface Drawing {
  columns: number;
  color: ColorLevel;
}

const GAP = 2;
const MIN_WIDTH = 12;

/** A view for a terminal: a table under a bold header, or labels and values in two columns. */
export function drawView(view: TableView | FieldsView, { columns, color }: Drawing): string {
  const chalk = new Chalk({ level: color });
  if (view.kind === 'fields') return drawFields(view, chalk);
  return view.rows.length === 0 ? '' : drawTable(view, columns, chalk);
}

function drawTable(view: TableView, columns: number, chalk: ChalkInstance): string {
  const rows = view.rows.map((row) => row.slice(0, view.columns.length).map(readable));
  // The package that the table itself measures with.
  const natural = view.columns.map((title, index) =>
    Math.max(...[title, ...rows.map((row) => row[index] ?? '')].map((text) => stringWidth(text))),
  );
  const table = new Table({
    chars: { ...NO_RULES, middle: ' '.repeat(GAP) },
    colWidths: fitted(natural, rows, columns),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(view.columns.map((title) => chalk.bold(title)));
  for (const row of rows)
    table.push(row.map((text, index) => painted(view.columns[index] ?? '', text, chalk)));
  const lines = table.toString().replace(/ +$/gm, '').split('\n');
  const drawn = lines
    .map((line, index) => (view.breaks?.includes(index - 1) ? `\n${line}` : line))
    .join('\n');
  // The table cuts by UTF-16 units, which may leave half a character in front of the ellipsis.
  return `${drawn.replace(/\p{Surrogate}/gu, ' ')}\n`;
}

/** Labels are ours, so their length is their width; values are never cut. */
function drawFields({ fields }: FieldsView, chalk: ChalkInstance): string {
  const width = Math.max(...fields.map(([label]) => label.length)) + GAP;
  const indent = ' '.repeat(width);
  return fields
    .map(([label, value]) => {
      const texts = Array.isArray(value) ? value.map(printable) : [readable(value)];
      const shown = texts.map((text) => painted(label, text, chalk)).join(`\n${indent}`) || '-';
      return `${chalk.bold(label)}${' '.repeat(width - label.length)}${shown}\n`;
    })
    .join('');
}

function readable(cell: Cell): string {
  if (cell === null || cell === '') return '-';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return printable(typeof cell === 'object' ? cell.text : String(cell));
}

const STATUS_COLORS: Readonly<Record<string, 'green' | 'yellow' | 'red'>> = {
  Live: 'green',
  enabled: 'green',
  Stalled: 'red',
  Refused: 'red',
  Unknown: 'yellow',
  Disabled: 'yellow',
  disabled: 'yellow',
};

function painted(title: string, text: string, chalk: ChalkInstance): string {
  const color = title === 'Status' ? STATUS_COLORS[text] : undefined;
  return color === undefined ? text : chalk[color](text);
}

const TIME = /^\d{4}-\d\d-\d\dT/;

/** Shrinks the widest columns until the table fits, the first one, which names the row, last. URLs and times are never cut. */
function fitted(natural: readonly number[], rows: readonly (readonly string[])[], columns: number): number[] {
  const widths = [...natural];
  const excess = () => widths.reduce((sum, width) => sum + width + GAP, -GAP) - columns;
  const isWhole = (index: number) =>
    rows.some(({ [index]: text = '' }) => text.includes('://') || TIME.test(text));
  const shrinkable = [...widths.keys()].filter((index) => !isWhole(index));
  function shrink(indexes: readonly number[]): void {
    while (excess() > 0) {
      const widest = Math.max(...indexes.map((index) => widths[index]!));
      if (widest <= MIN_WIDTH) return;
      widths[indexes.find((index) => widths[index] === widest)!] = Math.max(MIN_WIDTH, widest - excess());
    }
  }
  shrink(shrinkable.filter((index) => index > 0));
  shrink(shrinkable.filter((index) => index === 0));
  // A name that is cut for nothing helps nobody.
  return excess() > 0 ? [natural[0]!, ...widths.slice(1)] : widths;
}

const NO_RULES = Object.fromEntries(
  ['top', 'bottom', 'mid', 'left', 'right', 'middle']
    .flatMap((name) => [name, `${name}-mid`, `${name}-left`, `${name}-right`])
    .map((name) => [name, '']),
);
