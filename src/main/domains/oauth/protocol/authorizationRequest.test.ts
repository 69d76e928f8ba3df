import { describe, expect, it } from 'vitest';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { implicitTokens, readRedirect } from './authorizationRequest.ts';
import type { OAuthClient } from './client.ts';
import { authenticateClient } from './clientIdentity.ts';
import { createRecorder } from './recorder.ts';

const request = {
  url: 'https://as.example/a',
  redirectUri: 'http://127.0.0.1:1/cb',
  state: 'the-state',
  verifier: null,
};

interface Given {
  readonly grant?: 'authorizationCode' | 'implicit';
  readonly issuer?: string;
  readonly issuerKnown?: boolean;
  /** RFC 9207 section 3. */
  readonly announced?: boolean;
}

async function client({ grant = 'authorizationCode', issuer, issuerKnown = true, announced }: Given = {}) {
  const config = oauthConfig.parse({ grant, clientId: 'desk', clientAuth: 'none' });
  const metadata = {
    issuer: issuer ?? 'https://as.example',
    ...(announced && { authorization_response_iss_parameter_supported: true }),
  };
  const server = { metadata, issuerKnown, foreignOrigins: [] };
  const outbound = { send: () => Promise.reject(new Error('unused')) };
  const recorder = createRecorder({ outbound, now: () => 7_000 }, 'person');
  const identity = await authenticateClient(config, server, null, { skewMs: null, headerForm: null });
  return { recorder, config, server, ...identity } satisfies OAuthClient;
}

const good = { state: 'the-state', code: 'code-0123456789' };
const refusal = { state: 'the-state', error: 'access_denied' };
const template = 'https://login.example/{tenantid}/v2.0';
const tenant = 'https://login.example/0aa1/v2.0';

/** RFC 6749 section 4.1.2, RFC 9207 section 2.4: what is redeemed, and why the rest is not. */
const redirects: [what: string, given: Record<string, string>, at: Given, code: string | null][] = [
  ['a code', good, {}, null],
  ['another state', { ...good, state: 'x' }, {}, 'STATE_MISMATCH'],
  ['no state', { code: 'c' }, {}, 'STATE_MISMATCH'],
  ['no code', { state: 'the-state' }, {}, 'CODE_MISSING'],
  ['an empty code', { ...good, code: '' }, {}, 'CODE_MISSING'],
  ['a refusal', refusal, {}, 'access_denied'],
  ['a refusal beside a code', { ...good, error: 'server_error' }, {}, 'server_error'],
  ['a refusal of a sign-in that brings tokens at once', refusal, { grant: 'implicit' }, 'access_denied'],
  ['no code where none comes', { state: 'the-state', access_token: 't' }, { grant: 'implicit' }, null],
  ['its issuer', { ...good, iss: 'https://as.example' }, { announced: true }, null],
  ['its issuer unasked', { ...good, iss: 'https://as.example' }, {}, null],
  ['another issuer', { ...good, iss: 'https://evil.example' }, {}, 'ISSUER_MISMATCH'],
  ['no issuer where one is announced', good, { announced: true }, 'ISSUER_MISMATCH'],
  ['another issuer where none is known', { ...good, iss: 'https://evil.example' }, { issuerKnown: false }, null],
  ['an issuer that a template stands for', { ...good, iss: tenant }, { issuer: template, announced: true }, null],
  ['one that it does not', { ...good, iss: `${tenant}/x` }, { issuer: template, announced: true }, 'ISSUER_MISMATCH'],
];

describe('a redirect', () => {
  it.each(redirects)('with %s', async (_what, given, at, code) => {
    const made = await client(at);
    const read = () => readRedirect(made, request, new URLSearchParams(given));
    if (code === null) expect(read().get('code')).toBe(given.code ?? null);
    else expect(read).toThrow();
    expect(made.recorder.lastCode()).toBe(code);
  });

  it('says why in the words of the server, or in its code', async () => {
    for (const [more, error] of [
      [{ error_description: 'Not today' }, 'Not today'],
      [{}, 'access_denied'],
    ] as const) {
      const made = await client();
      expect(() => readRedirect(made, request, new URLSearchParams({ ...refusal, ...more }))).toThrow();
      expect(made.recorder.last()?.error).toBe(error);
    }
  });

  it('is kept as one step, in which nothing secret can be read', async () => {
    const made = await client({ grant: 'implicit' });
    const given = { ...good, access_token: 'token-0123456789', other: 'shown' };
    readRedirect(made, request, new URLSearchParams(given));
    made.recorder.note({ name: 'token', error: Object.values(given).join(' ') });
    expect(made.recorder.steps().map(({ name, method, url, error }) => [name, method, url, error])).toEqual([
      ['redirect', 'GET', 'http://127.0.0.1:1/cb?state=••••&code=••••&access_token=••••&other=shown', null],
      ['token', '', '', '•••• •••• •••• shown'],
    ]);
  });
});

describe('the token of an implicit redirect', () => {
  it('is read as any other (RFC 6749 section 4.2.2)', async () => {
    const given = { access_token: 't', token_type: 'bearer', expires_in: '60', scope: 'a b' };
    expect(implicitTokens(await client(), new URLSearchParams(given))).toEqual({
      ...{ accessToken: 't', refreshToken: null, tokenType: 'bearer', obtainedAt: 7_000, expiresAt: 67_000 },
      ...{ scopes: ['a', 'b'], headerForm: null, foreignOrigins: [] },
    });
  });

  it('that is none is no end without a reason', async () => {
    const made = await client();
    made.recorder.note({ name: 'redirect' });
    expect(() => implicitTokens(made, new URLSearchParams())).toThrow('no access token');
    expect(made.recorder.last()).toMatchObject({ code: 'MALFORMED_ANSWER', error: 'The answer has no access token.' });
  });
});
