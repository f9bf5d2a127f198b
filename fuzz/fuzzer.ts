import { seededRandom } from '../test/helpers/random.js';
import type { Coverage } from './coverage.js';
import { failureOf, kindOf, shrink } from './failure.js';
import { mutate, oneOf } from './mutate.js';
import type { Target } from './target.js';

export interface FuzzOptions {
  target: Target;
  seed: number;
  /** Inputs known from earlier, beside the target's own seeds. */
  corpus?: readonly Buffer[];
  /** Without it nothing is added to the corpus. */
  coverage?: Coverage | null;
  /** Asked before each batch. */
  goesOn(executions: number): boolean;
  /** Told of each input before it is tried. */
  onInput?(bytes: Buffer): void;
  /** Told of each input that has reached something new. */
  onDiscovery?(bytes: Buffer): void;
}

export interface Finding {
  /** The smallest input found for this failure. */
  bytes: Buffer;
  error: unknown;
}

export interface FuzzReport {
  executions: number;
  corpusSize: number;
  findings: Finding[];
  slowestMs: number;
}

const BATCH = 128;

/** Tries a target with inputs made of its seeds, and of those of their offspring that reached something new. */
export async function fuzzTarget(options: FuzzOptions): Promise<FuzzReport> {
  const { target, coverage = null, onInput, onDiscovery } = options;
  const random = seededRandom(options.seed);
  const corpus = [...target.seeds(), ...(options.corpus ?? [])];
  const findings = new Map<string, Finding>();
  let executions = 0;
  let slowestMs = 0;

  async function attempt(bytes: Buffer): Promise<void> {
    onInput?.(bytes);
    executions++;
    const startedAt = performance.now();
    const failure = await failureOf(target, bytes);
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    if (failure === null || findings.has(kindOf(failure.error))) return;
    findings.set(kindOf(failure.error), { bytes: await shrink(target, bytes, failure), ...failure });
  }

  /**
   * Measuring takes longer than many tries: a batch is looked at as a whole, and cut in halves as long as there is
   * something new in it.
   */
  async function explore(inputs: readonly Buffer[]): Promise<void> {
    for (const bytes of inputs) await attempt(bytes);
    if (coverage === null) return;
    if (inputs.length === 1) {
      const [bytes] = inputs as [Buffer];
      if (!coverage.learn()) return;
      corpus.push(bytes);
      onDiscovery?.(bytes);
    } else if (coverage.isNew()) {
      await explore(inputs.slice(0, inputs.length / 2));
      await explore(inputs.slice(inputs.length / 2));
    }
  }

  let batch: readonly Buffer[] = corpus;
  for (const bytes of corpus) await attempt(bytes);
  coverage?.learn();
  while (options.goesOn(executions)) {
    // Some changes lead somewhere only together with others: the last batch has children, too.
    const parents = random() < 0.3 ? batch : corpus;
    batch = Array.from({ length: BATCH }, () => mutate(oneOf(parents, random), corpus, target, random));
    await explore(batch);
  }
  return { executions, corpusSize: corpus.length, findings: [...findings.values()], slowestMs };
}
