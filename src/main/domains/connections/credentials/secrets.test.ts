import { expect, test } from 'vitest';
import { secretMayGoTo } from './destinations.ts';

test.each([
  ['api.example.com', 'https://api.example.com/x', true],
  ['api.example.com', 'https://API.example.com:443/x', true],
  ['api.example.com', 'https://api.example.com:8443/x', false],
  ['api.example.com:8443', 'https://api.example.com:8443/x', true],
  ['api.example.com:8443', 'https://api.example.com/x', false],
  ['api.example.com', 'https://api.example.com.evil.test/', false],
  ['api.example.com', 'https://evil-api.example.com/', false],
  ['example.com', 'https://api.example.com/', false],
  ['example.com', 'https://a.b.example.com/', false],
  ['example.com:8443', 'https://api.example.com:8443/', false],
  ['localhost', 'http://api.localhost/', false],
  ['jira.internal', 'http://a.jira.internal/', false],
  ['*.example.com', 'https://a.example.com.evil.test/', false],
  ['*.example.com', 'https://a.b.example.com/', true],
  ['*.example.com', 'https://example.com/', false],
  ['*.example.com', 'https://evilexample.com/', false],
  ['*.example.com:8443', 'https://a.example.com:8443/', true],
  ['api.example.com', 'http://api.example.com/', false],
  ['api.example.com:80', 'http://api.example.com/', false],
  ['93.184.216.34', 'http://93.184.216.34/', false],
  ['127.0.0.1:4000', 'http://127.0.0.1:4000/', true],
  ['127.0.0.1', 'http://127.0.0.1:4000/', false],
  ['127.0.0.1', 'http://2130706433/', true],
  ['[::1]:4000', 'http://[::1]:4000/', true],
  ['10.0.0.7', 'http://10.0.0.7/', true],
  ['jira.internal', 'http://jira.internal/', true],
  ['*.internal', 'http://jira.internal/', false],
  ['intranet', 'http://intranet/', true],
  ['localhost', 'http://localhost.evil.test/', false],
  ['localhost:3000', 'ftp://localhost:3000/', false],
])('a secret of %s may go to %s: %s', (pattern, url, expected) => {
  expect(secretMayGoTo([pattern], new URL(url))).toBe(expected);
});

test('a secret without hosts goes nowhere', () => {
  expect(secretMayGoTo([], new URL('https://api.example.com/'))).toBe(false);
});
