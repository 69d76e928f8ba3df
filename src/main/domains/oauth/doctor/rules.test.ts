import { describe, expect, it } from 'vitest';
import type { DoctorStep } from '#contract/oauth.ts';
import { pendingStep } from '../tokens/tokenTable.ts';
import { codeOf } from './rules.ts';

const step = (changes: Partial<DoctorStep>): DoctorStep => ({
  ...pendingStep('token', 'https://as.example/token', 0),
  ...{ status: 400, error: 'x', code: 'moon_phase' },
  ...changes,
});
const bare = (status: number, name: DoctorStep['name'] = 'token') => step({ name, status, code: `HTTP_${status}` });
const found = (changes: Partial<DoctorStep>, ...others: DoctorStep[]) => {
  const one = step(changes);
  return codeOf(one, [...others, one]);
};

it.each([
  [299, 'OTHER', 'OTHER'],
  [300, 'WRONG_ADDRESS', 'DISCOVERY_FAILED'],
  [399, 'WRONG_ADDRESS', 'DISCOVERY_FAILED'],
  [400, 'OTHER', 'DISCOVERY_FAILED'],
  [401, 'CLIENT_AUTH_WRONG', 'DISCOVERY_FAILED'],
  [402, 'OTHER', 'DISCOVERY_FAILED'],
  [403, 'NOT_ALLOWED', 'DISCOVERY_FAILED'],
  [404, 'WRONG_ADDRESS', 'DISCOVERY_FAILED'],
  [405, 'WRONG_ADDRESS', 'DISCOVERY_FAILED'],
  [410, 'WRONG_ADDRESS', 'DISCOVERY_FAILED'],
  [429, 'RATE_LIMITED', 'RATE_LIMITED'],
  [499, 'OTHER', 'DISCOVERY_FAILED'],
  [500, 'SERVER_ERROR', 'SERVER_ERROR'],
  [501, 'WRONG_ADDRESS', 'WRONG_ADDRESS'],
  [503, 'SERVER_ERROR', 'SERVER_ERROR'],
])('a bare %i is %s, and of metadata %s', (status, token, discovery) => {
  expect([found(bare(status)), found(bare(status, 'discovery'))]).toEqual([token, discovery]);
});

it.each<[what: string, changes: Partial<DoctorStep>, code: string | null]>([
  ['nothing', { code: null }, null],
  ['a poll that waits', { name: 'poll', code: 'authorization_pending' }, null],
  ['a poll that waits under another name', { name: 'poll', code: 'precondition_required' }, null],
  ['waiting where nothing is polled', { code: 'authorization_pending' }, 'OTHER'],
  ['a status that nobody gave', { status: null }, 'OTHER'],
  ['a target that is not there', { status: 404, code: 'invalid_target' }, 'WRONG_ADDRESS'],
  ['a code in capitals', { code: 'ACCESS_DENIED' }, 'CONSENT_DENIED'],
  ['words with hyphens and quotes', { error: '"Redirect-URI" it’s wrong' }, 'REDIRECT_MISMATCH'],
  ['a code that is its own words', { code: 'rate_limit', error: 'rate_limit' }, 'RATE_LIMITED'],
  ['no words', { code: 'unsupported_grant_type', error: null }, 'GRANT_UNSUPPORTED'],
  ['a password', { code: 'invalid_grant', requestBody: 'a=b&grant_type=password&c=d' }, 'PASSWORD_WRONG'],
  ['what only ends like that', { code: 'invalid_grant', requestBody: 'my_grant_type=password' }, 'OTHER'],
  ['a code of a sign-in', { code: 'invalid_grant', requestBody: 'grant_type=authorization_code' }, 'CODE_REFUSED'],
  ['a token that was used', { name: 'refresh', error: 'Token reuse' }, 'REFRESH_ROTATED'],
  ['the same where none is refreshed', { error: 'Token reuse' }, 'OTHER'],
  ['a page', { responseBody: ' <!DOCTYPE html><p>' }, 'WRONG_ADDRESS'],
  ['a page by its type', { responseHeaders: [{ name: 'Content-Type', value: 'text/html;x' }] }, 'WRONG_ADDRESS'],
  ['another header', { responseHeaders: [{ name: 'X-Type', value: 'text/html' }] }, 'OTHER'],
  ['another type', { responseHeaders: [{ name: 'Content-Type', value: 'a/text/html' }] }, 'OTHER'],
  ['words about a page', { responseBody: 'no <html>' }, 'OTHER'],
  ['tokens that cannot be read', { code: 'MALFORMED_ANSWER' }, 'MALFORMED_ANSWER'],
  ['a page in their place', { code: 'MALFORMED_ANSWER', responseBody: '<html>' }, 'WRONG_ADDRESS'],
  ['metadata that cannot be read', { code: 'MALFORMED_ANSWER', name: 'discovery' }, 'DISCOVERY_FAILED'],
  ['a server that is slow', { code: 'TIMED_OUT' }, 'TIMED_OUT'],
  ['a person who is slow', { code: 'TIMED_OUT', name: 'redirect' }, 'NEVER_RETURNED'],
  [
    'an address that is not safe',
    { code: 'CONFIG_INVALID', error: 'is not an address for secrets' },
    'ADDRESS_NOT_SAFE',
  ],
  ['no reason', { code: 'CONFIG_INVALID', error: null }, 'SETTINGS_INCOMPLETE'],
])('%s is what it says', (_what, changes, code) => {
  expect(found(changes)).toBe(code);
});

describe('the rest of the flow', () => {
  it('says of a slow person whether they had a page or a device', () => {
    expect(found({ code: 'TIMED_OUT', name: 'redirect' }, step({ name: 'device' }))).toBe('DEVICE_CODE_UNUSED');
  });

  it('makes other addresses of metadata good, and not what was made of the metadata', () => {
    const well = step({ name: 'discovery', code: null });
    const missing = { name: 'discovery', status: 404, code: 'HTTP_404' } as const;
    expect([found(missing, well), found({ ...missing, url: '' }, well), found(missing, step({ code: null }))]).toEqual([
      null,
      'DISCOVERY_FAILED',
      'DISCOVERY_FAILED',
    ]);
    expect(found({}, well)).toBe('OTHER');
  });

  it('tells that a proof is demanded where the server hides the reason (RFC 9449 section 5.1)', () => {
    const responseBody = '{"dpop_signing_alg_values_supported":["ES256"]}';
    const announced = step({ name: 'discovery', code: null, responseBody });
    expect(found({ code: 'invalid_grant' }, announced)).toBe('DPOP_REQUIRED');
    expect([found({}, announced), found({ code: 'invalid_grant' }, step({ responseBody }))]).toEqual([
      'OTHER',
      'OTHER',
    ]);
  });
});
