import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** What a build is made of; tests are not. */
const inputs = [
  'src/**/*',
  'resources/**/*',
  'electron.vite.config.ts',
  'scripts/sandboxImage.ts',
  'tsconfig.base.json',
  'package.json',
  'package-lock.json',
];
const outputs = 'out/{main,preload,renderer}/**/*.{js,cjs,html,css,bin,wasm}';
const stampFile = 'out/stamp.json';
const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);

const stampSchema = z.object({ inputs: z.string(), outputs: z.array(z.string()) });
type Stamp = z.infer<typeof stampSchema>;

function filesOf(root: string, patterns: string | string[]): string[] {
  return globSync(patterns, { cwd: root })
    .filter((file) => statSync(join(root, file)).isFile())
    .sort();
}

/** A hash over names and contents of everything that a build is made of. */
export function fingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const file of filesOf(root, inputs).filter((it) => !isTest(it))) {
    const bytes = readFileSync(join(root, file));
    hash.update(`${file.replaceAll('\\', '/')}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

function readStamp(root: string): Stamp | null {
  try {
    return stampSchema.parse(JSON.parse(readFileSync(join(root, stampFile), 'utf8')));
  } catch {
    return null;
  }
}

/** Whether the build is missing, incomplete, or made from something else than what is there now. */
export function isStale(root: string): boolean {
  const stamp = readStamp(root);
  if (!stamp || stamp.inputs !== fingerprint(root)) return true;
  return stamp.outputs.length === 0 || stamp.outputs.some((file) => !existsSync(join(root, file)));
}

/** Remembers what the build was made of. `inputs` is the fingerprint from before the build: an edit during it makes it stale. */
export function writeStamp(root: string, inputsBefore: string): void {
  const stamp: Stamp = { inputs: inputsBefore, outputs: filesOf(root, outputs) };
  mkdirSync(dirname(join(root, stampFile)), { recursive: true });
  writeFileSync(join(root, stampFile), JSON.stringify(stamp));
}

/** Forgets the build, so that one which fails halfway is not taken for whole. */
export function removeStamp(root: string): void {
  rmSync(join(root, stampFile), { force: true });
}
