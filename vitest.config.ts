import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/helpers/setup.js'],
    testTimeout: 20_000,
    pool: 'forks',
    // Most tests wait for real time to pass in a push.
    maxWorkers: 2,
  },
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
});
