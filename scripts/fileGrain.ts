import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';

export interface Grain {
  readonly files: number;
  /** Lines of the file in the middle. */
  readonly median: number;
  /** Files under 20 lines that one file alone imports, without the doors of folders. */
  readonly slivers: string[];
  /** Files over 300 lines. */
  readonly giants: string[];
}

/** The program's own files without tests, as paths from the root with `/`. */
function sourceFiles(root: string): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$/.test(file))
    .map((file) => `src/${file.split(sep).join('/')}`)
    .sort();
}

/** How finely the source is cut. */
export function grainOf(root: string): Grain {
  const files = sourceFiles(root);
  const lines = new Map(
    files.map((file) => [file, readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length]),
  );
  const importers = new Map<string, number>();
  for (const file of files) {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
    const targets = importedFiles.flatMap(({ fileName }) => resolveImport(root, fileName, join(root, file)) ?? []);
    for (const target of new Set(targets)) {
      const path = relative(root, target).split(sep).join('/');
      importers.set(path, (importers.get(path) ?? 0) + 1);
    }
  }
  const sorted = [...lines.values()].sort((a, b) => a - b);
  return {
    files: files.length,
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    slivers: files.filter(
      (file) => (lines.get(file) ?? 0) < 20 && importers.get(file) === 1 && !file.endsWith('/index.ts'),
    ),
    giants: files.filter((file) => (lines.get(file) ?? 0) > 300),
  };
}

/** The file of the tree that an import names. */
export function resolveImport(root: string, specifier: string, from: string): string | undefined {
  const alias = /^#(core|contract|main|renderer|test)\/(.+)$/.exec(specifier);
  const file = alias
    ? join(root, alias[1] === 'test' ? '' : 'src', alias[1] ?? '', alias[2] ?? '')
    : join(dirname(from), specifier);
  return (alias || specifier.startsWith('.')) && /\.tsx?$/.test(file) && existsSync(file) ? file : undefined;
}
