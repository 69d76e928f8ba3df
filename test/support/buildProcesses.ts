import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'vite';
import { projectRoot } from '../../scripts/projectRoot.ts';
import { sandboxAssets } from '../../scripts/sandboxImage.ts';
import { processFolder } from '../../scripts/testProcesses.ts';
import { builtProcesses } from './hostProcess.ts';

/**
 * Bundles what tests run in processes of their own, in the way of the program's own build: each starts in a fifth of the time that its
 * many files take from source. Workers are beside it, where the chunks look for them.
 */
const files = [...builtProcesses.map((name) => `test/support/${name}.ts`), ...globSync('src/main/**/*Worker.ts')];
const input = Object.fromEntries(files.map((file) => [basename(file, '.ts'), join(projectRoot, file)]));

await build({
  configFile: false,
  root: projectRoot,
  logLevel: 'error',
  plugins: [sandboxAssets(projectRoot)],
  ssr: { noExternal: true, external: ['better-sqlite3', 'keytar'] },
  build: {
    ssr: true,
    outDir: processFolder,
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: { input, output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } },
  },
});
