import { Chalk, type ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import stringWidth from 'string-width';
import { english } from '../../english.js';
import { said, say } from '../say.js';
import type { ColorLevel } from './color.js';
import { printable } from './printable.js';
import type { Cell, FieldsView, TableView } from './view.js';
import { wordFor } from './words.js';

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
  const rows = view.rows.map((row) =>
    row.slice(0, view.columns.length).map((cell, index) => readable(cell, view.columns[index])),
  );
  // The package that the table itself measures with.
  const natural = view.columns.map((title, index) =>
    Math.max(...[said(title), ...rows.map((row) => row[index] ?? '')].map((text) => stringWidth(text))),
  );
  const table = new Table({
    chars: { ...NO_RULES, middle: ' '.repeat(GAP) },
    colWidths: fitted(natural, rows, columns),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(view.columns.map((title) => chalk.bold(said(title))));
  for (const row of rows)
    table.push(row.map((text, index) => painted(view.columns[index] ?? '', text, chalk)));
  const lines = table.toString().replace(/ +$/gm, '').split('\n');
  const drawn = lines
    .map((line, index) => (view.breaks?.includes(index - 1) ? `\n${line}` : line))
    .join('\n');
  // The table cuts by UTF-16 units, which may leave half a character in front of the ellipsis.
  return `${drawn.replace(/\p{Surrogate}/gu, ' ')}\n`;
}

/** Values are never cut. */
function drawFields({ fields }: FieldsView, chalk: ChalkInstance): string {
  const width = Math.max(...fields.map(([label]) => stringWidth(said(label)))) + GAP;
  const indent = ' '.repeat(width);
  return fields
    .map(([label, value]) => {
      const texts = Array.isArray(value) ? value.map(printable) : [readable(value, label)];
      const shown = texts.map((text) => painted(label, text, chalk)).join(`\n${indent}`) || '-';
      return `${chalk.bold(said(label))}${' '.repeat(width - stringWidth(said(label)))}${shown}\n`;
    })
    .join('');
}

function readable(cell: Cell, title = ''): string {
  if (cell === null || cell === '') return '-';
  if (typeof cell === 'boolean') return cell ? say`yes` : say`no`;
  const text = printable(typeof cell === 'object' ? cell.text : String(cell));
  return WORDED.has(title) ? said(wordFor(text)) : text;
}

/** Columns and labels whose cells are words or sentences of ours, or states of the service; never names. */
const WORDED: ReadonlySet<string> = new Set([
  ...[english`Status`, english`Action`, english`Outcome`, english`Does`],
  ...[english`Means`, english`Fix`, english`Message`, english`Why`],
]);

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
  if (title !== 'Status') return text;
  const [, color] = Object.entries(STATUS_COLORS).find(([word]) => said(word) === text) ?? [];
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
