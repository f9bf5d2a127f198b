import { CLIENT_LIMITS } from '../client/limits.js';
import { english } from '../english.js';
import { UsageError } from '../errors.js';
import type { Context } from './context.js';

/** All of stdin, up to a limit; `what` it should be is said when there is more. */
export async function stdinText(stdin: Context['stdin'], what: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > CLIENT_LIMITS.textOnStdin.value)
      throw new UsageError(english`What comes on stdin is no ${what}: it is too long.`);
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8').replaceAll('\r\n', '\n');
}
