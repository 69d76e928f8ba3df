import { expect, it } from 'vitest';
import type { DoctorStep, Finding } from '#contract/oauth.ts';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { type OAuthField, oauthFieldWords } from '#core/oauth/fields.ts';
import type { OAuthSettings } from '#test/support/oauthRig.ts';
import { pendingStep } from '../tokens/tokenTable.ts';
import { findingOf } from './advice.ts';

const at = (name: DoctorStep['name'], error: string | null = null, requestBody: string | null = null): DoctorStep => ({
  ...pendingStep(name, 'https://as.example/x', 0),
  ...{ error, requestBody },
});
const token = (error: string | null = null) => at('token', error);

const basic = { clientAuth: 'client_secret_basic' } as const;
const page = 'https://as.example/a';

type Settings = Partial<OAuthSettings> | null;

/** The field that helps: of the settings where they are known, and one that the form shows. */
it.each<[Finding['code'], DoctorStep | null, Settings, OAuthField | null]>([
  ['ALL_WELL', null, {}, null],
  ['REDIRECT_MISMATCH', token(), {}, 'redirect'],
  ['REDIRECT_MISMATCH', token(), { grant: 'clientCredentials' }, 'grant'],
  ['NEVER_RETURNED', null, {}, 'redirect'],
  ['PORT_TAKEN', null, {}, 'redirect'],
  ['CLIENT_UNKNOWN', token(), {}, 'clientId'],
  ['CLIENT_AUTH_WRONG', token('No'), basic, 'clientSecret'],
  ['CLIENT_AUTH_WRONG', token('No'), { clientAuth: 'private_key_jwt' }, 'privateKey'],
  ['CLIENT_AUTH_WRONG', token('No'), { clientAuth: 'none' }, 'clientAuth'],
  ['CLIENT_AUTH_WRONG', token('No'), null, 'clientSecret'],
  ['CLIENT_AUTH_WRONG', token('Use the header'), basic, 'clientAuth'],
  ['CLIENT_AUTH_WRONG', token('Credentials are missing'), basic, 'clientAuth'],
  ['CLIENT_AUTH_WRONG', token('Credentials are missing or wrong'), basic, 'clientSecret'],
  ['SCOPE_INVALID', token(), {}, 'scopes'],
  ['SCOPE_MISSING', token(), {}, 'scopes'],
  ['PKCE_REFUSED', token(), {}, 'pkce'],
  ['PKCE_REFUSED', token(), { grant: 'implicit' }, 'grant'],
  ['GRANT_UNSUPPORTED', token(), {}, 'grant'],
  ['PASSWORD_WRONG', token(), { grant: 'password' }, 'password'],
  ['PASSWORD_WRONG', token(), {}, 'grant'],
  ['AUDIENCE_MISSING', token(), {}, 'audience'],
  ['API_REFUSED', null, {}, 'audience'],
  ['TARGET_INVALID', token('unknown'), {}, 'audience'],
  ['TARGET_INVALID', token('unknown target'), {}, 'resource'],
  ['TARGET_INVALID', token('unknown'), null, 'audience'],
  ['TARGET_INVALID', token('AADSTS500011: resource'), { scopes: [] }, 'resource'],
  ['TARGET_INVALID', token('AADSTS500011: resource'), { scopes: ['a'] }, 'scopes'],
  ['ISSUER_MISMATCH', token(), {}, 'issuer'],
  ['DISCOVERY_FAILED', null, {}, 'issuer'],
  ['ORIGIN_UNCONFIRMED', null, {}, 'issuer'],
  ['CODE_MISSING', null, null, 'authorizationUrl'],
  ['CODE_MISSING', null, { authorizationUrl: page }, 'authorizationUrl'],
  ['STATE_MISSING', null, { issuer: page }, 'issuer'],
  ['WRONG_ADDRESS', at('refresh'), { tokenUrl: page }, 'tokenUrl'],
  ['WRONG_ADDRESS', at('refresh'), { tokenUrl: page, refreshUrl: page }, 'refreshUrl'],
  ['WRONG_ADDRESS', at('refresh'), {}, 'issuer'],
  ['WRONG_ADDRESS', at('refresh'), null, 'tokenUrl'],
  ['WRONG_ADDRESS', null, null, 'tokenUrl'],
  ['TENANT_WRONG', at('discovery'), { tokenUrl: page }, 'issuer'],
  ['ADDRESS_NOT_SAFE', token('The revocation URL http://x is not safe'), {}, 'revocationUrl'],
  ['ADDRESS_NOT_SAFE', token('The issuer is not safe'), { tokenUrl: page }, 'tokenUrl'],
  ['SETTINGS_INCOMPLETE', token('The token_url is not known.'), {}, 'tokenUrl'],
  ['SETTINGS_INCOMPLETE', token('The private key is missing.'), { clientAuth: 'private_key_jwt' }, 'privateKey'],
  ['SETTINGS_INCOMPLETE', token('Only the desktop program takes patchbay:// links.'), {}, 'redirect'],
  ['SETTINGS_INCOMPLETE', token('Something else.'), {}, null],
  ['REQUEST_REFUSED', token('no client id'), {}, 'clientId'],
  ['REQUEST_REFUSED', token('no client_assertion'), {}, 'clientAuth'],
  ['REQUEST_REFUSED', token('no Scope'), {}, 'scopes'],
  ['REQUEST_REFUSED', token('no audience'), {}, 'audience'],
  ['REQUEST_REFUSED', token('no resource'), {}, 'resource'],
  ['REQUEST_REFUSED', token('no hint'), {}, 'extraParameters'],
  ['REQUEST_REFUSED', at('poll', 'no hint'), {}, 'tokenParameters'],
  ['REQUEST_REFUSED', at('refresh', 'no hint'), {}, 'tokenParameters'],
  ['REQUEST_REFUSED', at('token', 'no hint', 'a=b&grant_type=authorization_code'), {}, 'tokenParameters'],
  ['REQUEST_REFUSED', at('token', 'no hint', 'grant_type=authorization_codes'), {}, 'extraParameters'],
  ['REQUEST_REFUSED', null, {}, 'extraParameters'],
])('of %s at %j with %j the field that helps is %j', (code, step, settings, field) => {
  const base = { grant: 'authorizationCode', clientId: 'a', clientAuth: 'none' } as const;
  const found = findingOf(code, step, settings && oauthConfig.parse({ ...base, ...settings }));
  expect(found.field).toBe(field);
  if (field !== null) expect(found.fix).toContain(`“${oauthFieldWords[field]}”`);
  expect(found.fix ?? '').not.toContain('{field}');
});

it('says “the settings” where no field is meant', () => {
  expect(findingOf('SETTINGS_INCOMPLETE', null, null).fix).toBe('Complete the settings.');
});

it.each<[Finding['code'], DoctorStep | null, told: boolean]>([
  ['SCOPE_INVALID', token('No such scope'), true],
  ['SCOPE_INVALID', token(), false],
  ['SCOPE_INVALID', null, false],
  ...(['INTERRUPTED', 'NEVER_RETURNED', 'DEVICE_CODE_UNUSED', 'CODE_MISSING', 'STATE_MISSING'] as const).map(
    (code): [Finding['code'], DoctorStep, boolean] => [code, token('No such scope'), false],
  ),
])('of %s at %j the server’s own words are told: %j', (code, step, told) => {
  const { explanation } = findingOf(code, step, null);
  expect(/ The server said: No such scope$/.test(explanation)).toBe(told);
});
