/** A value that people read more easily in another form: `text` at a terminal, `value` in a pipe. */
export interface ReadableCell {
  value: string | number;
  text: string;
}

export type Cell = string | number | boolean | null | ReadableCell;

export type Field = readonly [label: string, value: Cell | string[]];

/** What a command shows, before anyone decides how: a table with a header, or labelled fields. */
export type View =
  | { kind: 'table'; columns: readonly string[]; rows: readonly (readonly Cell[])[]; empty: string }
  | { kind: 'fields'; fields: readonly Field[] }
  | { kind: 'none' };
