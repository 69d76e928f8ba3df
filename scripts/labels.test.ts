import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from './projectRoot.ts';

/** Elements of layout say nothing of themselves: a label on one is heard only where it has a role, or is an element that has (WAI-ARIA 1.2). */
const layout = /<(?:Box|div|Flex|Group|Paper|Skeleton|span|Stack|Text)\b[^>]*\baria-label\b[^>]*>/g;

test('what has a label has a role', () => {
  const root = join(projectRoot, 'src/renderer');
  const found = globSync('**/*.tsx', { cwd: root }).flatMap((file) =>
    (readFileSync(join(root, file), 'utf8').match(layout) ?? [])
      .filter((element) => !/\b(role|component)=/.test(element))
      .map((element) => `${file}: ${element}`),
  );
  expect(found).toEqual([]);
});
