import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Context, Output } from '../../src/cli/context.js';
import { openRelayDisplay } from '../../src/cli/terminal/relay-display.js';

test('a table leaves notes out where they are not wanted, and no warning', async () => {
  let text = '';
  const stdout = {
    ...{ isTTY: true, columns: 80, rows: 24 },
    write: (part: string) => {
      text += part;
      return true;
    },
  };
  const display = await openRelayDisplay({
    context: { stdout, env: {}, now: () => new Date(0) } as unknown as Context,
    flags: { color: false, debugSign: false },
    output: { format: 'terminal', quiet: true, verbose: false } as Output,
    bucket: 'examplebucket',
  });
  display.note('Metrics: http://127.0.0.1:9311/metrics');
  display.warn('The file was not taken.');
  display.close();
  expect(stripVTControlCharacters(text).trim()).toBe('warning: The file was not taken.');
});
