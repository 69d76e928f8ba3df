import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DoctorStep } from '#contract/oauth.ts';
import { createRecorder, redactStep, redactUrl, requireSafeEndpoint } from './recorder.ts';

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

describe('the steps of a flow', () => {
  const begin = () =>
    createRecorder({ outbound: { send: () => Promise.reject(new Error('unused')) }, now: () => 7 }, 'person');

  it('are judged by the last one alone', () => {
    const recorder = begin();
    recorder.failLast('X', 'before the first');
    recorder.passLast();
    expect([recorder.steps(), recorder.lastCode(), recorder.last()]).toEqual([[], null, undefined]);
    recorder.note({ name: 'discovery' });
    recorder.note({ name: 'redirect' });
    recorder.note({ name: 'token', code: 'invalid_grant' });
    recorder.failLast('OTHER', 'The code was used.');
    expect(recorder.steps().map(({ name, code, error }) => [name, code, error])).toEqual([
      ['discovery', null, null],
      ['redirect', null, null],
      ['token', 'invalid_grant', 'The code was used.'],
    ]);
    recorder.passLast();
    expect(recorder.steps().map(({ code, error }) => code ?? error)).toEqual([null, null, null]);
    expect(recorder.last()?.at).toBe(7);
  });

  it('go on from those of a flow that was interrupted, and stay masked when the secrets are forgotten', () => {
    const before = { ...bare, name: 'authorization', error: null } as const;
    const recorder = createRecorder(
      { outbound: { send: () => Promise.reject(new Error('unused')) }, now: () => 7 },
      'person',
      [before],
    );
    recorder.hide('canary-token-0001', null, undefined, '');
    recorder.note({ name: 'token', error: 'got canary-token-0001' });
    recorder.forget();
    recorder.note({ name: 'token', error: 'the word canary-token-0001' });
    expect(recorder.steps().map(({ name, error }) => `${name} ${error}`)).toEqual([
      'authorization null',
      'token got ••••',
      'token the word canary-token-0001',
    ]);
  });
});

it.each([
  ['https://login.example.com/token', true],
  ['http://127.0.0.1:8080/token', true],
  ['http://localhost/token', true],
  ['http://[::1]:9/token', true],
  ['http://login.example.com/token', false],
  ['http://127.0.0.1.evil.test/token', false],
  ['ws://127.0.0.1/token', false],
  ['ftp://127.0.0.1/token', false],
  ['file:///etc/passwd', false],
  ['//login.example.com/token', false],
  ['', false],
])('a secret may go to %j: %s', (address, may) => {
  const check = () => requireSafeEndpoint(address);
  if (may) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});

describe('what a step shows', () => {
  const shown = (changes: Partial<DoctorStep>, secrets: string[] = []) => redactStep({ ...bare, ...changes }, secrets);

  it('is cut after eight thousand characters, and in whole before', () => {
    const long = (length: number) => `a=${'b '.repeat(length / 2 - 1)}`;
    expect(shown({ requestBody: long(8_000) }).requestBody).toHaveLength(8_000);
    expect(shown({ requestBody: long(8_002) }).requestBody).toBe(`${long(8_002).slice(0, 8_000)}…`);
    expect(shown({ name: 'discovery', responseBody: long(8_002) }).responseBody).toHaveLength(8_001);
  });

  it('has secrets of four characters and more masked, and words of three left whole', () => {
    expect(shown({ error: 'abc abcd', code: 'abcd' }, ['abc', 'abcd'])).toMatchObject({
      error: 'abc ••••',
      code: '••••',
    });
  });

  it('has no proof of the client and no cookie, and addresses without their codes', () => {
    const headers = ['Authorization', 'proxy-authorization', 'Cookie', 'Set-Cookie', 'DPoP', 'DPoP-Nonce'].map(
      (name) => ({
        name,
        value: 'x',
      }),
    );
    const address = (name: string) => ({ name, value: 'https://a.example/?code=x&a=b' });
    const { requestHeaders, responseHeaders } = shown({
      requestHeaders: headers,
      responseHeaders: [address('Location'), address('referer'), address('X-Location')],
    });
    expect(requestHeaders.map(({ value }) => value)).toEqual(headers.map(() => '••••'));
    expect(responseHeaders.map(({ value }) => value)).toEqual([
      'https://a.example/?code=••••&a=b',
      'https://a.example/?code=••••&a=b',
      'https://a.example/?code=x&a=b',
    ]);
  });

  it('is judged by names inside of what is shown as well', () => {
    const said = { errors: [{ message: 'No', token: 'x' }, 7, 'abcDEF0123456789abcDEF01', null], fault: { code: 'x' } };
    expect(JSON.parse(shown({ responseBody: ` ${JSON.stringify(said)}` }).responseBody ?? '')).toEqual({
      errors: [{ message: 'No', token: '••••' }, 7, '•••', null],
      fault: { code: '••••' },
    });
  });

  it('of a form are the fields that are no secret, and of anything else no long word', () => {
    const form = [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded' }];
    const responseBody = 'ACCESS_TOKEN=short&scope=read';
    expect(shown({ responseBody, responseHeaders: form }).responseBody).toBe('ACCESS_TOKEN=••••&scope=read');
    expect(shown({ responseBody: 'a word 0123456789abcde, 0123456789abcdef' }).responseBody).toBe(
      'a word 0123456789abcde, ••••',
    );
  });
});
