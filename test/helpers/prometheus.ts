// Debian's Prometheus, with the configuration of deploy/.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll } from 'vitest';
import { said } from './said.js';

/** The folder of the configuration and its rules. */
export const PROMETHEUS = join(import.meta.dirname, '../../deploy/prometheus');

const ends: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
});

interface Rule {
  name: string;
  /** `ok` when it could be evaluated. */
  health: string;
  state: string;
}

export interface Prometheus {
  /** How many samples a query has; throws for one that cannot be read. */
  samples(query: string): Promise<number>;
  rules(): Promise<Rule[]>;
}

/** Scrapes a relay at this address each second. */
export async function startPrometheus(relay: string): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-prometheus-'));
  const config = readFileSync(join(PROMETHEUS, 'prometheus.yaml'), 'utf8')
    .replace('scrape_interval: 15s', 'scrape_interval: 1s\n  evaluation_interval: 1s')
    .replace('alerts.yaml', join(PROMETHEUS, 'alerts.yaml'))
    .replace('127.0.0.1:9311', relay);
  writeFileSync(join(folder, 'prometheus.yaml'), config);
  const files = [`--config.file=${folder}/prometheus.yaml`, `--storage.tsdb.path=${folder}/data`];
  const child = execa('prometheus', [...files, '--web.listen-address=127.0.0.1:0'], {
    ...{ reject: false, stdin: 'ignore', buffer: false, cleanup: true },
  });
  ends.push(async () => {
    child.kill('SIGKILL');
    await child;
  });
  const api = `http://${await said(child.stderr, /msg="Listening on" address=(\S+)/)}/api/v1/`;
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(new URL(path, api));
    // Until it has read what it wrote before it answers 503.
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return ((await response.json()) as { data: unknown }).data;
  };
  return {
    async samples(query) {
      const { result } = (await get(`query?query=${encodeURIComponent(query)}`)) as { result: unknown[] };
      return result.length;
    },
    async rules() {
      const { groups } = (await get('rules')) as { groups: { rules: Rule[] }[] };
      return groups.flatMap(({ rules }) => rules);
    },
  };
}
