import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DoctorStep, findingCode } from '#contract/oauth.ts';
import { oauthConfig } from '#contract/oauthConfig.ts';
import type { OAuthField } from '#core/oauth/fields.ts';
import type { OAuthSettings } from '#test/support/oauthRig.ts';
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

const opened = step({ name: 'authorization', method: 'GET', status: null });
const unfinished = refused('TIMED_OUT', 'Nobody finished', 'redirect');
const byCode = (code: string, error: string) =>
  step({ code, error, requestBody: 'grant_type=authorization_code&code=x' });
const byPassword = (code: string, error: string) => step({ code, error, requestBody: 'grant_type=password' });

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
  [
    'DISCOVERY_FAILED',
    'metadata that cannot be read',
    [step({ name: 'discovery', code: 'MALFORMED_ANSWER', error: 'x' })],
  ],
  ['ORIGIN_UNCONFIRMED', 'another origin', [step({ status: null, code: 'ORIGIN_UNCONFIRMED', error: 'x' })]],
  ['TIMED_OUT', 'a server that is slow', [refused('TIMED_OUT')]],
  ['DEVICE_CODE_UNUSED', 'a device code that ended', [refused('expired_token', 'expired', 'poll')]],
  ['DEVICE_CODE_UNUSED', 'a device that nobody went on with', [step({ name: 'device' })]],
  ['DEVICE_CODE_UNUSED', 'polls that were cancelled', [refused('authorization_pending', 'x', 'poll')]],
  ['DEVICE_CODE_UNUSED', 'a device when nobody finished', [step({ name: 'device' }), unfinished]],
  ['NEVER_RETURNED', 'a page that was opened', [opened]],
  ['NEVER_RETURNED', 'a page that nobody finished', [opened, unfinished]],
  ['NOT_FINISHED', 'metadata alone', [step({ name: 'discovery' })]],
  ['NOT_FINISHED', 'a cancelled request', [step({ status: null, code: 'CANCELLED', error: 'x' })]],
  ['NOT_FINISHED', 'a request without an answer', [step({ status: null })]],
  ['NOT_FINISHED', 'a redirect without a request for tokens', [opened, step({ name: 'redirect', status: null })]],
  ['CODE_MISSING', 'a redirect without a code', [refused('CODE_MISSING', 'x', 'redirect')]],
  ['CODE_REFUSED', 'a code that has expired', [byCode('invalid_grant', 'expired')]],
  ['PASSWORD_WRONG', 'a wrong password', [byPassword('invalid_grant', 'no')]],
  ['PERSON_REQUIRED', 'a second factor', [refused('mfa_required')]],
  ['NOT_ALLOWED', 'a bare 403', [step({ status: 403, code: 'HTTP_403', error: 'The server answered 403.' })]],
  ['STATE_MISSING', 'a redirect without a state', [refused('STATE_MISSING', 'x', 'redirect')]],
  [
    'REDIRECT_MISMATCH',
    'an error without a state',
    [opened, refused('redirect_uri_mismatch', 'x', 'redirect'), unfinished],
  ],
  ['TENANT_WRONG', 'an unknown realm', [step({ status: 404, code: 'HTTP_404', error: 'Realm does not exist' })]],
  ['AUDIENCE_MISSING', 'no audience', [refused('invalid_request', 'Missing required parameter: audience')]],
  ['TARGET_INVALID', 'an unknown target', [refused('invalid_target')]],
  ['DPOP_REQUIRED', 'a proof that is demanded', [refused('invalid_dpop_proof')]],
  [
    'PAR_REQUIRED',
    'a request that must be pushed',
    [refused('invalid_request', 'Pushed Authorization Request is only allowed.', 'redirect')],
  ],
  ['RATE_LIMITED', 'a 429', [step({ status: 429, code: 'HTTP_429', error: 'x' })]],
  [
    'RATE_LIMITED',
    'a device that is told to slow down before it polled',
    [step({ name: 'device', status: 429, code: 'slow_down', error: 'slow_down' })],
  ],
  ['WRONG_ADDRESS', 'a 404', [step({ status: 404, code: 'HTTP_404', error: 'x' })]],
  ['WRONG_ADDRESS', 'a page', [step({ code: 'MALFORMED_ANSWER', error: 'x', responseBody: '<!doctype html>' })]],
  [
    'ADDRESS_NOT_SAFE',
    'plain http',
    [refused('CONFIG_INVALID', 'The token URL http://as.example is not an address for secrets.')],
  ],
  ['SETTINGS_INCOMPLETE', 'a missing address', [refused('CONFIG_INVALID', 'The token URL is not known.')]],
  ['PORT_TAKEN', 'a port in use', [refused('REDIRECT_PORT_TAKEN', 'x', 'authorization')]],
  ['REQUEST_REFUSED', 'a parameter that is missing', [refused('invalid_request', 'Missing parameter: tenant_hint')]],
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
    const fromMore = ['SCOPE_MISSING', 'API_REFUSED', 'SIGN_IN_NEEDED'];
    const covered = new Set([...table.map(([code]) => code), ...fromMore]);
    expect([...covered].sort()).toEqual([...findingCode.options].sort());
  });

  it('list every address of metadata, after what one of them says', () => {
    const at = (url: string, error: string) => step({ name: 'discovery', status: 404, url, code: 'HTTP_404', error });
    const tried = [at('https://as.example/a', 'Realm does not exist'), at('https://as.example/b', 'no')];
    const found = findingsOf(tried, none);
    expect(found.map(({ code, field }) => [code, field])).toEqual([
      ['TENANT_WRONG', 'issuer'],
      ['DISCOVERY_FAILED', 'issuer'],
    ]);
    expect(found[1]?.explanation).toContain('https://as.example/a (Realm does not exist), https://as.example/b (no)');
  });

  it('name the field for what a request misses that follows the sign-in', () => {
    const missing = (changes: Partial<DoctorStep>) => {
      const [found] = findingsOf(
        [step({ status: 400, code: 'invalid_request', error: 'no tenant_hint', ...changes })],
        none,
      );
      return found?.field;
    };
    expect(missing({ name: 'refresh' })).toBe('tokenParameters');
    expect(missing({ requestBody: 'grant_type=authorization_code' })).toBe('tokenParameters');
    expect(missing({ requestBody: 'grant_type=client_credentials' })).toBe('extraParameters');
  });

  /** Where each step goes by the settings: the field of that address where one was entered, else the issuer it was found from. */
  it.each<[DoctorStep['name'], OAuthField]>([
    ['discovery', 'issuer'],
    ['jwks', 'issuer'],
    ['authorization', 'authorizationUrl'],
    ['redirect', 'authorizationUrl'],
    ['device', 'deviceAuthorizationUrl'],
    ['poll', 'tokenUrl'],
    ['token', 'tokenUrl'],
    ['refresh', 'refreshUrl'],
    ['revocation', 'revocationUrl'],
  ])('name the address that a %s did not reach', (name, field) => {
    const fieldWith = (addresses: object) => {
      const config = oauthConfig.parse({ grant: 'deviceCode', clientId: 'a', clientAuth: 'none', ...addresses });
      const steps = [step({ name, status: null, code: 'DNS_FAILED', error: 'Not found.' })];
      return findingsOf(steps, { ...none, config }).find(({ code }) => code === 'UNREACHABLE')?.field;
    };
    const entered = field === 'issuer' ? {} : { [field]: 'https://as.example/x' };
    expect(fieldWith({ issuer: 'https://as.example', ...entered })).toBe(field);
    expect(fieldWith({ issuer: 'https://as.example' })).toBe('issuer');
    // What is refreshed at the address of tokens is named by that.
    if (field === 'refreshUrl') expect(fieldWith({ tokenUrl: 'https://as.example/x' })).toBe('tokenUrl');
  });

  it.each<[string, string, Partial<OAuthSettings>, OAuthField]>([
    ['invalid_client', 'wrong secret', { clientAuth: 'client_secret_post' }, 'clientSecret'],
    ['invalid_client', 'wrong secret', { clientAuth: 'none' }, 'clientAuth'],
    ['invalid_client', 'wrong signature', { clientAuth: 'private_key_jwt' }, 'privateKey'],
    ['invalid_client', 'public client must not send a secret', { clientAuth: 'client_secret_basic' }, 'clientAuth'],
    ['invalid_request', 'client_id is missing', {}, 'clientId'],
    ['invalid_request', 'bad scope parameter xyz', {}, 'scopes'],
    ['invalid_target', 'unknown', { audience: 'a', resource: 'r' }, 'audience'],
    ['invalid_target', 'unknown', { resource: 'r' }, 'resource'],
    ['invalid_target', 'AADSTS500011: the resource was not found', { scopes: ['a/.default'] }, 'scopes'],
    ['invalid_target', 'the resource was not found', { scopes: ['a'] }, 'resource'],
    ['invalid_target', 'unknown', {}, 'audience'],
  ])('of %s (%s) with %j name the field that helps', (code, words, settings, field) => {
    const config = oauthConfig.parse({ grant: 'clientCredentials', clientId: 'a', clientAuth: 'none', ...settings });
    const found = findingsOf([refused(code, words)], { ...none, config });
    expect([found[0]?.code, found[0]?.field]).toEqual([expect.any(String), field]);
    expect(found[0]?.fix ?? '').not.toContain('{field}');
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
        const found = findingsOf(steps.map(step), none);
        expect(found.length).toBeGreaterThan(0);
        const worked = steps.some(({ code, status }) => code === null && status !== null);
        if (!worked) expect(found.map(({ code }) => code)).not.toContain('ALL_WELL');
      }),
    );
  });
});
