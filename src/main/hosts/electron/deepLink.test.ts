import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepLinkIn, parseDeepLink } from './deepLink.ts';

describe('parseDeepLink', () => {
  it('reads an address of the console', () => {
    expect(parseDeepLink('patchbay://')).toBe('/');
    expect(parseDeepLink('patchbay://integrations')).toBe('/integrations');
    expect(parseDeepLink('patchbay://integrations/0190-abc_D/')).toBe('/integrations/0190-abc_D');
  });

  it.each([
    'https://integrations',
    'PATCHBAY://integrations',
    'patchbay:integrations',
    'patchbay://integrations?import=https://example.com',
    'patchbay://integrations#x',
    'patchbay://user@integrations',
    'patchbay://integrations:80',
    'patchbay://../../etc',
    'patchbay://a//b',
    'patchbay:///integrations',
    'patchbay://a/%2e%2e',
    'patchbay://a\\b',
    'patchbay://a/b/c/d/e/f/g',
    `patchbay://${'a'.repeat(65)}`,
    `patchbay://${'a/'.repeat(400)}`,
    'patchbay://a b',
    'patchbay://a\n',
  ])('refuses %j', (link) => {
    expect(parseDeepLink(link)).toBeNull();
  });

  it('never gives anything but a plain path of the console', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (rest) => {
        const path = parseDeepLink(`patchbay://${rest}`);
        expect(path === null || /^\/(?:[\w-]+(?:\/[\w-]+)*)?$/.test(path)).toBe(true);
      }),
    );
  });
});

describe('deepLinkIn', () => {
  it('finds the link on a command line', () => {
    expect(deepLinkIn(['electron', '.', '--flag', 'patchbay://activity'])).toBe('/activity');
    expect(deepLinkIn(['electron', '.'])).toBeNull();
  });
});
