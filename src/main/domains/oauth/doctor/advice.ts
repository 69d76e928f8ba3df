import type { DoctorStep, Finding } from '#contract/oauth.ts';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { type OAuthField, oauthFieldWords, showsOAuthField } from '#core/oauth/fields.ts';
import { findingTexts } from './findingTexts.ts';
import { withoutExamples } from './rules.ts';

type Code = Finding['code'];

/** A finding in words, with the field of the form that helps where one does. `config` is null where the settings are not known. */
export function findingOf(code: Code, step: DoctorStep | null, config: OAuthConfig | null): Finding {
  const { title, explanation, fix } = findingTexts[code];
  const field = shownField(fieldOf(code, step, config), config);
  const words = step?.error && !silent.has(code) ? ` The server said: ${step.error}` : '';
  return { code, title, explanation: `${explanation}${words}`, fix: withField(fix, field), field };
}

/** What Patchbay noted itself says no more than the finding. */
const silent = new Set<Code>(['INTERRUPTED', 'NEVER_RETURNED', 'DEVICE_CODE_UNUSED', 'CODE_MISSING', 'STATE_MISSING']);

/** `{field}` in a text stands for the field, under the name that the form gives it. */
function withField(fix: string | null, field: OAuthField | null): string | null {
  if (fix === null || field === null) return fix?.replace('{field}', 'the settings') ?? null;
  return fix.replace('{field}', `“${oauthFieldWords[field]}”`);
}

/** The field where the form shows it, else the one that brings it there. */
function shownField(field: OAuthField | null, config: OAuthConfig | null): OAuthField | null {
  if (field === null || config === null || showsOAuthField(field, config)) return field;
  return field === 'clientSecret' || field === 'privateKey' ? 'clientAuth' : 'grant';
}

function fieldOf(code: Code, step: DoctorStep | null, config: OAuthConfig | null): OAuthField | null {
  const words = step?.error ?? '';
  switch (code) {
    case 'REDIRECT_MISMATCH':
    case 'NEVER_RETURNED':
    case 'PORT_TAKEN':
      return 'redirect';
    case 'CLIENT_UNKNOWN':
      return 'clientId';
    case 'CLIENT_AUTH_WRONG':
      return proofField(words, config);
    case 'SCOPE_INVALID':
    case 'SCOPE_MISSING':
      return 'scopes';
    case 'PKCE_REFUSED':
      return 'pkce';
    case 'GRANT_UNSUPPORTED':
      return 'grant';
    case 'PASSWORD_WRONG':
      return 'password';
    case 'AUDIENCE_MISSING':
    case 'API_REFUSED':
      return 'audience';
    case 'TARGET_INVALID':
      return targetField(words, config);
    case 'ISSUER_MISMATCH':
    case 'DISCOVERY_FAILED':
    case 'ORIGIN_UNCONFIRMED':
      return 'issuer';
    case 'CODE_MISSING':
    case 'STATE_MISSING':
      return config === null || config.authorizationUrl !== null ? 'authorizationUrl' : 'issuer';
    case 'TENANT_WRONG':
    case 'WRONG_ADDRESS':
    case 'ADDRESS_NOT_SAFE':
    case 'MALFORMED_ANSWER':
    case 'UNREACHABLE':
      return namedIn(words, addresses) ?? addressField(step, config);
    case 'SETTINGS_INCOMPLETE':
      return /patchbay:\/\//.test(words) ? 'redirect' : namedIn(words, oauthFields);
    case 'REQUEST_REFUSED':
      return parameterField(words, step);
    default:
      return null;
  }
}

const oauthFields = Object.keys(oauthFieldWords) as OAuthField[];
const addresses = oauthFields.filter((field) => field.endsWith('Url'));

function namedIn(words: string, fields: readonly OAuthField[]): OAuthField | null {
  return (
    fields.find((field) => words.toLowerCase().replaceAll('_', ' ').includes(oauthFieldWords[field].toLowerCase())) ??
    null
  );
}

/** How the client proves itself where that is what the server means, else what it proves itself with. */
function proofField(words: string, config: OAuthConfig | null): OAuthField {
  const aboutWay =
    /public|should not|must not|must contain|missing(?! or)|required|no client auth|method|basic|header/i;
  if (config?.clientAuth === 'none' || aboutWay.test(withoutExamples(words))) return 'clientAuth';
  return config?.clientAuth === 'private_key_jwt' ? 'privateKey' : 'clientSecret';
}

function targetField(words: string, config: OAuthConfig | null): OAuthField {
  if (config?.audience) return 'audience';
  if (config?.resource) return 'resource';
  if (/AADSTS/.test(words) && config?.scopes.length) return 'scopes';
  return /resource|target/i.test(words) ? 'resource' : 'audience';
}

/** Where a request of this step goes: the address that was entered, else the issuer that it was found from. */
function addressField(step: DoctorStep | null, config: OAuthConfig | null): OAuthField {
  const field = stepAddress(step, config);
  if (config === null || field === 'issuer') return field;
  return config[field] === null ? 'issuer' : field;
}

function stepAddress(step: DoctorStep | null, config: OAuthConfig | null) {
  switch (step?.name) {
    case 'discovery':
    case 'jwks':
      return 'issuer';
    case 'authorization':
    case 'redirect':
      return 'authorizationUrl';
    case 'device':
      return 'deviceAuthorizationUrl';
    case 'revocation':
      return 'revocationUrl';
    case 'refresh':
      return config?.refreshUrl ? 'refreshUrl' : 'tokenUrl';
    default:
      return 'tokenUrl';
  }
}

/** The field for a parameter that a server names; whatever has none can be sent as an extra one. */
function parameterField(words: string, step: DoctorStep | null): OAuthField {
  const named: readonly [RegExp, OAuthField][] = [
    [/client.?id/i, 'clientId'],
    [/client.?secret|assertion/i, 'clientAuth'],
    [/scope/i, 'scopes'],
    [/audience/i, 'audience'],
    [/resource/i, 'resource'],
  ];
  return named.find(([word]) => word.test(words))?.[1] ?? extraField(step);
}

/** What is sent along with the sign-in does not go with the requests that follow it. */
function extraField(step: DoctorStep | null): OAuthField {
  const follows =
    step?.name === 'refresh' ||
    step?.name === 'poll' ||
    /(^|&)grant_type=authorization_code(&|$)/.test(step?.requestBody ?? '');
  return follows ? 'tokenParameters' : 'extraParameters';
}
