import { expect, test } from 'vitest';
import { languageOfMediaType } from './codeSetup.ts';

test.each([
  ['application/json; charset=utf-8', 'json'],
  ['application/problem+json', 'json'],
  ['application/vnd.api+YAML', 'yaml'],
  ['text/x-yaml', 'yaml'],
  ['image/svg+xml', 'xml'],
  ['text/html', 'xml'],
  ['text/plain', 'text'],
  [null, 'text'],
])('reads the language of %s', (mediaType, language) => {
  expect(languageOfMediaType(mediaType)).toBe(language);
});
