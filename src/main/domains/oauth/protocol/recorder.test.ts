import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DoctorStep } from '#contract/oauth.ts';
import { redactStep, redactUrl } from './recorder.ts';

const bare: DoctorStep = {
  at: 0,
  name: 'token',
  method: 'POST',
  url: 'https://as.example/token',
  requestHeaders: [],
  requestBody: null,
  status: 200,
  responseHeaders: [],
  responseBody: null,
  durationMs: 1,
  error: null,
  code: null,
};

const secretText = fc.stringMatching(/^[A-Za-z0-9._~-]{20,60}$/);

describe('a redacted step', () => {
  it('shows what helps and hides what is secret', () => {
    const shown = redactStep(
      {
        ...bare,
        requestHeaders: [
          { name: 'authorization', value: 'Basic YTpi' },
          { name: 'accept', value: 'application/json' },
        ],
        requestBody:
          'grant_type=authorization_code&code=abc&code_verifier=def&client_id=desk&redirect_uri=http%3A%2F%2F127.0.0.1',
        responseBody: JSON.stringify({ access_token: 'x', token_type: 'bearer', scope: 'read', custom: { deep: 'y' } }),
      },
      [],
    );
    expect(shown.requestHeaders.map(({ value }) => value)).toEqual(['••••', 'application/json']);
    expect(shown.requestBody).toBe(
      'grant_type=authorization_code&code=••••&code_verifier=••••&client_id=desk&redirect_uri=http%3A%2F%2F127.0.0.1',
    );
    expect(JSON.parse(shown.responseBody ?? '')).toEqual({
      access_token: '••••',
      token_type: 'bearer',
      scope: 'read',
      custom: '••••',
    });
  });

  it('hides a token in whatever form the answer has', () => {
    fc.assert(
      fc.property(secretText, (token) => {
        const forms = [
          JSON.stringify({ access_token: token }),
          JSON.stringify({ data: { access_token: token } }),
          JSON.stringify([token]),
          `{"access_token":"${token}", oops`,
          `access_token=${token}&token_type=bearer`,
          `<html>${token}</html>`,
        ];
        for (const responseBody of forms)
          expect(redactStep({ ...bare, responseBody }, []).responseBody).not.toContain(token);
      }),
    );
  });

  it('hides a known secret wherever a server repeats it', () => {
    fc.assert(
      fc.property(secretText, (secret) => {
        const responseBody = JSON.stringify({ error: 'invalid_client', error_description: `got ${secret}` });
        const step = { ...bare, responseBody, error: `got ${secret}`, url: `https://as.example/${secret}` };
        expect(JSON.stringify(redactStep(step, [secret]))).not.toContain(secret);
      }),
    );
  });

  it('hides code, state and tokens in addresses, also behind #', () => {
    expect(redactUrl('http://127.0.0.1:1/cb?code=a&state=b&iss=c')).toBe(
      'http://127.0.0.1:1/cb?code=••••&state=••••&iss=c',
    );
    expect(redactUrl('patchbay://oauth/callback#access_token=a&x=b')).toBe(
      'patchbay://oauth/callback#access_token=••••&x=b',
    );
  });
});
