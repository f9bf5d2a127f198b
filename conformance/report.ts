import type { Finding } from './probe.js';

/** What a run has found, as it is written to a file. */
export interface Report {
  /** ISO 8601, UTC. */
  time: string;
  /** Where the bucket is. */
  region: string;
  endpoint: string;
  version: string;
  rows: readonly RowReport[];
  /** The contract story, test by test; null when it was left out. */
  story: readonly StoryReport[] | null;
}

export interface RowReport extends Finding {
  id: string;
  /** What was said, secrets masked. */
  evidence: readonly string[];
}

export interface StoryReport {
  test: string;
  passed: boolean;
  /** Why not. */
  message?: string;
}

/** Throws for what is none: a report comes from another machine. */
export function checkedReport(text: string): Report {
  const report = JSON.parse(text) as Partial<Report>;
  const isWord = (value: unknown): value is string =>
    typeof value === 'string' && /^[\w.:-]{1,100}$/.test(value);
  if (!isWord(report.region) || !isWord(report.time) || !Array.isArray(report.rows))
    throw new Error('This is no report of npm run conformance.');
  for (const { id, verdict, saw } of report.rows)
    if (!isWord(id) || !['as-assumed', 'differs', 'unclear'].includes(verdict) || typeof saw !== 'string')
      throw new Error(`The report has a row that is none: ${JSON.stringify(id)}.`);
  return report as Report;
}

const MARK = /; (verified|differs) in [^;]*$/;

/** What a row says of its evidence after this report; null when the report says nothing of it. */
export function evidenceAfter(evidence: string, report: Report, id: string): string | null {
  const row = report.rows.find((one) => one.id === id);
  if (row === undefined || row.verdict === 'unclear') return null;
  const where = `in ${report.region} on ${report.time.slice(0, 10)}`;
  const saw = row.saw.replaceAll(/[|;\n]/g, ' ').slice(0, 300);
  const mark = row.verdict === 'as-assumed' ? `verified ${where}` : `differs ${where}: ${saw}`;
  return `${evidence.replace(MARK, '')}; ${mark}`;
}
