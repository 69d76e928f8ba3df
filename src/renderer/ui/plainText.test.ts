import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from './plainText.ts';

test('drops tags, emphasis and link targets, and keeps lines and lists', () => {
  const html = '<p>Retrieves an <strong>account</strong>.</p><ul><li>one</li><li>two</li></ul>';
  expect(plainText(html)).toBe('Retrieves an account.\n• one\n• two');
  expect(plainText('See [the guide](https://example.com/a "Guide") for **all** of it.')).toBe(
    'See the guide for all of it.',
  );
});

test('keeps what only looks like a tag', () => {
  expect(plainText('Send <id> and a < b')).toBe('Send <id> and a < b');
});

test('never grows a text and ends for any text', () => {
  fc.assert(fc.property(fc.string({ maxLength: 2_000 }), (text) => plainText(text).length <= text.length * 2));
});
