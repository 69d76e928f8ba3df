import { defineConfig } from 'vitest/config';

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
        },
      },
      {
        test: {
          ...shared,
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/electron/**/*.test.ts'],
          globalSetup: 'test/support/builtOnce.ts',
        },
      },
    ],
  },
});
