// What a program says while it runs on.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Resolves with the first group of the pattern in the first line that has it. All other lines are read too, for as long as there are any. */
export function said(stream: Readable, pattern: RegExp): Promise<string> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    createInterface({ input: stream })
      .on('line', (line) => {
        if (lines.length < 100) lines.push(line);
        const found = pattern.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      })
      .on('close', () => reject(new Error(`no ${pattern} in:\n${lines.join('\n')}`)));
  });
}
