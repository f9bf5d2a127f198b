import type { Scope } from './scope.js';

/** What a probe has found of one row of docs/emulator.md. */
export interface Finding {
  /** `unclear`: the service did something from which neither follows. */
  verdict: 'as-assumed' | 'differs' | 'unclear';
  /** What it did, in one line. */
  saw: string;
}

export interface Probe {
  /** The id of the row. */
  row: string;
  /** Asks the service, with channels and objects of its own. */
  run(scope: Scope): Promise<Finding>;
  /** Seconds that it takes at least, when that is long. */
  seconds?: number;
}

export function found(isAsAssumed: boolean, saw: string): Finding {
  return { verdict: isAsAssumed ? 'as-assumed' : 'differs', saw };
}
