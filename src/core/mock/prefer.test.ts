import { expect, it } from 'vitest';
import { bestAccepted } from '../http/accept.ts';
import { readPreferences } from './prefer.ts';

it.each([
  ['code=404', { code: 404 }],
  ['code=404, example=cat, dynamic=true', { code: 404, example: 'cat', dynamic: true }],
  ['example="a \\"b\\", c"; dynamic=false', { example: 'a "b", c', dynamic: false }],
  ['respond-async, code=9999', {}],
  ['', {}],
])('the header Prefer %s asks for %j', (header, expected) => {
  expect(readPreferences(header)).toEqual(expected);
});

// RFC 9110, section 12.5.1.
it.each([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['text/plain', 'text/plain; charset=utf-8'],
  ['text/*;q=0.5, application/json;q=0.4', 'text/plain; charset=utf-8'],
  ['text/html, application/xml;q=0.9, */*;q=0.8', 'application/json'],
  ['application/json;q=0, */*', 'text/plain; charset=utf-8'],
  ['image/png', undefined],
])('of two media types Accept: %s takes %s', (accept, expected) => {
  expect(bestAccepted(accept, ['application/json', 'text/plain; charset=utf-8'], (type) => type)).toBe(expected);
});

it('an offered range takes what lies within it', () => {
  expect(bestAccepted('image/png', ['image/*'], (type) => type)).toBe('image/*');
  expect(bestAccepted('text/html', ['*/*'], (type) => type)).toBe('*/*');
});
