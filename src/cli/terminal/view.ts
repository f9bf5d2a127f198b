import { timeIn } from '../../protocol/time.js';
import { said, say } from '../say.js';
import { localTime } from './local-time.js';

/** A value that people read more easily in another form: `text` at a terminal, `value` in a pipe. */
export interface ReadableCell {
  value: string | number;
  text: string;
}

/** A time of the service, local for people; as it is where it cannot be read. */
export function timeCell(time: string | null): Cell {
  const read = timeIn(time ?? '');
  return time === null || read === null ? time : { value: time, text: localTime(read) };
}

/** Texts, of ours and others: in the language of the terminal for people. Null where there are none. */
export function textsCell(texts: readonly string[]): Cell {
  if (texts.length === 0) return null;
  return { value: texts.join(', '), text: texts.map(said).join(say`, `) };
}

export type Cell = string | number | boolean | null | ReadableCell;

export type Field = readonly [label: string, value: Cell | string[]];

export interface TableView {
  kind: 'table';
  columns: readonly string[];
  /** Cells that have no column are for pipes alone. */
  rows: readonly (readonly Cell[])[];
  empty: string;
  /** Rows before which people see an empty line. */
  breaks?: readonly number[];
}

export interface FieldsView {
  kind: 'fields';
  fields: readonly Field[];
}

/** What a command shows, before anyone decides how: a table with a header, or labelled fields. */
export type View = TableView | FieldsView | { kind: 'none' };
