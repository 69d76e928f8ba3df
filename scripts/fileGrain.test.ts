import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { grainOf } from './fileGrain.ts';

/** A tree with these files. */
function plant(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'file-grain-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

it('measures the grain without tests', () => {
  const root = plant({
    'src/a.ts': "import './b.ts'; import './c.ts';",
    'src/b.ts': "import './c.ts';",
    'src/c.ts': 'export const c = 1;\n'.repeat(301),
    'src/a.test.ts': "import './b.ts';",
  });
  expect(grainOf(root)).toEqual({ files: 3, median: 1, slivers: ['src/b.ts'], giants: ['src/c.ts'] });
});
