import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { mutantsOf } from './mutants.ts';
import { report, tryMutants } from './mutation.ts';
import { projectRoot } from './projectRoot.ts';

const changes = (text: string) =>
  mutantsOf('a.ts', text).map(({ line, start, end, to }) => `${line}: ${text.slice(0, start)}${to}${text.slice(end)}`);

it.each([
  ['if (ready) go();', ['1: if (!(ready)) go();', '1: if (ready) ;']],
  ['const late = now >= end && open;', ['1: const late = now > end && open;', '1: const late = now >= end || open;']],
  ['const list = [1, ...rest];', ['1: const list = [(1 + 1), ...rest];', '1: const list = [1, ...[]];']],
  ['const f = () => ({ ...a });', ['1: const f = () => (undefined as never);', '1: const f = () => ({ ...{} });']],
  ["\nfunction f() {\n  throw new Error('x');\n}", ['3: \nfunction f() {\n  ;\n}']],
  ['const n = await read(false);', ['1: const n = (read(false));', '1: const n = await read(true);']],
  ["type T = 1 | true;\nimport x from 'y';\nconst s = 'a' + b;", []],
])('changes one thing at a time: %s', (text, expected) => {
  expect(changes(text)).toEqual(expected);
});

it('finds the change that no test notices, and leaves the tree as it was', async () => {
  const files = {
    'package.json': '{ "type": "module" }',
    'vitest.config.ts':
      "export default { test: { projects: [{ test: { name: 'unit', include: ['src/**/*.test.ts'] } }] } };",
    'src/limit.ts': 'export const tooMany = (n: number): boolean =>\n  n > 3;\n',
    'src/limit.test.ts': `import { expect, it } from 'vitest';
      import { tooMany } from './limit.ts';
      it('refuses four', () => expect([tooMany(4), tooMany(2)]).toEqual([true, false]));`,
  };
  const root = mkdtempSync(join(tmpdir(), 'mutation-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(join(projectRoot, 'node_modules/vitest'), join(root, 'node_modules/vitest'));

  const tried = await tryMutants(root, { only: ['src'], seed: '1' }, () => undefined);

  expect(report(tried, ['src'])).toEqual([
    'src: 2 of 3 noticed (67 %)',
    '    unnoticed: src/limit.ts:2  >  →  >=',
    'all: 2 of 3 noticed (67 %)',
  ]);
  const left = globSync('**/*.*', { cwd: root, exclude: ['node_modules'] });
  expect(Object.fromEntries(left.map((path) => [path, readFileSync(join(root, path), 'utf8')]))).toEqual(files);
});
