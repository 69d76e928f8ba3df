import { createPrivateKey, type KeyObject } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import type { DoctorStep } from '#contract/oauth.ts';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { configInvalid } from '../faults.ts';
import type { KnownServer } from './authorizationServer.ts';
import type { StepRecorder } from './recorder.ts';

/** How ID and secret are in the header: percent-encoded where they must be, as RFC 6749 section 2.3.1 asks, or just as they are. */
export const headerForms = ['encoded', 'plain'] as const;
export type HeaderForm = (typeof headerForms)[number];

/** What a flow learns of the server's taste. */
interface HeaderSecret {
  readonly auth: oauth.ClientAuth;
  /** The form that the server took last; what a later flow begins with. */
  form(): HeaderForm;
  /** Sends; where the server does not know the client by one form, once in the other. */
  fetch(recorder: StepRecorder, name: DoctorStep['name']): ReturnType<StepRecorder['fetch']>;
}

/**
 * The client's proof in the header. Characters that RFC 3986 reserves are encoded, and the unreserved `-`, `_`, `.` and `~` stay:
 * servers that decode take both, and most servers do not decode. `known` is what worked before.
 */
function headerSecret(id: string, secret: string, known: HeaderForm | null): HeaderSecret {
  let form: HeaderForm = known ?? 'encoded';
  let tried = credentials('encoded', id, secret) === credentials('plain', id, secret);
  return {
    auth: (_server, _client, _body, headers) => headers.set('authorization', credentials(form, id, secret)),
    form: () => form,
    fetch: (recorder, name) => async (url, init) => {
      const send = recorder.fetch(name);
      const response = await send(url, init);
      if (tried || !isUnknownClient(recorder.last())) return response;
      tried = true;
      const other = form === 'encoded' ? 'plain' : 'encoded';
      const headers = { ...init.headers, authorization: credentials(other, id, secret) };
      const again = await send(url, { ...init, headers });
      if (!isUnknownClient(recorder.last())) form = other;
      return again;
    },
  };
}

function credentials(form: HeaderForm, id: string, secret: string): string {
  const of = form === 'plain' ? (text: string) => text : encoded;
  return `Basic ${Buffer.from(`${of(id)}:${of(secret)}`, 'utf8').toString('base64')}`;
}

/** Everything but RFC 3986's unreserved characters; `encodeURIComponent` leaves five more. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Servers call it invalid_client, have a name of their own, or say no more than 401. */
function isUnknownClient(step: Readonly<DoctorStep> | undefined): boolean {
  return (
    step !== undefined && (step.status === 401 || /^(invalid|incorrect|bad|unauthorized)_client/i.test(step.code ?? ''))
  );
}

/** Who the client is, and how that is proved to the server. */
export interface ClientIdentity {
  readonly identity: oauth.Client;
  readonly auth: oauth.ClientAuth;
  /** Where the secret goes into the header; null otherwise. */
  readonly header: HeaderSecret | null;
}

/** What earlier flows learned of a server. */
export interface ServerHabits {
  readonly skewMs: number | null;
  readonly headerForm: HeaderForm | null;
  /** Origins besides the issuer's that a person confirmed; null where nobody was ever asked. */
  readonly confirmedOrigins: readonly string[] | null;
}

/** The client with its authentication (RFC 6749 section 2.3, RFC 7523). */
export async function authenticateClient(
  config: OAuthConfig,
  server: KnownServer,
  secret: string | null,
  { skewMs, headerForm }: Pick<ServerHabits, 'skewMs' | 'headerForm'>,
): Promise<ClientIdentity> {
  const identity = { client_id: config.clientId, [oauth.clockSkew]: Math.round((skewMs ?? 0) / 1_000) };
  const inHeader = config.clientAuth === 'client_secret_basic' && secret !== null && secret !== '';
  const header = inHeader ? headerSecret(config.clientId, secret, headerForm) : null;
  return { identity, header, auth: header?.auth ?? (await clientAuthOf(config, server, secret)) };
}

async function clientAuthOf(
  config: OAuthConfig,
  server: KnownServer,
  secret: string | null,
): Promise<oauth.ClientAuth> {
  const { clientAuth } = config;
  if (clientAuth === 'none') return oauth.None();
  if (secret === null || secret === '')
    throw configInvalid(
      clientAuth === 'private_key_jwt' ? 'The private key is missing.' : 'The client secret is missing.',
      'Enter it, or choose the client authentication “none”.',
      'secret',
    );
  if (clientAuth === 'client_secret_post') return oauth.ClientSecretPost(secret);
  const key = await importKey(secret, config.keyAlgorithm);
  const named: oauth.PrivateKey = config.keyId === null ? { key } : { key, kid: config.keyId };
  return oauth.PrivateKeyJwt(named, { [oauth.modifyAssertion]: assertionFor(config, server) });
}

/** RFC 7523 lets the token endpoint stand for a server whose issuer is not known; `EdDSA` is what servers know the algorithm by. */
function assertionFor(config: OAuthConfig, { issuerKnown, metadata }: KnownServer) {
  return (
    header: Record<string, oauth.JsonValue | undefined>,
    payload: Record<string, oauth.JsonValue | undefined>,
  ) => {
    if (header.alg === 'Ed25519') header.alg = 'EdDSA';
    if (!issuerKnown && config.tokenUrl !== null) payload.aud = config.tokenUrl;
    if (metadata.issuer.includes('{')) payload.aud = metadata.token_endpoint;
  };
}

type Algorithm = NonNullable<OAuthConfig['keyAlgorithm']>;

const keyParameters: Record<Algorithm, Parameters<typeof crypto.subtle.importKey>[2]> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
};

/** The algorithm that a key is for where nobody says. */
const usualAlgorithm: Record<string, Algorithm> = { rsa: 'RS256', ec: 'ES256', ed25519: 'EdDSA' };

/** Reads a private key (PEM, or a JWK as JSON) for signing client assertions (RFC 7523). Throws CONFIG_INVALID. */
async function importKey(text: string, wanted: Algorithm | null): Promise<CryptoKey> {
  try {
    const key = readKey(text);
    const algorithm = wanted ?? usualAlgorithm[key.asymmetricKeyType ?? ''] ?? 'RS256';
    const der = key.export({ format: 'der', type: 'pkcs8' });
    return await crypto.subtle.importKey('pkcs8', Uint8Array.from(der), keyParameters[algorithm], false, ['sign']);
  } catch {
    throw configInvalid(
      'The private key cannot be used.',
      'Enter a PKCS #8 PEM or a JWK that fits the algorithm.',
      'secret',
    );
  }
}

function readKey(text: string): KeyObject {
  const trimmed = text.trim();
  return trimmed.startsWith('{')
    ? createPrivateKey({ key: JSON.parse(trimmed), format: 'jwk' })
    : createPrivateKey(trimmed);
}
