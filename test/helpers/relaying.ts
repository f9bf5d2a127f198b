// `oss-live relay` of a studio, at work.
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { Studio } from './studio.js';
import type { WorldOptions } from './world.js';

interface Line extends Record<string, unknown> {
  event: string;
  channelName?: string;
  state?: string;
}

/** `oss-live relay --json` with this file. */
export function relaying(
  studio: Studio,
  text: string,
  flags: readonly string[] = [],
  more: WorldOptions = {},
) {
  const file = join(studio.folder, 'cameras.yaml');
  writeFileSync(file, text);
  const lines: Line[] = [];
  const warnings: string[] = [];
  const stop = new AbortController();
  const hangup = new EventTarget();
  let unfinished = '';
  const ended = studio.run(['relay', 'cameras.yaml', '--json', ...flags], {
    ...{ ...more, signal: stop.signal, hangup },
    onStdout(text) {
      const parts = (unfinished + text).split('\n');
      unfinished = parts.pop()!;
      lines.push(...parts.map((part) => JSON.parse(part) as Line));
    },
    onStderr(text) {
      for (const line of text.trim().split('\n')) {
        const { warning } = JSON.parse(line);
        if (warning !== undefined) warnings.push(warning.message);
      }
    },
  });
  return {
    ...{ lines, warnings, ended, stop },
    rewrite(text: string) {
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    },
    hangup: () => hangup.dispatchEvent(new Event('hangup')),
    /** The states of a source so far. */
    states: (name: string) =>
      lines
        .filter(({ event, channelName }) => event === 'state' && channelName === name)
        .map(({ state }) => state),
    until: (name: string, state: string) =>
      vi.waitFor(
        () => {
          const last = lines.findLast(({ event, channelName }) => event === 'state' && channelName === name);
          expect(last?.state).toBe(state);
        },
        { timeout: 240_000, interval: 50 },
      ),
  };
}
