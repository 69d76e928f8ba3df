import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('renders every address that came from elsewhere as a link only after a look at its scheme', () => {
  const pages = globSync('src/renderer/**/*.tsx').map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  const withLinks = pages.filter(({ text }) => /\shref=\{/.test(text));
  expect(withLinks.length).toBeGreaterThan(1);
  const unchecked = withLinks.filter(({ text }) => !/webAddress\(|<WebLink/.test(text));
  expect(unchecked.map(({ file }) => file)).toEqual([]);
  const anchors = pages.filter(({ text }) => /<Anchor\b[^>]*\shref=\{/.test(text));
  expect(anchors.map(({ file }) => file)).toEqual(['src/renderer/ui/WebLink.tsx']);
});
