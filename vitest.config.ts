import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { pageModule } from './scripts/page-bundle.js';
import { LongestFirst } from './test/helpers/longest-first.js';

const PAGE = '\0page.bundle';

export default defineConfig({
  plugins: [
    {
      // As esbuild's loader `binary` does it in the build.
      name: 'binary',
      load(path) {
        if (!path.endsWith('.flv')) return null;
        return `export default Buffer.from('${readFileSync(path, 'base64')}', 'base64');`;
      },
    },
    {
      name: 'page',
      resolveId: (path) => (path.endsWith('/page.bundle') ? PAGE : null),
      load: async (path) => (path === PAGE ? (await pageModule(import.meta.dirname)).code : null),
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/run.ts'],
    // Terminals show local times.
    env: { TZ: 'UTC' },
    setupFiles: ['test/helpers/setup.ts'],
    // Long enough for a machine that is busy with something else: how fast things are is for the benchmarks.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // What fails once of a thousand runs holds up no landing, but is named at the end: see summary-reporter.ts.
    retry: process.env.CI === undefined ? 0 : 1,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    // Of what a file takes, two thirds are waiting, most of it for real time to pass in a push: so many keep two
    // processors at work, and leave room for attacks, which need one.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
  },
  define: { __VERSION__: JSON.stringify('0.0.0-test'), __LICENCES__: '""' },
});
