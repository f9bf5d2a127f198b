import type { Context } from '../cli/context.js';

/** The first line of stdin, without white space around it. */
export async function firstLine(stdin: Context['stdin']): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text.split('\n', 1)[0]?.trim() ?? '';
}
