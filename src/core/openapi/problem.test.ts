import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { problemCode } from './definition.ts';

it('has every code of a problem in the documentation', () => {
  const text = readFileSync(new URL('../../../docs/definition-problems.md', import.meta.url), 'utf8');
  for (const code of problemCode.options) expect(text).toContain(`| \`${code}\` |`);
});
