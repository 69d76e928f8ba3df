import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Entry, filesReached, grainOf, readSource } from './actionFiles.ts';

let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A tree with these files. */
function plant(files: Readonly<Record<string, string>>): string {
  root = mkdtempSync(join(tmpdir(), 'action-files-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const reach = (entries: readonly Entry[]) => filesReached(readSource(root), entries);
const start: readonly Entry[] = [['src/main', 'start']];

describe('the files that an action runs through', () => {
  it('are those whose functions and values are referred to, over any number of steps', () => {
    plant({
      'src/main/start.ts': `import { step } from './step.ts'; import { idle } from './idle.ts';
        export function start() { return step(); } export const other = () => idle();`,
      'src/main/step.ts': `import { limit } from '#core/limit.ts'; export const step = () => ({ limit });`,
      'src/main/idle.ts': 'export function idle() {}',
      'src/core/limit.ts': 'export const limit = 3;',
    });
    expect(reach(start).reached).toEqual(['src/main/start.ts', 'src/main/step.ts', 'src/core/limit.ts']);
  });

  it('are not those that only types, members or shadowed names point at, nor those that re-export', () => {
    plant({
      'src/main/start.ts': `import { type Shape, work, size } from './index.ts';
        export function start(shape: Shape, { size }: { size: number }) { return work(shape.size + size, { size: 1 }); }`,
      'src/main/index.ts': `export type { Shape } from './shape.ts'; export { work } from './work.ts'; export { size } from './size.ts';`,
      'src/main/shape.ts': 'export interface Shape { size: number }',
      'src/main/work.ts': 'export function work(...given: unknown[]) { return given; }',
      'src/main/size.ts': 'export const size = 1;',
    });
    expect(reach(start).reached).toEqual(['src/main/start.ts', 'src/main/work.ts']);
  });

  it('take a table of modules as one, since an action takes one of them', () => {
    plant({
      'src/main/start.ts': `import { kinds } from './kinds.ts'; export const start = (kind: string) => kinds[kind];`,
      'src/main/kinds.ts': `import { a } from './a.ts'; import { b } from './b.ts'; export const kinds = { a, b };`,
      'src/main/a.ts': 'export const a = 1;',
      'src/main/b.ts': 'export const b = 2;',
    });
    expect(reach(start).reached).toEqual(['src/main/start.ts', 'src/main/kinds.ts']);
  });

  it('follow components, and say which entry is gone', () => {
    plant({
      'src/renderer/Page.tsx': `import { Part } from './Part.tsx'; export function Page() { return <Part />; }`,
      'src/renderer/Part.tsx': 'export function Part() { return <b>Part</b>; }',
    });
    expect(
      reach([
        ['src/renderer', 'Page'],
        ['src/renderer', 'Gone'],
      ]),
    ).toEqual({
      reached: ['src/renderer/Page.tsx', 'src/renderer/Part.tsx'],
      missing: ['Gone'],
    });
  });
});

it('measures the grain without tests', () => {
  plant({
    'src/a.ts': "import './b.ts'; import './c.ts';",
    'src/b.ts': "import './c.ts';",
    'src/c.ts': 'export const c = 1;\n'.repeat(301),
    'src/a.test.ts': "import './b.ts';",
  });
  expect(grainOf(root)).toEqual({ files: 3, median: 1, slivers: ['src/b.ts'], giants: ['src/c.ts'] });
});
