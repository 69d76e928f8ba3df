import { z } from 'zod';
import { timestamp } from './common.ts';

/** `password` and `implicit` are labelled as insecure, and offered only where a definition insists. */
export const grant = z.enum(['authorizationCode', 'clientCredentials', 'deviceCode', 'password', 'implicit']);
export type Grant = z.infer<typeof grant>;

export const clientAuth = z.enum(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt']);
export type ClientAuth = z.infer<typeof clientAuth>;

/** Where the browser brings the answer: a port of 127.0.0.1 (0 is any), or patchbay:// in the window. */
export const redirectMode = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('loopback'),
    port: z.int().min(0).max(65_535).default(0),
    path: z
      .string()
      .regex(/^\/[\w./-]*$/)
      .default('/callback'),
  }),
  z.object({ kind: z.literal('scheme') }),
]);

const endpoint = z.url({ protocol: /^https?$/ }).max(2_048);

/** Everything about an OAuth2 connection that is no secret. */
export const oauthConfig = z.object({
  grant,
  /** RFC 8414 or OpenID Connect discovery fills in what is not given by hand. */
  issuer: endpoint.nullable().default(null),
  authorizationUrl: endpoint.nullable().default(null),
  tokenUrl: endpoint.nullable().default(null),
  refreshUrl: endpoint.nullable().default(null),
  deviceAuthorizationUrl: endpoint.nullable().default(null),
  revocationUrl: endpoint.nullable().default(null),
  clientId: z.string().trim().min(1, 'Enter the client ID.').max(1_000),
  clientAuth,
  /** Key id and algorithm for private_key_jwt; the key itself is the secret (PKCS #8 PEM or JWK). */
  keyId: z.string().max(500).nullable().default(null),
  keyAlgorithm: z.enum(['RS256', 'PS256', 'ES256', 'EdDSA']).nullable().default(null),
  scopes: z.array(z.string().min(1).max(500)).max(500).default([]),
  audience: z.string().max(2_000).nullable().default(null),
  resource: z.string().max(2_000).nullable().default(null),
  /** Of the request that begins a grant: the sign-in page, the device code, or the token where nobody is asked. */
  extraParameters: z.record(z.string().max(200), z.string().max(2_000)).default({}),
  /** Of every token request, refreshing included. */
  tokenParameters: z.record(z.string().max(200), z.string().max(2_000)).default({}),
  pkce: z.boolean().default(true),
  redirect: redirectMode.default({ kind: 'loopback', port: 0, path: '/callback' }),
  username: z.string().max(1_000).nullable().default(null),
});
export type OAuthConfig = z.infer<typeof oauthConfig>;

/** What is known of the tokens without showing them. */
export const tokenState = z.object({
  obtainedAt: timestamp.nullable(),
  expiresAt: timestamp.nullable(),
  refreshable: z.boolean(),
  requestedScopes: z.array(z.string()),
  /** What the server granted; null where it did not say (RFC 6749 section 5.1: then it is what was requested). */
  grantedScopes: z.array(z.string()).nullable(),
  tokenType: z.string().nullable(),
  /** Milliseconds by which the server's clock is ahead of ours, from its Date headers; null before the first answer. */
  clockSkewMs: z.int().nullable(),
});
export type TokenState = z.infer<typeof tokenState>;
