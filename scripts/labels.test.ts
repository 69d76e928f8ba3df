import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from './projectRoot.ts';

/** Elements of layout say nothing of themselves: a label on one is heard only where it has a role, or is an element that has (WAI-ARIA 1.2). */
const layout = /<(?:Box|Code|div|Flex|Group|Paper|Skeleton|span|Stack|Text)\b[^>]*\baria-label\b[^>]*>/g;

test('what has a label has a role', () => {
  const root = join(projectRoot, 'src/renderer');
  const found = globSync('**/*.tsx', { cwd: root }).flatMap((file) =>
    (readFileSync(join(root, file), 'utf8').match(layout) ?? [])
      .filter((element) => !/\b(role|component)=/.test(element))
      .map((element) => `${file}: ${element}`),
  );
  expect(found).toEqual([]);
});

/** Its colour as that of a title is hard to read on the page; `Notice` has the colour of text. */
test('a message with a title is a notice', () => {
  const root = join(projectRoot, 'src/renderer');
  const found = globSync('**/*.tsx', { cwd: root })
    .filter((file) => file !== join('ui', 'Notice.tsx'))
    .filter((file) => /<Alert\b[^>]*\btitle=/.test(readFileSync(join(root, file), 'utf8')));
  expect(found).toEqual([]);
});

test('a field for a password says when it is wrong', () => {
  const root = join(projectRoot, 'src/renderer');
  const found = globSync('**/*.tsx', { cwd: root })
    .filter((file) => file !== join('ui', 'PasswordField.tsx'))
    .filter((file) => /<PasswordInput\b/.test(readFileSync(join(root, file), 'utf8')));
  expect(found).toEqual([]);
});
