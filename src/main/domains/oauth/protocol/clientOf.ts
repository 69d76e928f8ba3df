import * as oauth from 'oauth4webapi';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { configInvalid } from '../faults.ts';
import { importKey } from './importKey.ts';
import type { Exchange } from './openExchange.ts';
import type { KnownServer } from './serverOf.ts';

/** Who asks, and how that is proved to the server. */
export interface KnownClient {
  readonly client: oauth.Client;
  readonly auth: oauth.ClientAuth;
}

/** The client with its authentication (RFC 6749 section 2.3, RFC 7523). `skewMs` is what is known of the server's clock. */
export async function clientOf(
  exchange: Exchange,
  config: OAuthConfig,
  { issuerKnown }: KnownServer,
  secret: string | null,
  skewMs: number | null,
): Promise<KnownClient> {
  exchange.hide(secret);
  const client = { client_id: config.clientId, [oauth.clockSkew]: Math.round((skewMs ?? 0) / 1_000) };
  return { client, auth: await authOf(config, issuerKnown, secret) };
}

async function authOf(config: OAuthConfig, issuerKnown: boolean, secret: string | null): Promise<oauth.ClientAuth> {
  const { clientAuth } = config;
  if (clientAuth === 'none') return oauth.None();
  if (secret === null || secret === '')
    throw configInvalid(
      clientAuth === 'private_key_jwt' ? 'The private key is missing.' : 'The client secret is missing.',
      'Enter it, or choose the client authentication “none”.',
      'secret',
    );
  if (clientAuth === 'client_secret_basic') return oauth.ClientSecretBasic(secret);
  if (clientAuth === 'client_secret_post') return oauth.ClientSecretPost(secret);
  const key = await importKey(secret, config.keyAlgorithm);
  const named: oauth.PrivateKey = config.keyId === null ? { key } : { key, kid: config.keyId };
  return oauth.PrivateKeyJwt(named, { [oauth.modifyAssertion]: assertionFor(config, issuerKnown) });
}

/** RFC 7523 lets the token endpoint stand for a server whose issuer is not known; `EdDSA` is what servers know the algorithm by. */
function assertionFor(config: OAuthConfig, issuerKnown: boolean) {
  return (
    header: Record<string, oauth.JsonValue | undefined>,
    payload: Record<string, oauth.JsonValue | undefined>,
  ) => {
    if (header.alg === 'Ed25519') header.alg = 'EdDSA';
    if (!issuerKnown && config.tokenUrl !== null) payload.aud = config.tokenUrl;
  };
}
