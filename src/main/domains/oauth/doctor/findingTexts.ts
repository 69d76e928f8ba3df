import type { Finding } from '#contract/oauth.ts';

type Code = Finding['code'];

/** What a finding is called, what it means, and what helps. `{field}` stands for the field of the form that is to be changed. */
export const findingTexts: Readonly<Record<Code, Omit<Finding, 'code' | 'field'>>> = {
  ALL_WELL: {
    title: 'No problems found',
    explanation: 'The last exchange with the authorization server went as it should.',
    fix: null,
  },
  REDIRECT_MISMATCH: {
    title: 'The redirect address is not registered',
    explanation: 'The server does not know the address to which the answer of the sign-in should go.',
    fix: 'Register what stands under {field} with the client at the server, letter by letter and for a native (desktop) application, or enter there the port and path that are registered.',
  },
  CLIENT_AUTH_WRONG: {
    title: 'Client authentication failed',
    explanation:
      'Client ID and secret (or key) do not fit together, the secret has expired, or the server expects it in another way.',
    fix: 'Correct {field}. Client ID and secret must be of the same client; of the ways in which a secret is sent, header and body are the usual two.',
  },
  CLIENT_UNKNOWN: {
    title: 'The server does not know the client',
    explanation: 'No client with this ID is registered at this server.',
    fix: 'Compare {field} with the registration, and check that this is the right server or tenant.',
  },
  SCOPE_MISSING: {
    title: 'Fewer scopes were granted than requested',
    explanation: 'The tokens work, yet calls that need the missing scopes will be refused.',
    fix: 'Sign in again and agree to everything, let an administrator allow them for the client, or take them out of {field}.',
  },
  SCOPE_INVALID: {
    title: 'The server does not accept a scope',
    explanation: 'A requested scope is unknown to the server, not allowed for this client, or the server wants one.',
    fix: 'Correct {field}: those that the server offers and that the client may ask for, written as its documentation shows them.',
  },
  CONSENT_DENIED: {
    title: 'The sign-in was declined',
    explanation: 'The person did not agree, or may not agree for the organisation.',
    fix: 'Sign in again and agree, or ask an administrator of the service to allow the client.',
  },
  PKCE_REFUSED: {
    title: 'The PKCE check failed',
    explanation: 'Server and console do not agree on whether, or how, the code is bound to this sign-in.',
    fix: 'Turn {field} on where the server requires it; turn it off only for a server that cannot do it.',
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
    title: 'The refresh token is no longer valid',
    explanation: 'It has expired, or it was revoked at the server.',
    fix: 'Sign in again.',
  },
  GRANT_UNSUPPORTED: {
    title: 'The client may not use this grant',
    explanation: 'The server does not offer this flow, or not for this client.',
    fix: 'Choose another {field}, or allow this one for the client at the server.',
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
    fix: 'Correct {field}, also its last slash and its tenant.',
  },
  TLS_OR_PROXY: {
    title: 'No trusted connection',
    explanation: 'The certificate is not trusted here, or the proxy did not let the request through.',
    fix: 'Look at proxy and certificates in Settings; a company’s own authority can be added there.',
  },
  UNREACHABLE: {
    title: 'The server cannot be reached',
    explanation: 'Its name has no address, or nothing answers there.',
    fix: 'Check {field} and the network.',
  },
  SERVER_ERROR: {
    title: 'The server failed',
    explanation: 'The authorization server answered with an error of its own.',
    fix: 'Try again later.',
  },
  MALFORMED_ANSWER: {
    title: 'The answer cannot be read',
    explanation: 'What came back is not what OAuth2 or OpenID Connect say.',
    fix: 'Check that {field} is right, and not that of a web page, an API or a proxy.',
  },
  DISCOVERY_FAILED: {
    title: 'The server’s metadata was not found',
    explanation: 'Neither OpenID Connect nor OAuth2 metadata that can be used stands at the issuer.',
    fix: 'Check {field}, or enter the authorization URL and the token URL by hand.',
  },
  ORIGIN_UNCONFIRMED: {
    title: 'Nobody confirmed where secrets would go',
    explanation: 'The server’s metadata names another host for tokens and the client’s secret. Nothing was sent there.',
    fix: 'Sign in again and confirm the host where it belongs to the same provider; otherwise correct {field}.',
  },
  TIMED_OUT: {
    title: 'The sign-in timed out',
    explanation: 'The server did not answer in time.',
    fix: 'Try again. If it stays so, check the network, and the proxy in Settings.',
  },
  INTERRUPTED: {
    title: 'Patchbay closed during the sign-in',
    explanation:
      'The server was asked for tokens, and Patchbay ended before the answer was stored. The tokens of before were kept.',
    fix: 'Nothing where the connection works. Otherwise sign in again.',
  },
  NEVER_RETURNED: {
    title: 'The browser never came back',
    explanation:
      'The sign-in page was opened, and no answer arrived here. Most often the server showed an error on its own page, since the redirect address is not registered there, or the client ID is unknown. Or nobody finished the page.',
    fix: 'Register what stands under {field} with the client at the server, letter by letter, or enter there what is registered. Look also at what the page in the browser says.',
  },
  NOT_FINISHED: {
    title: 'The sign-in was not finished',
    explanation: 'The exchange with the server was begun and then cancelled, or cut off.',
    fix: 'Sign in again.',
  },
  STATE_MISSING: {
    title: 'The answer did not say which sign-in it belongs to',
    explanation:
      'The browser came back without the state that was sent along, so that the answer could belong to anyone. It was not used.',
    fix: 'Check {field}: it must be the server’s own authorization page, which returns the state. Then begin again.',
  },
  CODE_MISSING: {
    title: 'The browser came back without a code',
    explanation: 'The server sent the browser back, yet with neither a code nor an error.',
    fix: 'Check that {field} is the authorization page of this server, and that no extra parameter asks for another kind of answer (response_type, response_mode).',
  },
  CODE_REFUSED: {
    title: 'The server does not accept the code',
    explanation:
      'The code of the sign-in has expired, was used already, or was given to another client or redirect address.',
    fix: 'Sign in again and finish without a pause. If it stays so, check that token URL and authorization URL are of the same server, that no other program answers at the redirect address, and that the server demands no DPoP of this client.',
  },
  PASSWORD_WRONG: {
    title: 'The server does not accept user name or password',
    explanation: 'User name and password do not fit together, or the account may not sign in with a password alone.',
    fix: 'Correct {field} or the user name. An account with a second factor needs another grant.',
  },
  PERSON_REQUIRED: {
    title: 'The server requires an interactive sign-in',
    explanation:
      'Without someone at the screen it gives no token: it asks for another sign-in, a second factor or consent.',
    fix: 'Sign in again in the browser, and agree to what is asked there.',
  },
  NOT_ALLOWED: {
    title: 'The server does not let this client or person in',
    explanation: 'A rule of the service, an administrator or the network address stands in the way.',
    fix: 'Ask an administrator of the service to allow the client, the person and this network.',
  },
  RATE_LIMITED: {
    title: 'The server was asked too often',
    explanation: 'It takes no more requests for a while.',
    fix: 'Wait as long as the server says, some minutes at least, then try again.',
  },
  DPOP_REQUIRED: {
    title: 'The server demands DPoP',
    explanation: 'It gives tokens only to clients that bind them to a key (RFC 9449). Patchbay cannot do that.',
    fix: 'Switch DPoP off for this client at the server, or register another client without it.',
  },
  PAR_REQUIRED: {
    title: 'The server demands pushed or signed requests',
    explanation:
      'It takes the request of a sign-in only when it was pushed to it before (RFC 9126) or signed (RFC 9101). Patchbay cannot do that.',
    fix: 'Switch the demand off for this client at the server, or register another client without it.',
  },
  TENANT_WRONG: {
    title: 'The tenant or realm is not the right one',
    explanation:
      'The address names a tenant, realm or organisation that the server does not know, or that does not serve this client.',
    fix: 'Correct {field}: put in the name or ID of the tenant (or of your own domain) that the client is registered in.',
  },
  AUDIENCE_MISSING: {
    title: 'The server needs to know for which API',
    explanation: 'It gives a token only where the request names the API that the token is for.',
    fix: 'Enter the identifier of the API in {field}, as the server’s documentation calls it.',
  },
  TARGET_INVALID: {
    title: 'The server does not know the API, or not for this client',
    explanation:
      'What was named as the API for which the token is, is unknown there, or the client has no right to it.',
    fix: 'Correct {field}, or allow the client for this API at the server.',
  },
  WRONG_ADDRESS: {
    title: 'This is not the address of the endpoint',
    explanation:
      'A page, a redirect or “not found” came back where an answer of the protocol was expected. Some servers answer so to an unknown client ID as well.',
    fix: 'Correct {field}. The server’s documentation or its metadata name it.',
  },
  ADDRESS_NOT_SAFE: {
    title: 'The address is not safe for secrets',
    explanation: 'Over plain http everyone on the way could read the secret and the tokens. Nothing was sent.',
    fix: 'Enter the https address in {field}.',
  },
  SETTINGS_INCOMPLETE: {
    title: 'The settings are incomplete',
    explanation: 'Nothing was sent, since something is missing or cannot be used.',
    fix: 'Complete {field}.',
  },
  PORT_TAKEN: {
    title: 'The port for the answer is in use',
    explanation: 'Another program, or another sign-in, has the port at which the answer should arrive.',
    fix: 'End the other program, or choose another port in {field} and register it with the server.',
  },
  REQUEST_REFUSED: {
    title: 'The server misses something in the request',
    explanation: 'It says that the request is not as it wants it.',
    fix: 'Look at its words, and enter what it misses in {field}.',
  },
  DEVICE_CODE_UNUSED: {
    title: 'The device code was not entered in time',
    explanation: 'Nobody entered the code on the server’s page before it ended.',
    fix: 'Sign in again, and enter the code that is shown on the page of the server.',
  },
  API_REFUSED: {
    title: 'The API does not accept the token',
    explanation:
      'The server gave a token, yet the API refused it when it was used: it may be for another API, or lack a scope.',
    fix: 'Enter the identifier of the API in {field}, or ask for the scopes that the call needs, then sign in again.',
  },
  SIGN_IN_NEEDED: {
    title: 'There is no token now',
    explanation: 'The last exchange went as it should, yet the tokens from it are not there any more.',
    fix: 'Sign in again.',
  },
  OTHER: {
    title: 'The server refused',
    explanation: 'The server refused for a reason of its own.',
    fix: 'Look at its words here, and in its documentation; the last step shows the whole answer.',
  },
};
