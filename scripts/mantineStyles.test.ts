import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const library = resolve('node_modules/@mantine/core/esm');
const read = (file: string) => readFileSync(file, 'utf8');

/** The names that a module takes from another, with the specifier. */
function importsOf(text: string): { names: string[]; from: string }[] {
  return [...text.matchAll(/import \{([^}]*)\} from ["']([^"']+)["']/g)].map(([, names = '', from = '']) => ({
    names: names.split(',').map(
      (name) =>
        name
          .trim()
          .replace(/^type /, '')
          .split(' as ')[0] ?? '',
    ),
    from,
  }));
}

/** Follows the library's modules from the components to the names of their style sheets. */
function sheetsOf(components: ReadonlySet<string>): Set<string> {
  const places = new Map(
    importsOf(read(join(library, 'index.mjs'))).flatMap(({ names, from }) =>
      names.map((name) => [name, resolve(library, from)] as const),
    ),
  );
  const sheets = new Set<string>();
  const seen = new Set<string>();
  const follow = (file: string) => {
    if (seen.has(file) || !existsSync(file)) return;
    seen.add(file);
    const sheet = /([\w-]+)\.module\.mjs$/.exec(file)?.[1];
    if (sheet) sheets.add(sheet);
    for (const { from } of importsOf(read(file))) if (from.startsWith('.')) follow(resolve(dirname(file), from));
    for (const [, from = ''] of read(file).matchAll(/import \w+ from "(\.[^"]+)"/g))
      follow(resolve(dirname(file), from));
  };
  for (const component of components) follow(places.get(component) ?? '');
  return sheets;
}

it('covers every component that the page and the other parts of the library use', () => {
  const files = [
    ...globSync('src/renderer/**/*.{ts,tsx}'),
    ...globSync('node_modules/@mantine/{charts,dropzone,notifications}/esm/**/*.mjs'),
  ];
  const used = files.flatMap((file) =>
    importsOf(read(file)).flatMap(({ names, from }) => (from === '@mantine/core' ? names : [])),
  );
  const needed = sheetsOf(new Set(used));
  const given = [...read('src/renderer/app/mantineStyles.ts').matchAll(/styles\/([\w-]+)\.css/g)].map(
    ([, name = '']) => name,
  );
  expect(needed.size).toBeGreaterThan(40);
  expect([...needed].filter((sheet) => !given.includes(sheet))).toEqual([]);
  expect(given.filter((sheet) => /^[A-Z]/.test(sheet) && !needed.has(sheet))).toEqual([]);
});
