// The dashboard in deploy/grafana: what it asks Prometheus for, at any depth of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = readFileSync(join(import.meta.dirname, '../../deploy/grafana/cameras.json'), 'utf8');

/** Each query of a panel, as it stands there. */
export const dashboardQueries: readonly string[] = queriesIn(JSON.parse(text));

function queriesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { expr } = value as { expr?: unknown };
  return [...(typeof expr === 'string' ? [expr] : []), ...Object.values(value).flatMap(queriesIn)];
}

/** The same with what Grafana puts in the place of its variables when nothing is chosen. */
export function filledQuery(query: string): string {
  return query.replace(/\$(bucket|channel)\b/g, '.*').replaceAll('$__rate_interval', '1m');
}
