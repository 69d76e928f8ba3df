import type { Finding } from '#contract/oauth.ts';

type Code = Finding['code'];

/** What a finding is called, what it means, and what helps. */
export const findingTexts: Readonly<Record<Code, Omit<Finding, 'code'>>> = {
  ALL_WELL: {
    title: 'All well',
    explanation: 'The last exchange with the authorization server went as it should.',
    fix: null,
  },
  REDIRECT_MISMATCH: {
    title: 'The redirect address is not registered',
    explanation: 'The server does not know the address to which the answer of the sign-in should go.',
    fix: 'Register the redirect address that is shown here with the client at the server, letter by letter, or set the port and path that are registered there.',
  },
  CLIENT_AUTH_WRONG: {
    title: 'The server does not accept the client’s proof',
    explanation: 'Client secret or key is wrong or has expired, or the server expects it in another way.',
    fix: 'Replace the client secret, or choose another client authentication: basic and post are the usual two.',
  },
  CLIENT_UNKNOWN: {
    title: 'The server does not know the client',
    explanation: 'No client with this ID is registered at this server.',
    fix: 'Compare the client ID with the registration, and check that this is the right server or tenant.',
  },
  SCOPE_MISSING: {
    title: 'Fewer scopes were granted than requested',
    explanation: 'The tokens work, yet calls that need the missing scopes will be refused.',
    fix: 'Sign in again and agree to everything, or let an administrator allow the scopes for the client.',
  },
  SCOPE_INVALID: {
    title: 'The server does not accept a scope',
    explanation: 'A requested scope is unknown to the server or not allowed for this client.',
    fix: 'Choose scopes that the server offers and that the client may ask for.',
  },
  CONSENT_DENIED: {
    title: 'The sign-in was declined',
    explanation: 'The person did not agree, or may not agree for the organisation.',
    fix: 'Sign in again and agree, or ask an administrator of the service to allow the client.',
  },
  PKCE_REFUSED: {
    title: 'The server does not accept the proof of PKCE',
    explanation: 'Server and console do not agree on whether, or how, the code is bound to this sign-in.',
    fix: 'Turn PKCE on where the server requires it; turn it off only for a server that cannot do it.',
  },
  CLOCK_SKEW: {
    title: 'The clocks differ',
    explanation: 'The clock of this computer and that of the server differ by more than a minute.',
    fix: 'Set the clock of this computer, or let it be set from the network.',
  },
  REFRESH_ROTATED: {
    title: 'The refresh token was used already',
    explanation:
      'The server gives out each refresh token for one use, and this one was used: by another program, or just before a crash.',
    fix: 'Sign in again. Let no other program share these tokens.',
  },
  REFRESH_TOKEN_GONE: {
    title: 'The refresh token is no longer good',
    explanation: 'It has expired, or it was revoked at the server.',
    fix: 'Sign in again.',
  },
  GRANT_UNSUPPORTED: {
    title: 'The client may not sign in this way',
    explanation: 'The server does not offer this flow, or not for this client.',
    fix: 'Choose another flow, or allow this one for the client at the server.',
  },
  STATE_MISMATCH: {
    title: 'An answer did not belong to this sign-in',
    explanation:
      'The browser brought an answer of an older sign-in, or someone else tried to slip one in. It was not used.',
    fix: 'Begin the sign-in again and finish it in the page that opens.',
  },
  ISSUER_MISMATCH: {
    title: 'The answer comes from another server',
    explanation: 'What calls itself the issuer is not the issuer that was entered. The answer was not used.',
    fix: 'Check the address of the issuer, also its last slash and its tenant.',
  },
  TLS_OR_PROXY: {
    title: 'No trusted connection',
    explanation: 'The certificate is not trusted here, or the proxy did not let the request through.',
    fix: 'Look at proxy and certificates in Settings; a company’s own authority can be added there.',
  },
  UNREACHABLE: {
    title: 'The server cannot be reached',
    explanation: 'Its name has no address, or nothing answers there.',
    fix: 'Check the address and the network.',
  },
  SERVER_ERROR: {
    title: 'The server failed',
    explanation: 'The authorization server answered with an error of its own.',
    fix: 'Try again later.',
  },
  MALFORMED_ANSWER: {
    title: 'The answer cannot be read',
    explanation: 'What came back is not what OAuth2 or OpenID Connect say.',
    fix: 'Check that the address is that of the token endpoint, and not of a web page or a proxy.',
  },
  DISCOVERY_FAILED: {
    title: 'The server’s metadata was not found',
    explanation: 'Neither OpenID Connect nor OAuth2 metadata that can be used stands at the issuer.',
    fix: 'Check the issuer, or enter the authorization URL and the token URL by hand.',
  },
  TIMED_OUT: {
    title: 'It took too long',
    explanation: 'The server did not answer in time, or nobody finished the sign-in.',
    fix: 'Try again.',
  },
  INTERRUPTED: {
    title: 'Patchbay ended in the middle',
    explanation:
      'The server was asked for tokens, and Patchbay ended before the answer was stored. The tokens of before were kept.',
    fix: 'Nothing where the connection works. Otherwise sign in again.',
  },
  OTHER: {
    title: 'The server refused',
    explanation: 'The server refused for a reason of its own.',
    fix: 'Look at its words in the last step.',
  },
};
