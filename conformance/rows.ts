// The table of docs/emulator.md in which the emulator says how it differs from the service.

export interface Row {
  /** Empty for what is not assumed. */
  id: string;
  behaviour: string;
  service: string;
  evidence: string;
}

const TABLE =
  /(\| id \| behaviour here \| service \| evidence \|\n\| --- \| --- \| --- \| --- \|\n)((?:\|.*\n?)*)/;

export function rowsOf(page: string): Row[] {
  const [, , table] = TABLE.exec(page) ?? [];
  if (table === undefined) throw new Error('docs/emulator.md has no such table');
  return table.trimEnd().split('\n').map(rowOf);
}

/** The page with the evidence of some rows replaced, by id. */
export function withEvidence(page: string, evidence: ReadonlyMap<string, string>): string {
  return page.replace(TABLE, (_, head: string, table: string) => {
    const end = table.endsWith('\n') ? '\n' : '';
    const lines = table
      .trimEnd()
      .split('\n')
      .map((line) => {
        const row = rowOf(line);
        const words = evidence.get(row.id);
        return row.id === '' || words === undefined ? line : lineOf({ ...row, evidence: words });
      });
    return `${head}${lines.join('\n')}${end}`;
  });
}

function rowOf(line: string): Row {
  const cells = line
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
  const [id = '', behaviour = '', service = '', evidence = ''] = cells;
  if (cells.length !== 4) throw new Error(`not four cells: ${line}`);
  return { id, behaviour, service, evidence };
}

function lineOf({ id, behaviour, service, evidence }: Row): string {
  return `| ${id} | ${behaviour} | ${service} | ${evidence} |`;
}
