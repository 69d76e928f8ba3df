import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepLinkIn, linkIn, parseDeepLink, parseSignInLink } from './deepLink.ts';

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

describe('parseSignInLink', () => {
  it('takes the answer of a sign-in, whole, and nothing else', () => {
    for (const link of ['patchbay://oauth/callback?code=a&state=b', 'patchbay://oauth/callback/#access_token=a'])
      expect(parseSignInLink(link)).toBe(link);
    const others = [
      'patchbay://oauth/callback',
      'patchbay://oauth/callback2?code=a',
      'patchbay://integrations?code=a',
      'https://oauth/callback?code=a',
      `patchbay://oauth/callback?${'a'.repeat(9_000)}`,
    ];
    expect(others.map(parseSignInLink)).toEqual(others.map(() => null));
  });

  it('never is a page of the console as well', () => {
    expect(parseDeepLink('patchbay://oauth/callback?code=a')).toBeNull();
    expect(linkIn(['electron', 'patchbay://oauth/callback?code=a'])).toBe('patchbay://oauth/callback?code=a');
  });
});
