import { expect, test } from 'vitest';
import { fullName } from './words.ts';

test.each([
  ['release bot', 'GitHub', 'GitHub – release bot'],
  ['GitHub – release bot', 'GitHub', 'GitHub – release bot'],
  ['Bot of github', 'GitHub', 'Bot of github'],
])('%s of %s is called %s', (name, integrationName, expected) => {
  expect(fullName({ name, integrationName })).toBe(expected);
});
