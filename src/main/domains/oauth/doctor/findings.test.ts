import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DoctorStep, findingCode } from '#contract/oauth.ts';
import { findingsOf } from './doctor.ts';

const at = Date.UTC(2030, 0, 1);
const none = { requestedScopes: [], grantedScopes: null };

function step(changes: Partial<DoctorStep>): DoctorStep {
  return {
    at,
    name: 'token',
    method: 'POST',
    url: 'https://as.example/token',
    requestHeaders: [],
    requestBody: null,
    status: 200,
    responseHeaders: [],
    responseBody: null,
    durationMs: 10,
    error: null,
    code: null,
    ...changes,
  };
}

const refused = (code: string, error: string = code, name: DoctorStep['name'] = 'token') =>
  step({ status: 400, code, error, name });

const table: [expected: string, what: string, steps: DoctorStep[]][] = [
  ['ALL_WELL', 'a token', [step({})]],
  ['REDIRECT_MISMATCH', 'its own code', [refused('redirect_uri_mismatch')]],
  ['REDIRECT_MISMATCH', 'words', [refused('invalid_grant', 'redirect_uri did not match')]],
  ['CLIENT_AUTH_WRONG', 'invalid_client', [refused('invalid_client', 'client authentication failed')]],
  ['CLIENT_AUTH_WRONG', 'a bare 401', [step({ status: 401, code: 'HTTP_401', error: 'The server answered 401.' })]],
  ['CLIENT_UNKNOWN', 'words', [refused('invalid_client', 'Client not found')]],
  ['SCOPE_INVALID', 'invalid_scope', [refused('invalid_scope')]],
  ['CONSENT_DENIED', 'access_denied', [refused('access_denied', 'No', 'redirect')]],
  [
    'PKCE_REFUSED',
    'a challenge that is missing',
    [refused('invalid_request', 'Authorization Server policy requires PKCE')],
  ],
  ['PKCE_REFUSED', 'a verifier that does not fit', [refused('invalid_grant', 'code_verifier mismatch')]],
  ['CLOCK_SKEW', 'words about a claim', [refused('invalid_client', '"iat" is in the future')]],
  [
    'CLOCK_SKEW',
    'a Date header',
    [step({ responseHeaders: [{ name: 'Date', value: new Date(at + 600_000).toUTCString() }] })],
  ],
  ['REFRESH_ROTATED', 'words', [refused('invalid_grant', 'Refresh token was already used', 'refresh')]],
  ['REFRESH_TOKEN_GONE', 'invalid_grant', [refused('invalid_grant', 'grant request is invalid', 'refresh')]],
  ['GRANT_UNSUPPORTED', 'unauthorized_client', [refused('unauthorized_client')]],
  ['GRANT_UNSUPPORTED', 'unsupported_grant_type', [refused('unsupported_grant_type')]],
  ['STATE_MISMATCH', 'another state', [refused('STATE_MISMATCH', 'x', 'redirect')]],
  ['ISSUER_MISMATCH', 'another issuer', [refused('ISSUER_MISMATCH', 'x', 'redirect')]],
  ['TLS_OR_PROXY', 'TLS', [refused('TLS_FAILED')]],
  ['TLS_OR_PROXY', 'a proxy', [refused('PROXY_FAILED')]],
  ['UNREACHABLE', 'no address', [refused('DNS_FAILED')]],
  ['UNREACHABLE', 'nothing there', [refused('CONNECTION_REFUSED')]],
  ['SERVER_ERROR', 'a 503', [step({ status: 503, code: 'HTTP_503', error: 'The server answered 503.' })]],
  ['SERVER_ERROR', 'server_error', [refused('server_error')]],
  ['MALFORMED_ANSWER', 'no JSON', [step({ code: 'MALFORMED_ANSWER', error: 'x' })]],
  ['DISCOVERY_FAILED', 'no metadata', [step({ name: 'discovery', status: 404, code: 'HTTP_404', error: 'x' })]],
  ['TIMED_OUT', 'a server that is slow', [refused('TIMED_OUT')]],
  ['TIMED_OUT', 'a device code that ended', [refused('expired_token', 'expired', 'poll')]],
  ['INTERRUPTED', 'a crash', [step({ status: null, code: 'INTERRUPTED', error: 'x', name: 'refresh' })]],
  ['OTHER', 'a reason of its own', [refused('moon_phase')]],
  ['OTHER', 'a name that every object has', [refused('constructor')]],
  ['OTHER', 'the name of a prototype', [refused('__proto__')]],
];

describe('findings', () => {
  it.each(table)('say %s for %s', (expected, _what, steps) => {
    expect(findingsOf(steps, none).map(({ code }) => code)).toEqual([expected]);
  });

  it('have a row for every code', () => {
    const covered = new Set([...table.map(([code]) => code), 'SCOPE_MISSING']);
    expect([...covered].sort()).toEqual([...findingCode.options].sort());
  });

  it('name the scopes that were not granted', () => {
    const [found] = findingsOf([step({})], { requestedScopes: ['read', 'write'], grantedScopes: ['read'] });
    expect(found).toMatchObject({ code: 'SCOPE_MISSING', explanation: expect.stringContaining('write.') });
  });

  it('forget what a later step made good, and keep an interruption', () => {
    const retried = [refused('invalid_client'), step({})];
    expect(findingsOf(retried, none).map(({ code }) => code)).toEqual(['ALL_WELL']);
    const recovered = [step({ status: null, code: 'INTERRUPTED', name: 'refresh' }), step({ name: 'refresh' })];
    expect(findingsOf(recovered, none).map(({ code }) => code)).toEqual(['INTERRUPTED']);
  });

  it('take waiting for a device as no failure', () => {
    const polls = [
      refused('authorization_pending', 'x', 'poll'),
      refused('slow_down', 'x', 'poll'),
      step({ name: 'poll' }),
    ];
    expect(findingsOf(polls, none).map(({ code }) => code)).toEqual(['ALL_WELL']);
  });

  it('say something about any steps, and nothing about none', () => {
    expect(findingsOf([], none)).toEqual([]);
    const anyStep = fc.record({
      code: fc.option(fc.string()),
      error: fc.option(fc.string()),
      status: fc.option(fc.nat(599)),
    });
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 1 }), (steps) => {
        expect(findingsOf(steps.map(step), none).length).toBeGreaterThan(0);
      }),
    );
  });
});
