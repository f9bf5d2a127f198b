// Before each test file: nothing of the user's settings, a folder of its own for all that is temporary, and behind it
// nobody who was started there.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { cleanEnvironment } from '../../scripts/clean-environment.js';
import { endLeftovers } from './leftovers.js';

const folder = mkdtempSync(join(inject('runFolder'), 'file-'));
process.env.TMPDIR = folder;

// The one exception: a run against a real bucket, which needs its credentials.
if (process.env.OSS_LIVE_TEST_TARGET !== 'real') {
  const clean = cleanEnvironment();
  for (const name of Object.keys(process.env)) if (!(name in clean)) delete process.env[name];
  Object.assign(process.env, clean);
}

afterAll(async () => {
  const left = await endLeftovers(folder);
  if (left.length > 0) throw new Error(`left running, and killed now:\n${left.join('\n')}`);
});
