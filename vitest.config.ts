import { defineConfig } from 'vitest/config';

/** Long, since a test that builds, derives keys or tries thousands of inputs is slow on a machine that does other work too. */
const shared = { pool: 'forks', testTimeout: 60_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    // One for each processor; the default leaves one idle, which on two is half of them.
    maxWorkers: '100%',
    projects: [
      {
        test: { ...shared, name: 'unit', include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'scripts/**/*.test.ts'] },
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
