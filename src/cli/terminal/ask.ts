import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Context } from '../context.js';

/** Whether there is somebody to be asked. */
export function canAsk({ stdin, stderr }: Pick<Context, 'stdin' | 'stderr'>): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** Asks on stderr; everything but a yes is a no, and so is the end of stdin. Rejects when the signal is aborted. */
export async function confirmed(
  { stdin, stderr, signal }: Pick<Context, 'stdin' | 'stderr' | 'signal'>,
  question: string,
): Promise<boolean> {
  signal.throwIfAborted();
  stderr.write(`${question} [y/N] `);
  const lines = createInterface({ input: stdin });
  try {
    const [answer = ''] = await Promise.race([
      once(lines, 'line', { signal }),
      once(lines, 'close', { signal }),
    ]);
    return /^\s*y(es)?\s*$/i.test(answer);
  } catch (error) {
    if (signal.aborted) stderr.write('\n');
    signal.throwIfAborted();
    throw error;
  } finally {
    lines.close();
  }
}
