import { CLIENT_LIMITS } from '../client/limits.js';
import { turns } from '../client/side-by-side.js';

interface Kept<Value> {
  value: Promise<Value>;
  atMs: number;
}

/**
 * Asks for the same thing once in a while: who asks in between gets the last answer, and who asks while it is asked for
 * waits for the same one. At most `most` answers are kept, and so many asked for at once.
 */
export function kept<Value>(
  ms: number,
  most: number,
  ask: (key: string) => Promise<Value>,
): (key: string) => Promise<Value> {
  const answers = new Map<string, Kept<Value>>();
  const inTurn = turns(CLIENT_LIMITS.looksAtOnce.value);
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined && performance.now() - known.atMs < ms) return known.value;
    answers.delete(key);
    const oldest = answers.keys().next().value;
    if (answers.size >= most && oldest !== undefined) answers.delete(oldest);
    const value = inTurn(() => ask(key));
    const asked = { value, atMs: performance.now() };
    answers.set(key, asked);
    value.then(
      () => {
        asked.atMs = performance.now();
      },
      () => answers.get(key) === asked && answers.delete(key),
    );
    return value;
  };
}
