import { expect, test } from 'vitest';
import { portsOf, redirectToRegister } from './redirect.ts';

test.each([
  ['https://dev-1.eu.auth0.com/authorize', 'registered'],
  ['https://Acme.okta.com/oauth2/default', 'registered'],
  ['https://auth.atlassian.com/authorize', 'registered'],
  ['https://acme.my.salesforce.com/services/oauth2/authorize', 'registered'],
  ['https://accounts.google.com/o/oauth2/v2/auth', 'any'],
  ['https://github.com/login/oauth/authorize', 'any'],
  ['https://login.microsoftonline.com/common/oauth2/v2.0/authorize', 'any'],
  ['https://id.example.org/authorize', null],
  // Not a subdomain, and no address at all.
  ['https://notokta.com/authorize', null],
  ['auth0.com', null],
  ['', null],
])('the ports that %s takes: %s', (address, ports) => {
  expect(portsOf([null, address, undefined])).toBe(ports);
});

test('the registered address counts where one of several compares it whole', () => {
  expect(portsOf(['https://accounts.google.com', 'https://acme.okta.com'])).toBe('registered');
});

test.each([
  [{ kind: 'loopback', port: 0, path: '/callback' } as const, 'http://127.0.0.1/callback'],
  [{ kind: 'loopback', port: 23_456, path: '/back' } as const, 'http://127.0.0.1:23456/back'],
  [{ kind: 'scheme' } as const, 'patchbay://oauth/callback'],
])('registers %o as %s', (redirect, address) => {
  expect(redirectToRegister(redirect)).toBe(address);
});
