import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { browserContext, browserLaunch, browserViewport } from './test/support/browserLaunch.ts';
import { pageDependencies } from './test/support/pageDependencies.ts';

/**
 * Node reads the TypeScript of a worker thread by WebAssembly, and V8 can abort the process when one thread ends while
 * another compiles its calls out of WebAssembly ("Check failed: jit_page.has_value()"). With this budget it never compiles
 * them. Bundles have no such module.
 */
const execArgv = ['--wasm-wrapper-tiering-budget=2147483647'];

/** `npm test` has built the workers; a run of some files starts them from source, so that it never waits for a build. */
const preload = process.env.PATCHBAY_BUILT_WORKERS === undefined ? [] : ['--import', './test/support/builtWorkers.mjs'];

/** Long, since a test that builds, derives keys or tries thousands of inputs is slow on a machine that does other work too. */
const shared = {
  pool: 'forks' as const,
  execArgv: [...execArgv, ...preload],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

/** Pieces of the page, drawn by a browser. */
const pageTests = 'src/renderer/**/*.page.test.tsx';

export default defineConfig({
  test: {
    // One for each processor; the default leaves one idle, which on two is half of them.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          // Files of one process share what they import, which takes nearly half of the time otherwise.
          isolate: false,
          include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'scripts/**/*.test.ts'],
          exclude: [pageTests],
        },
      },
      {
        test: {
          ...shared,
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/electron/**/*.test.ts'],
          globalSetup: ['test/support/builtOnce.ts', 'test/support/providePostgres.ts'],
        },
      },
      {
        plugins: [react()],
        cacheDir: '.cache/page',
        // Vite warns of what it finds in the test runner itself.
        logLevel: 'error',
        optimizeDeps: { include: pageDependencies() },
        test: {
          name: 'page',
          // One frame for all files of a browser's page: what they import is fetched once.
          isolate: false,
          include: [pageTests],
          setupFiles: 'test/page/setup.ts',
          globalSetup: 'test/support/providePage.ts',
          testTimeout: 60_000,
          expect: { poll: { timeout: 15_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            dependencySourcemaps: false,
            viewport: browserViewport,
            provider: playwright({
              launchOptions: browserLaunch(),
              contextOptions: browserContext,
              actionTimeout: 15_000,
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
