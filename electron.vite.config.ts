import { existsSync, globSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import pdf from 'pdfjs-dist/package.json' with { type: 'json' };
import type { Plugin } from 'vite';
import { sandboxAssets } from './scripts/sandboxImage.ts';
import { fingerprint } from './scripts/staleness.ts';

const hosts = ['electron', 'loopback', 'cli'] as const;

/** Libraries with a native part stay in node_modules; everything else is bundled. */
const external = ['better-sqlite3', 'keytar'];

function hostEntries(): Record<string, string> {
  const entries = hosts.map((host) => [host, resolve(`src/main/hosts/${host}/index.ts`)] as const);
  return Object.fromEntries(entries.filter(([, file]) => existsSync(file)));
}

/** Every `xWorker.ts` becomes out/main/xWorker.js, beside the chunk that starts it. */
function workerEntries(): Record<string, string> {
  const files = globSync('src/main/**/*Worker.ts').sort();
  const entries = Object.fromEntries(files.map((file) => [basename(file, '.ts'), resolve(file)]));
  if (Object.keys(entries).length !== files.length)
    throw new Error(`Two workers share a file name: ${files.join(', ')}`);
  return entries;
}

/** The reader of PDFs finds its decoders by name in one folder, which is another for each version. */
function assetName({ originalFileNames }: { originalFileNames: string[] }): string {
  const isDecoder = originalFileNames.some((file) => file.includes('pdfjs-dist/wasm/'));
  return isDecoder ? `assets/pdf-${pdf.version}/[name][extname]` : 'assets/[name]-[hash][extname]';
}

/** The page has addresses below the root (`/integrations/…`), so that its assets must not be relative to them. */
function absoluteBase(): Plugin {
  return { name: 'patchbay:absolute-base', enforce: 'post', config: () => ({ base: '/' }) };
}

const renderer = 'src/renderer/index.html';

export default defineConfig({
  main: {
    plugins: [sandboxAssets(import.meta.dirname)],
    // A command speaks with a console of the same build alone (src/main/hosts/programVersion.ts).
    define: { patchbayBuild: JSON.stringify(fingerprint(import.meta.dirname).slice(0, 16)) },
    build: {
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: { ...hostEntries(), ...workerEntries() },
        external,
        // Flat, so that `new URL('./xWorker.js', import.meta.url)` holds from every chunk.
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          // Half the bytes to load when a command starts; names stay, for the stacks in the log. A “’” alone makes V8 keep two bytes
          // for each character of a file: without it a command needs 3 MB less.
          minify: { compress: false, mangle: false, codegen: { removeWhitespace: true, asciiOnly: true } },
        },
      },
    },
  },
  ...(existsSync('src/preload/index.ts') && {
    preload: {
      build: {
        externalizeDeps: false,
        rolldownOptions: {
          input: { index: resolve('src/preload/index.ts') },
          // A sandboxed preload is CommonJS.
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
  }),
  ...(existsSync(renderer) && {
    renderer: {
      root: 'src/renderer',
      plugins: [react(), absoluteBase()],
      server: { host: '127.0.0.1' },
      build: {
        minify: true,
        // A data: URL would need an exception in the content security policy.
        assetsInlineLimit: 0,
        chunkSizeWarningLimit: 2_000,
        rolldownOptions: { input: resolve(renderer), output: { assetFileNames: assetName } },
      },
    },
  }),
});
