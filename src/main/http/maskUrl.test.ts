import { expect, test } from 'vitest';
import { maskUrl } from './redactor.ts';

test.each([
  ['https://a.test/openapi.json', 'https://a.test/openapi.json'],
  ['https://a.test/openapi.json?version=2&page_token=x', 'https://a.test/openapi.json?version=2&page_token=x'],
  ['https://a.test/o.json?v=2&token=canary', 'https://a.test/o.json?v=2&token=****'],
  ['https://a.test/o.json?private_token=canary', 'https://a.test/o.json?private_token=****'],
  ['https://a.test/o.json?api_key=canary&sig=canary', 'https://a.test/o.json?api_key=****&sig=****'],
  ['https://ada:canary@a.test/o.json', 'https://a.test/o.json'],
])('%s is kept as %s', (address, kept) => {
  expect(maskUrl(address)).toBe(kept);
  expect(new URL(maskUrl(address)).href).toBe(maskUrl(address));
});
