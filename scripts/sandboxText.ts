import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';

/** What scripts of requests find in their realm (src/main/scripts/sandbox), chai and all, as one text. */
export async function sandboxText(root: string): Promise<string> {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      minify: false,
      lib: {
        entry: join(root, 'src/main/scripts/sandbox/index.ts'),
        formats: ['iife'],
        name: 'sandbox',
        fileName: 'scriptSandbox',
      },
    },
  });
  const [{ output } = { output: [] }] = Array.isArray(result) ? result : [result as { output: { code?: string }[] }];
  const [chunk] = output;
  if (chunk === undefined || !('code' in chunk) || chunk.code === undefined)
    throw new Error('The sandbox was not built.');
  return chunk.code;
}

/** Puts beside the bundle what the script worker reads: the sandbox's text and the engine. */
export function sandboxAssets(root: string): Plugin {
  return {
    name: 'patchbay:sandbox-assets',
    async generateBundle() {
      const engine = join(root, 'node_modules/quickjs-wasi/quickjs.wasm');
      this.emitFile({ type: 'asset', fileName: 'scriptSandbox.txt', source: await sandboxText(root) });
      this.emitFile({ type: 'asset', fileName: 'quickjs.wasm', source: readFileSync(engine) });
    },
  };
}
