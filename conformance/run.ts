import { Evidence } from './evidence.js';
import type { Finding, Probe } from './probe.js';
import type { RowReport } from './report.js';
import { Scope, type Target } from './scope.js';

/** Asks about some rows, side by side, each with a channel of its own. What a probe cannot say is `unclear`. */
export async function runProbes(
  probes: readonly Probe[],
  target: Target,
  done: (row: RowReport) => void = () => undefined,
  atOnce = 8,
): Promise<RowReport[]> {
  const reports: RowReport[] = [];
  // The long ones first, so that nothing waits for them at the end.
  const waiting = [...probes].sort((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0));
  async function work(): Promise<void> {
    for (let probe = waiting.shift(); probe !== undefined; probe = waiting.shift()) {
      const report = await runProbe(probe, target);
      target.signal.throwIfAborted();
      reports.push(report);
      done(report);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  const order = probes.map(({ row }) => row);
  return reports.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}

async function runProbe(probe: Probe, target: Target): Promise<RowReport> {
  const evidence = new Evidence(target.credentials);
  const scope = new Scope(target, probe.row, evidence);
  const finding = await probe
    .run(scope)
    .catch(failed)
    .finally(() => scope.close());
  evidence.add(`= ${finding.saw}`);
  const [saw = ''] = evidence.lines.at(-1)?.slice(2).split('\n') ?? [];
  return { id: probe.row, verdict: finding.verdict, saw, evidence: evidence.lines };
}

function failed(error: unknown): Finding {
  return {
    verdict: 'unclear',
    saw: `the probe ended early: ${error instanceof Error ? error.message : String(error)}`,
  };
}
