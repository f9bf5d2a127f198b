import { env, getBuiltinModule } from 'node:process';
import { english } from '../english.js';
import { UsageError } from '../errors.js';
import type { Hook, TestHooks } from './options.js';

/** Vitest gives its hooks to who imports them, which takes a turn: `index.ts` has done it by then. */
let imported: TestHooks | null = null;

export async function importVitest(): Promise<void> {
  if (env.VITEST === undefined) return;
  // A program that a test has started has the variable too, and no Vitest.
  imported = await import('vitest').catch(() => null);
}

/** Of the runner that runs this file. */
export function findHooks(): TestHooks {
  if (imported !== null) return imported;
  const { beforeAll, afterAll, before, after } = globalThis as Record<string, unknown>;
  if (isHook(beforeAll) && isHook(afterAll)) return { beforeAll, afterAll };
  if (isHook(before) && isHook(after))
    return { beforeAll: (work) => before(work, 0), afterAll: (work) => after(work, 0) };
  if (env.JEST_WORKER_ID !== undefined || env.VITEST !== undefined) {
    throw new UsageError(english`The hooks of the test runner were not found.`, {
      hint: english`Give them: emulator({ hooks: { beforeAll, afterAll } }).`,
    });
  }
  const runner = getBuiltinModule('node:test');
  return { beforeAll: (work) => runner.before(work), afterAll: (work) => runner.after(work) };
}

function isHook(value: unknown): value is Hook {
  return typeof value === 'function';
}
