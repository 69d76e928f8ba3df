import { z } from 'zod';
import { type Grant, type OAuthConfig, oauthConfig, redirectMode } from '#contract/oauthConfig.ts';

/** What `oauth_config` comes to. */
export type ReadOAuth =
  | { readonly config: OAuthConfig; readonly clientSecret: string | null; readonly notes: string[] }
  /** Why there is nothing that a connection could be made of. */
  | { readonly config: null; readonly reason: string };

/** The names that products give to the same thing; the first that is there counts. */
const names = {
  clientId: ['client_id', 'clientId', 'app_id'],
  clientSecret: ['client_secret', 'clientSecret', 'app_secret'],
  issuer: ['issuer', 'issuer_url'],
  authorizationUrl: ['authorization_url', 'authorize_url', 'auth_url', 'authorizationUrl', 'authorization_endpoint'],
  tokenUrl: ['token_url', 'access_token_url', 'tokenUrl', 'token_endpoint'],
  refreshUrl: ['refresh_url', 'refresh_token_url', 'refreshUrl'],
  deviceAuthorizationUrl: ['device_authorization_url', 'device_authorization_endpoint'],
  revocationUrl: ['revocation_url', 'revoke_url', 'revocation_endpoint'],
  scopes: ['scopes', 'scope', 'default_scopes'],
  audience: ['audience'],
  resource: ['resource'],
  grant: ['grant_type', 'grant', 'flow', 'grantType'],
  clientAuth: ['token_endpoint_auth_method', 'client_auth', 'auth_method'],
  redirect: ['redirect_uri', 'redirect_url', 'callback_url'],
  pkce: ['pkce', 'use_pkce', 'pkce_enabled'],
  extra: ['extra_params', 'extra_parameters', 'authorization_params', 'auth_params'],
} as const;
type Field = keyof typeof names;

const settings = z.record(z.string(), z.unknown());

const grants: Readonly<Record<string, Grant>> = {
  authorization_code: 'authorizationCode',
  authorizationcode: 'authorizationCode',
  code: 'authorizationCode',
  client_credentials: 'clientCredentials',
  clientcredentials: 'clientCredentials',
  device_code: 'deviceCode',
  'urn:ietf:params:oauth:grant-type:device_code': 'deviceCode',
  implicit: 'implicit',
};

/**
 * Reads the settings of an OAuth2 client as other products keep them. `open` opens a secret that is a Fernet token, and gives null where
 * it does not.
 */
export function readOAuthSettings(document: unknown, open: (token: string) => string | null): ReadOAuth {
  const { data } = settings.safeParse(document);
  if (data === undefined) return { config: null, reason: 'oauth_config has no settings of a client.' };
  const given = (field: Field) => names[field].map((name) => data[name]).find((value) => isGiven(value));
  const textOf = (field: Field) => {
    const value = given(field);
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() || null : null;
  };
  const clientId = textOf('clientId');
  if (clientId === null) return { config: null, reason: 'oauth_config names no client ID.' };
  const notes = unknownNotes(data);
  const clientSecret = secretIn(textOf('clientSecret'), open, notes);
  const wish = textOf('grant')?.toLowerCase();
  const grant = (wish === undefined ? undefined : grants[wish]) ?? usualGrant(textOf, clientSecret);
  if (wish !== undefined && grants[wish] === undefined)
    notes.push(`Its way to sign in is not known here; ${grant} is used.`);
  const wanted: z.input<typeof oauthConfig> = {
    grant,
    clientId,
    clientAuth: clientAuthOf(textOf('clientAuth'), clientSecret),
    scopes: scopesOf(given('scopes')),
    audience: textOf('audience'),
    resource: textOf('resource'),
    pkce: given('pkce') !== false,
    extraParameters: textsOf(given('extra'), notes),
    ...redirectOf(textOf('redirect'), grant, notes),
  };
  for (const url of urls) wanted[url] = urlOf(url, textOf(url), notes);
  const parsed = oauthConfig.safeParse(wanted);
  if (parsed.success) return { config: parsed.data, clientSecret, notes };
  const [issue] = parsed.error.issues;
  return {
    config: null,
    reason: `oauth_config cannot be used: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  };
}

const urls = [
  'issuer',
  'authorizationUrl',
  'tokenUrl',
  'refreshUrl',
  'deviceAuthorizationUrl',
  'revocationUrl',
] as const;

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** Names alone: what stands under them may be secret. */
function unknownNotes(data: Readonly<Record<string, unknown>>): string[] {
  const known = new Set<string>(Object.values(names).flat());
  const left = Object.keys(data).filter((name) => !known.has(name) && isGiven(data[name]));
  return left.length === 0 ? [] : [`Not taken over of oauth_config: ${left.join(', ')}.`];
}

function secretIn(given: string | null, open: (token: string) => string | null, notes: string[]): string | null {
  if (given === null || !looksLikeFernet(given)) return given;
  const opened = open(given);
  if (opened === null) notes.push('The client secret does not open with the key, and is left out.');
  return opened;
}

/** Version 0x80 and the first bytes of a time before 2106. */
const looksLikeFernet = (text: string): boolean => /^gAAAAA[\w-]{90,}={0,2}$/.test(text);

function usualGrant(textOf: (field: Field) => string | null, clientSecret: string | null): Grant {
  if (textOf('authorizationUrl') !== null || textOf('issuer') !== null) return 'authorizationCode';
  if (textOf('deviceAuthorizationUrl') !== null) return 'deviceCode';
  return clientSecret === null ? 'authorizationCode' : 'clientCredentials';
}

/** RFC 6749 section 2.3.1: a server takes a secret in the header. */
function clientAuthOf(wish: string | null, clientSecret: string | null): OAuthConfig['clientAuth'] {
  if (clientSecret === null) return 'none';
  return wish === 'client_secret_post' || wish === 'post' ? 'client_secret_post' : 'client_secret_basic';
}

function scopesOf(given: unknown): string[] {
  const texts = Array.isArray(given) ? given.filter((one) => typeof one === 'string') : [given];
  const words = texts.flatMap((one) => (typeof one === 'string' ? one.split(/[\s,]+/) : []));
  return [...new Set(words.filter((word) => word !== ''))];
}

/** Parameters of requests stand in clear; one that sounds like a secret is not kept so. */
const soundsSecret = /secret|token|password|assertion|api_?key/i;

function textsOf(given: unknown, notes: string[]): Record<string, string> {
  const entries = Object.entries(settings.safeParse(given).data ?? {});
  const secret = entries.filter(([name]) => soundsSecret.test(name)).map(([name]) => name);
  if (secret.length > 0) notes.push(`Parameters that sound like secrets are left out: ${secret.join(', ')}.`);
  return Object.fromEntries(
    entries.flatMap(([name, value]) =>
      !secret.includes(name) && ['string', 'number', 'boolean'].includes(typeof value) ? [[name, String(value)]] : [],
    ),
  );
}

function urlOf(field: (typeof urls)[number], given: string | null, notes: string[]): string | null {
  const parsed = oauthConfig.shape[field].safeParse(given);
  if (parsed.success) return parsed.data;
  notes.push(`The ${names[field][0]} of oauth_config is no web address, and is left out.`);
  return null;
}

/** An address of this computer is used as it is registered; one of the other product cannot be. */
function redirectOf(
  given: string | null,
  grant: Grant,
  notes: string[],
): Pick<z.input<typeof oauthConfig>, 'redirect'> {
  if (given === null || grant !== 'authorizationCode') return {};
  const { protocol, hostname, port, pathname } = URL.parse(given) ?? {};
  const own = protocol === 'http:' && hostname === '127.0.0.1';
  const redirect = redirectMode.safeParse({ kind: 'loopback', port: Number(port || 80), path: pathname });
  if (own && redirect.success) return { redirect: redirect.data };
  notes.push(
    'Its redirect address is the other product’s. Register http://127.0.0.1/callback before you sign in here.',
  );
  return {};
}
