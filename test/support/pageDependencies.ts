import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';

/**
 * The libraries that the page and its tests import. They are named to Vite before the first test: one that it came upon later would make
 * it load the page anew in the middle of a test.
 */
export function pageDependencies(): string[] {
  const files = globSync(['src/{renderer,core,contract}/**/*.{ts,tsx}', 'test/page/*.{ts,tsx}']).filter(isOfPage);
  const imported = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(importing)]);
  const names = imported.map(([, from = '', called = '']) => from || called).filter(isLibrary);
  return [...new Set([...names, 'react/jsx-runtime', 'react/jsx-dev-runtime'])].sort();
}

/** Other tests run in Node and may import what no browser has. */
const isOfPage = (file: string) => !/\.test\.tsx?$/.test(file) || file.endsWith('.page.test.tsx');
const importing = /^(?:import|export|\}) (?!type\b)[^;']*?from '([^.#'][^']*)';|\bimport\('([^.#'][^']*)'\)/gm;
const isLibrary = (name: string) => !isBuiltin(name) && name !== 'vitest/browser';
