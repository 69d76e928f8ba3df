import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Placement } from '#contract/connections.ts';
import { applyConnection } from './send.ts';

const bare = {
  method: 'GET',
  url: 'https://api.example.com/a?x=%7e&key=old&y',
  headers: [
    ['Cookie', 'a=1; sid=old'],
    ['x-key', 'old'],
  ] as const,
};
const material = [{ secret: 's e/c', username: null }];
const now = { at: Date.UTC(2026, 0, 1) };
const bareRow = { schemeKey: null, config: null, secretHint: '', usernameHint: null, more: [] };
const at = (place: Placement['in'], name: string, prefix = '') => ({
  ...bareRow,
  kind: 'apiKey' as const,
  placement: { in: place, name, prefix },
});

describe('an API key', () => {
  test('takes the place of a header of the same name, whatever its case', () => {
    const signed = applyConnection(bare, at('header', 'X-Key', 'Token'), material, now);
    expect(signed.headers).toEqual([
      ['Cookie', 'a=1; sid=old'],
      ['X-Key', 'Token s e/c'],
    ]);
    expect(signed).toMatchObject({
      secrets: ['s e/c'],
      credentialHeaders: ['X-Key'],
      credentialQuery: [],
      url: bare.url,
    });
  });

  test('takes the place of a query parameter and leaves the others as they were written', () => {
    const signed = applyConnection(bare, at('query', 'key'), material, now);
    expect(signed.url).toBe('https://api.example.com/a?x=%7e&y&key=s%20e%2Fc');
    expect(signed.credentialQuery).toEqual(['key']);
  });

  test('joins the cookies that are there', () => {
    const signed = applyConnection(bare, at('cookie', 'sid'), material, now);
    expect(signed.headers).toEqual([
      ['x-key', 'old'],
      ['Cookie', 'a=1; sid=s e/c'],
    ]);
    expect(signed.credentialHeaders).toEqual(['Cookie']);
  });
});

test('a bearer token stands in Authorization', () => {
  const placement = { in: 'header', name: 'Authorization', prefix: 'Bearer' } as const;
  const signed = applyConnection(
    { ...bare, headers: [['authorization', 'x']] },
    { ...bareRow, kind: 'bearer', placement },
    material,
    now,
  );
  expect(signed.headers).toEqual([['Authorization', 'Bearer s e/c']]);
});

test('basic joins user name and password in UTF-8, and both writings are secrets', () => {
  const placement = { in: 'header', name: 'Authorization', prefix: 'Basic' } as const;
  const signed = applyConnection(
    { ...bare, headers: [] },
    { ...bareRow, kind: 'basic', placement },
    [{ secret: 'pässword', username: 'ada' }],
    now,
  );
  expect(signed.headers).toEqual([['Authorization', 'Basic YWRhOnDDpHNzd29yZA==']]);
  expect(signed.secrets).toEqual(['pässword', 'YWRhOnDDpHNzd29yZA==']);
});

test('every secret that goes out is among the secrets to redact', () => {
  const place = fc.constantFrom<Placement['in']>('header', 'query', 'cookie');
  fc.assert(
    fc.property(place, fc.string({ minLength: 1 }), (where, secret) => {
      const { secrets } = applyConnection(bare, at(where, 'k'), [{ secret, username: null }], now);
      expect(secrets).toContain(secret);
    }),
  );
});
