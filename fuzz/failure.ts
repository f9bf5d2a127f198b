import type { Target } from './target.js';

export interface Failure {
  error: unknown;
}

export async function failureOf(target: Target, bytes: Buffer): Promise<Failure | null> {
  try {
    await target.fuzz(bytes);
    return null;
  } catch (error) {
    return { error };
  }
}

/** Two failures of one kind come from the same place, whatever numbers and quotations are in their messages. */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = error.stack?.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
  const message = error.message.replace(/\d+/g, '#').replace(/["'[{<].*/s, '');
  return `${error.name} ${message} ${place.trim()}`;
}

const MOST_TRIES = 2000;

/** A smaller input that fails in the same way: pieces are left out as long as it still does, then single bytes. */
export async function shrink(target: Target, bytes: Buffer, { error }: Failure): Promise<Buffer> {
  const kind = kindOf(error);
  let tries = 0;
  let smallest = bytes;
  const cuts = [target.split, (input: Buffer) => Array.from(input, (byte) => Buffer.of(byte))];
  for (const cut of cuts) {
    for (let run = 1 << 10; run >= 1; run >>= 1) {
      for (let at = 0; at < cut(smallest).length && tries < MOST_TRIES; tries++) {
        const pieces = cut(smallest);
        const fewer = Buffer.concat([...pieces.slice(0, at), ...pieces.slice(at + run)]);
        const failure = await failureOf(target, fewer);
        if (failure !== null && kindOf(failure.error) === kind) smallest = fewer;
        else at += run;
      }
    }
  }
  return smallest;
}
