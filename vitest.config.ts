import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';

const browser = process.env.CHROMIUM ?? '/usr/bin/chromium';
// A build service without a browser is a fault; a newcomer's machine without one is not.
const withBrowser = existsSync(browser) || process.env.CI !== undefined;
if (!withBrowser) console.log(`No browser at ${browser}: tests in a browser (*.browser.test.ts) are left out.`);

export default defineConfig({
  test: {
    include: ['{test,sandbox/test}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(withBrowser ? [] : ['**/*.browser.test.ts'])],
    // Most tests wait for a server more than they compute.
    maxWorkers: 2 * availableParallelism() + 1,
    // Files share a worker's loaded modules: each leaves them, and the environment, as it found them.
    isolate: false,
    setupFiles: ['./test/property-seed.ts', './test/clean-environment.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a test and the app in it say is shown when the test fails.
    silent: 'passed-only',
    // The app's log goes through the console, where Vitest can hold it back.
    env: {
      POWERTOOLS_DEV: 'true',
      // Processes of the app that tests start are compiled once.
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compile'),
    },
    reporters: ['default', './test/counting-reporter.ts'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'sandbox/**/*.ts'],
      exclude: ['sandbox/page/**', 'sandbox/test/**'],
      thresholds: { lines: 80, statements: 80, functions: 80, branches: 70 },
    },
  },
});
