import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends the run with one line that any tool can read: `N passed, N failed`. What passed the second time alone is named with
 * why it had failed: it is to be looked into.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let failed = errors.length;
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state, errors: thrown = [] } = test.result();
        if (state === 'passed') passed += 1;
        if (state === 'failed') failed += 1;
        if (test.diagnostic()?.flaky)
          process.stdout.write(
            `\nFailed, then passed: ${module.relativeModuleId} > ${test.fullName}\n${thrown[0]?.stack ?? thrown[0]?.message}\n`,
          );
      }
    }
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  }
}
