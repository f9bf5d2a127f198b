import { createInterface } from 'node:readline/promises';
import { OssLiveError } from '../errors.js';
import type { Context } from './context.js';
import { said, say } from './say.js';

/** A question that only `y` or `yes` answers with yes. Without a terminal nobody is there to be asked: no. */
export async function ask(
  { stdin, stderr, signal }: Pick<Context, 'stdin' | 'stderr' | 'signal'>,
  question: string,
): Promise<boolean> {
  if (!stdin.isTTY || !stderr.isTTY) return false;
  stderr.write(`${question} [y/N] `);
  const lines = createInterface({ input: stdin });
  try {
    for await (const line of lines) return /^y(es)?$/i.test(line.trim());
    return false;
  } finally {
    lines.close();
    signal.throwIfAborted();
  }
}

/** Whether an object that stands in the way may be replaced, says whoever sits at the terminal. */
export async function mayReplace(error: unknown, context: Parameters<typeof ask>[0]): Promise<boolean> {
  if (!(error instanceof OssLiveError) || error.advice?.do !== 'allowOverwrite') return false;
  return ask(context, say`${said(error.message)} Replace it?`);
}
