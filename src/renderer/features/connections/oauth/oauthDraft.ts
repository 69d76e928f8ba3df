import { type ClientAuth, type Grant, type OAuthConfig, oauthConfig, redirectMode } from '#contract/oauthConfig.ts';
import { portsOf } from '#core/oauth/redirect.ts';
import type { NamedValue } from '../credential/NamedValueList.tsx';

type Redirect = OAuthConfig['redirect'];
export type EndpointName =
  | 'issuer'
  | 'authorizationUrl'
  | 'tokenUrl'
  | 'refreshUrl'
  | 'deviceAuthorizationUrl'
  | 'revocationUrl';

/** OAuth2 settings as they are typed: empty text where nothing is set. */
export interface OAuthDraft extends Record<EndpointName, string> {
  grant: Grant;
  clientId: string;
  clientAuth: ClientAuth;
  keyId: string;
  keyAlgorithm: NonNullable<OAuthConfig['keyAlgorithm']>;
  scopes: string[];
  audience: string;
  resource: string;
  extra: NamedValue[];
  /** Of every token request. */
  tokenExtra: NamedValue[];
  pkce: boolean;
  redirect: Redirect;
  username: string;
}

/** A draft from what is known of the settings, for example from the definition. */
export function oauthDraft(known: { [K in keyof OAuthConfig]?: OAuthConfig[K] | undefined }): OAuthDraft {
  return {
    grant: known.grant ?? 'authorizationCode',
    issuer: known.issuer ?? '',
    authorizationUrl: known.authorizationUrl ?? '',
    tokenUrl: known.tokenUrl ?? '',
    refreshUrl: known.refreshUrl ?? '',
    deviceAuthorizationUrl: known.deviceAuthorizationUrl ?? '',
    revocationUrl: known.revocationUrl ?? '',
    clientId: known.clientId ?? '',
    clientAuth: known.clientAuth ?? 'client_secret_basic',
    keyId: known.keyId ?? '',
    keyAlgorithm: known.keyAlgorithm ?? 'RS256',
    scopes: known.scopes ?? [],
    audience: known.audience ?? '',
    resource: known.resource ?? '',
    extra: pairsIn(known.extraParameters),
    tokenExtra: pairsIn(known.tokenParameters),
    pkce: known.pkce ?? true,
    redirect: known.redirect ?? redirectMode.parse({ kind: 'loopback' }),
    username: known.username ?? '',
  };
}

/** The settings as main takes them, or what is wrong with them. */
export function toConfig(draft: OAuthDraft) {
  const { extra, tokenExtra, keyId, keyAlgorithm, ...rest } = draft;
  const signed = draft.clientAuth === 'private_key_jwt';
  const texts = Object.entries(rest).map(([key, value]) => [key, blankToNull(value)]);
  return oauthConfig.safeParse({
    ...Object.fromEntries(texts),
    clientId: draft.clientId,
    keyId: signed ? blankToNull(keyId) : null,
    keyAlgorithm: signed ? keyAlgorithm : null,
    extraParameters: parametersOf(extra),
    tokenParameters: parametersOf(tokenExtra),
  });
}

const urlsOf: Record<Grant, readonly EndpointName[]> = {
  authorizationCode: ['authorizationUrl', 'tokenUrl'],
  implicit: ['authorizationUrl'],
  deviceCode: ['deviceAuthorizationUrl', 'tokenUrl'],
  clientCredentials: ['tokenUrl'],
  password: ['tokenUrl'],
};

/** The URLs that the grant needs and that neither are there nor can be discovered. */
export function missingUrls(draft: OAuthDraft): EndpointName[] {
  return draft.issuer.trim() === '' ? urlsOf[draft.grant].filter((name) => draft[name].trim() === '') : [];
}

/** What is wrong with a field, once something is in it. */
export function problemOf(draft: OAuthDraft, field: EndpointName): string | undefined {
  if (draft[field].trim() === '') return undefined;
  const parsed = toConfig(draft);
  const wrong = parsed.success ? undefined : parsed.error.issues.find((issue) => issue.path[0] === field);
  return wrong === undefined ? undefined : 'Enter a URL that begins with http:// or https://.';
}

/** What proves the client, and with the password grant the person; empty where it is not typed. */
export interface ClientSecrets {
  clientSecret: string;
  password: string;
}

/** Whether the settings are whole, with the secrets that they ask for. */
export function oauthReady(draft: OAuthDraft | null, secrets: ClientSecrets, stored: boolean): boolean {
  if (draft === null || !toConfig(draft).success || missingUrls(draft).length > 0) return false;
  const needsSecret = draft.clientAuth !== 'none' && secrets.clientSecret === '';
  const byPassword = draft.grant === 'password';
  if (byPassword && draft.username.trim() === '') return false;
  const needsPassword = byPassword && secrets.password === '';
  return stored || !(needsSecret || needsPassword);
}

/** Settings and secrets as main takes them; what is not whole or not typed is left out. */
export function oauthValues(draft: OAuthDraft | null, { clientSecret, password }: ClientSecrets) {
  const parsed = draft === null ? undefined : toConfig(draft);
  return {
    ...(parsed?.success && { oauth: parsed.data }),
    ...(clientSecret !== '' && { clientSecret }),
    ...(password !== '' && { password }),
  };
}

function blankToNull(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value.trim() === '' ? null : value.trim();
}

function pairsIn(parameters: OAuthConfig['extraParameters'] = {}): NamedValue[] {
  return Object.entries(parameters).map(([name, value]) => ({ id: crypto.randomUUID(), name, value }));
}

function parametersOf(pairs: readonly NamedValue[]): OAuthConfig['extraParameters'] {
  return Object.fromEntries(pairs.map(({ name, value }) => [name.trim(), value]).filter(([name]) => name !== ''));
}

export const grantWords: Record<Grant, { label: string; note: string }> = {
  authorizationCode: { label: 'Authorization code', note: 'You sign in with your browser. Right for most services.' },
  clientCredentials: { label: 'Client credentials', note: 'The application signs in by itself.' },
  deviceCode: { label: 'Device code', note: 'You enter a short code on a page, also on another computer.' },
  password: { label: 'Password', note: 'Patchbay would be given your password. Use it only where nothing else works.' },
  implicit: { label: 'Implicit', note: 'The token comes through the browser’s address, and cannot be refreshed.' },
};

export const clientAuthWords: Record<ClientAuth, string> = {
  none: 'None (public client)',
  client_secret_basic: 'Client secret, in the header (Basic)',
  client_secret_post: 'Client secret, in the body',
  private_key_jwt: 'Signed with a private key (JWT)',
};

/** Settings after a change: a provider that compares the redirect address whole gets a fixed port. */
export function changedDraft(draft: OAuthDraft, changes: Partial<OAuthDraft>, fixedPort: number): OAuthDraft {
  const next = { ...draft, ...changes };
  const { redirect } = next;
  const isNewProvider = providerPorts(next) === 'registered' && providerPorts(draft) !== 'registered';
  if (!isNewProvider || redirect.kind !== 'loopback' || redirect.port !== 0) return next;
  return { ...next, redirect: { ...redirect, port: fixedPort } };
}

export const providerPorts = ({ issuer, authorizationUrl }: OAuthDraft) => portsOf([issuer, authorizationUrl]);
