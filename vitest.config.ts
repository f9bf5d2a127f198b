import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

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
  ],
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
