import { type Profiler, Session } from 'node:inspector';

/** Tells which inputs reach code that none has reached before, by V8's own block coverage. */
export interface Coverage {
  /** Whether what ran since the last call has reached anything new. */
  isNew(): boolean;
  /** The same, and remembers it: it is not new any more. */
  learn(): boolean;
  /** Characters of the script that have been reached. */
  readonly reached: number;
}

/** Watches one script: the bundle that holds the targets and what they try out. */
export function watchCoverage(scriptUrl: string, scriptLength: number): Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const known = new Uint8Array(scriptLength);
  const current = new Uint8Array(scriptLength);

  /** Counting starts again with every call; the answer is there before `post` returns. */
  function takeCounts(): Profiler.FunctionCoverage[] {
    let functions: Profiler.FunctionCoverage[] = [];
    session.post('Profiler.takePreciseCoverage', (error, { result }) => {
      if (error !== null) throw error;
      functions = result.find(({ url }) => url === scriptUrl)?.functions ?? [];
    });
    return functions;
  }

  function measure(): void {
    current.fill(0);
    // Outer ranges come before inner ones, which say it more precisely.
    for (const { ranges } of takeCounts())
      for (const { startOffset, endOffset, count } of ranges)
        current.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  }

  return {
    isNew() {
      measure();
      for (let index = 0; index < scriptLength; index++) if (current[index]! > known[index]!) return true;
      return false;
    },
    learn() {
      measure();
      let found = false;
      for (let index = 0; index < scriptLength; index++) {
        if (current[index] === 0 || known[index] === 1) continue;
        known[index] = 1;
        found = true;
      }
      return found;
    },
    get reached() {
      return known.reduce((sum, reached) => sum + reached, 0);
    },
  };
}
