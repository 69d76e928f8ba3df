import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import { makeSandboxImage } from '../src/main/scripts/makeSandboxImage.ts';
import { imageBytes, type SandboxImage } from '../src/main/scripts/sandboxImage.ts';

/** What scripts of requests find in their realm (src/main/scripts/sandbox), chai and all, as one text. */
async function sandboxText(root: string): Promise<string> {
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

const enginePath = (root: string): string => join(root, 'node_modules/quickjs-wasi/quickjs.wasm');

/** The engine's memory after that text, which every script begins with a copy of. */
export const sandboxImage = async (root: string): Promise<SandboxImage> =>
  makeSandboxImage(new Uint8Array(readFileSync(enginePath(root))), await sandboxText(root));

/** Puts beside the bundle what the script worker reads: the image, and the engine that it belongs to. */
export function sandboxAssets(root: string): Plugin {
  return {
    name: 'patchbay:sandbox-assets',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'scriptSandbox.bin', source: imageBytes(await sandboxImage(root)) });
      this.emitFile({ type: 'asset', fileName: 'quickjs.wasm', source: readFileSync(enginePath(root)) });
    },
  };
}
