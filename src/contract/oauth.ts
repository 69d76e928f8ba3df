import { z } from 'zod';
import { oauthField } from '#core/oauth/fields.ts';
import { connectionId, integrationId, signInId, timestamp } from './common.ts';
import { connectionFaults, tokenFaultMeanings } from './connections.ts';
import { defineFaults, passive, route } from './fault.ts';
import { networkFaults } from './network.ts';
import { grant, oauthConfig, tokenState } from './oauthConfig.ts';

export const oauthFaults = defineFaults({
  DISCOVERY_FAILED: { status: 502, message: 'The authorization server’s metadata could not be read.' },
  ORIGIN_UNCONFIRMED: {
    status: 409,
    message: 'The server’s metadata sends secrets to an origin that was not confirmed.',
  },
  SIGN_IN_UNKNOWN: { status: 404, message: 'The sign-in has ended or was never started.' },
  SIGN_IN_FAILED: { status: 502, message: 'The authorization server refused the sign-in.' },
  SIGN_IN_TIMED_OUT: { status: 504, message: 'Nobody finished the sign-in in time.' },
  REDIRECT_PORT_TAKEN: { status: 409, message: 'The port for the sign-in response is in use.' },
  ...tokenFaultMeanings,
  REVOKE_UNSUPPORTED: { status: 422, message: 'The authorization server has no revocation endpoint.' },
  CONFIG_INVALID: { status: 422, message: 'The OAuth2 settings are incomplete.' },
});

/** A step of an exchange with the authorization server, redacted. */
export const doctorStep = z.object({
  at: timestamp,
  name: z.enum([
    'discovery',
    'authorization',
    'redirect',
    'token',
    'device',
    'poll',
    'refresh',
    'revocation',
    'userinfo',
    'jwks',
  ]),
  method: z.string(),
  url: z.string(),
  requestHeaders: z.array(z.object({ name: z.string(), value: z.string() })),
  requestBody: z.string().nullable(),
  status: z.int().nullable(),
  responseHeaders: z.array(z.object({ name: z.string(), value: z.string() })),
  responseBody: z.string().nullable(),
  durationMs: z.number().nullable(),
  /** What failed, in words of the server or of the network; redacted. */
  error: z.string().nullable(),
  /** The server's `error` (RFC 6749 section 5.2), a code of the network, or of the check that failed. */
  code: z.string().nullable(),
});
export type DoctorStep = z.infer<typeof doctorStep>;

export const findingCode = z.enum([
  'ALL_WELL',
  'NEVER_RETURNED',
  'NOT_FINISHED',
  'REDIRECT_MISMATCH',
  'CLIENT_AUTH_WRONG',
  'CLIENT_UNKNOWN',
  'SCOPE_MISSING',
  'SCOPE_INVALID',
  'CONSENT_DENIED',
  'PERSON_REQUIRED',
  'NOT_ALLOWED',
  'PKCE_REFUSED',
  'CODE_MISSING',
  'CODE_REFUSED',
  'PASSWORD_WRONG',
  'DEVICE_CODE_UNUSED',
  'CLOCK_SKEW',
  'REFRESH_ROTATED',
  'REFRESH_TOKEN_GONE',
  'GRANT_UNSUPPORTED',
  'STATE_MISSING',
  'STATE_MISMATCH',
  'ISSUER_MISMATCH',
  'TENANT_WRONG',
  'AUDIENCE_MISSING',
  'TARGET_INVALID',
  'DPOP_REQUIRED',
  'PAR_REQUIRED',
  'RATE_LIMITED',
  'WRONG_ADDRESS',
  'ADDRESS_NOT_SAFE',
  'SETTINGS_INCOMPLETE',
  'REQUEST_REFUSED',
  'PORT_TAKEN',
  'API_REFUSED',
  'SIGN_IN_NEEDED',
  'TLS_OR_PROXY',
  'UNREACHABLE',
  'SERVER_ERROR',
  'MALFORMED_ANSWER',
  'DISCOVERY_FAILED',
  'ORIGIN_UNCONFIRMED',
  'TIMED_OUT',
  'INTERRUPTED',
  'OTHER',
]);

/** What went wrong in plain words, and the fix. */
export const finding = z.object({
  code: findingCode,
  title: z.string(),
  explanation: z.string(),
  fix: z.string().nullable(),
  /** The field of the settings that is to be changed; null where none of them helps. */
  field: oauthField.nullable(),
});
export type Finding = z.infer<typeof finding>;

export const doctorReport = z.object({
  connectionId,
  at: timestamp.nullable(),
  steps: z.array(doctorStep),
  findings: z.array(finding),
});
export type DoctorReport = z.infer<typeof doctorReport>;

export const signInState = z.object({
  id: signInId,
  connectionId,
  status: z.enum(['waiting', 'exchanging', 'done', 'failed', 'cancelled']),
  /** For authorization code: the page to open. */
  authorizationUrl: z.string().nullable(),
  /** The page has been opened in the system browser, and the person need not do it. */
  opened: z.boolean(),
  redirectUri: z.string().nullable(),
  /** The address to register at the server; without a port where each sign-in takes another. */
  registerUri: z.string().nullable(),
  /** For device code. */
  userCode: z.string().nullable(),
  verificationUri: z.string().nullable(),
  verificationUriComplete: z.string().nullable(),
  expiresAt: timestamp,
  message: z.string().nullable(),
  todo: z.string().nullable(),
});
export type SignInState = z.infer<typeof signInState>;

export const discovered = z.object({
  issuer: z.string().nullable(),
  authorizationUrl: z.string().nullable(),
  tokenUrl: z.string().nullable(),
  deviceAuthorizationUrl: z.string().nullable(),
  revocationUrl: z.string().nullable(),
  scopes: z.array(z.string()),
  grants: z.array(z.string()),
  clientAuths: z.array(z.string()),
  pkceMethods: z.array(z.string()),
});

const endpoint = z.url({ protocol: /^https?$/ }).max(2_048);
const guarded = route.errors({ ...connectionFaults.map, ...networkFaults.map, ...oauthFaults.map });
const shown = passive.errors({ ...connectionFaults.map, ...networkFaults.map, ...oauthFaults.map });
const ofConnection = z.object({ connectionId });

export const oauthContract = {
  /** Settings to begin with for a scheme of the integration's definition (or by hand: schemeKey null). */
  suggest: shown.input(z.object({ integrationId, schemeKey: z.string().nullable() })).output(
    z.object({
      grants: z.array(grant),
      config: oauthConfig.partial(),
      scopes: z.array(z.object({ name: z.string(), description: z.string() })),
      insecure: z.array(grant),
      /** A port of this computer that is free now, for a redirect address that must be registered whole. */
      fixedPort: z.int().min(1).max(65_535),
    }),
  ),
  /** Reads OpenID Connect discovery or authorization-server metadata (RFC 8414) at a URL. */
  discover: guarded.input(z.object({ url: endpoint })).output(discovered),
  /** Begins a sign-in: opens the browser, asks for a device code, or fetches tokens at once, as the grant says. */
  signIn: guarded
    .input(
      ofConnection.extend({
        open: z.boolean().default(true),
        /** The origins that ORIGIN_UNCONFIRMED named, where a person said yes to them. */
        confirmedOrigins: z.array(z.string().max(300)).max(10).optional(),
      }),
    )
    .output(signInState),
  signInState: shown.input(z.object({ id: signInId })).output(signInState),
  /** Stays until the sign-in ends. Where the caller goes before, one that waits at a port of this computer ends. */
  attendSignIn: shown.input(z.object({ id: signInId })).output(signInState),
  cancelSignIn: guarded.input(z.object({ id: signInId })).output(signInState),
  /** Refreshes now. */
  refresh: guarded.input(ofConnection).output(tokenState),
  /** Revokes at the server where it can (RFC 7009) and forgets the tokens. */
  revoke: guarded.input(ofConnection).output(z.object({ revoked: z.boolean(), message: z.string() })),
  tokens: shown.input(ofConnection).output(tokenState),
  doctor: shown.input(ofConnection).output(doctorReport),
};
