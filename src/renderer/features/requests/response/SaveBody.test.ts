import { expect, test, vi } from 'vitest';

vi.stubGlobal('location', { protocol: 'http:', origin: 'http://127.0.0.1' });
const { fileName } = await import('./SaveBody.tsx');

const response = (mediaType: string) => ({ mediaType }) as NonNullable<Parameters<typeof fileName>[0]['response']>;

test.each([
  ['https://example.com/repos/hello%20world', 'application/json; charset=utf-8', 'hello-20world.json'],
  ['https://example.com/', 'application/problem+json', 'response.json'],
  ['https://example.com/logo.PNG', 'image/png', 'logo.PNG'],
  ['https://example.com/a/..%2f..%2fetc', 'application/x-thing', '..-2f..-2fetc.bin'],
])('names the file of %s', (url, mediaType, name) => {
  expect(fileName({ url, response: response(mediaType) })).toBe(name);
});
