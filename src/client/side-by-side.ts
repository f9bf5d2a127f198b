import { setMaxListeners } from 'node:events';

/** Does something with a signal of its own, which ends what is still asked for when the first part of it fails. */
export async function together<Result>(
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  setMaxListeners(0, either);
  try {
    return await work(either);
  } finally {
    over.abort();
  }
}

/** Does the same for each, some at a time; results in the order of what they are of. The first failure ends the others. */
export function sideBySide<Item, Result>(
  items: readonly Item[],
  { atOnce, signal }: { atOnce: number; signal: AbortSignal },
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  return together(signal, async (signal) => {
    const results: Result[] = [];
    const left = items.entries();
    const worker = async () => {
      for (const [index, item] of left) results[index] = await work(item, signal);
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
    return results;
  });
}

/** Lets some run at a time, the others wait. */
export function turns(atOnce: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
