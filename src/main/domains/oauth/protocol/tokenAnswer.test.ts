import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timestamp } from '#contract/common.ts';
import { readDeviceCode } from './deviceCode.ts';
import { errorIn, readFields, readRefusal, refusesForGood } from './serverAnswer.ts';
import { NoToken, readGranted } from './tokenAnswer.ts';

const now = Date.UTC(2030, 0, 1);
const read = (text: string) => readGranted(readFields(text) ?? {}, now);
const hour = now + 3_600_000;

const taken: [what: string, text: string, expected: object][] = [
  [
    'the standard',
    '{"access_token":"t","token_type":"Bearer","expires_in":3600,"scope":"a b"}',
    { scopes: ['a', 'b'] },
  ],
  ['no type', '{"access_token":"t"}', { tokenType: 'Bearer', expiresAt: null, scopes: null }],
  ['a null type', '{"access_token":"t","token_type":null}', { tokenType: 'Bearer' }],
  ['an empty type', '{"access_token":"t","token_type":""}', { tokenType: 'Bearer' }],
  ['a type that is no text', '{"access_token":"t","token_type":7}', { tokenType: 'Bearer' }],
  ['a type of its own (Slack)', '{"ok":true,"access_token":"t","token_type":"bot"}', { tokenType: 'bot' }],
  ['a type of its own (Apigee)', '{"access_token":"t","token_type":"BearerToken"}', { tokenType: 'BearerToken' }],
  ['scopes as a list', '{"access_token":"t","scope":["a","b",null]}', { scopes: ['a', 'b'] }],
  ['null scopes', '{"access_token":"t","scope":null}', { scopes: null }],
  ['empty scopes', '{"access_token":"t","scope":""}', { scopes: null }],
  ['scopes by comma (GitHub)', '{"access_token":"t","scope":"repo,gist"}', { scopes: ['repo', 'gist'] }],
  ['another name for them', '{"access_token":"t","scopes":["a"]}', { scopes: ['a'] }],
  [
    'a form (GitHub)',
    'access_token=t&scope=repo%2Cgist&token_type=bearer',
    { accessToken: 't', scopes: ['repo', 'gist'] },
  ],
  ['a form with an end (Facebook)', 'access_token=t&expires=3600', { expiresAt: hour }],
  ['a number as text', '{"access_token":"t","expires_in":"3600"}', { expiresAt: hour }],
  ['a fraction', '{"access_token":"t","expires_in":3600.0004}', { expiresAt: hour }],
  ['a null end', '{"access_token":"t","expires_in":null}', { expiresAt: null }],
  ['an empty end', '{"access_token":"t","expires_in":""}', { expiresAt: null }],
  ['an end of 0', '{"access_token":"t","expires_in":0}', { expiresAt: null }],
  ['a negative end', '{"access_token":"t","expires_in":-1}', { expiresAt: null }],
  ['an end in words', '{"access_token":"t","expires_in":"never"}', { expiresAt: null }],
  ['an end that no one sees', '{"access_token":"t","expires_in":9999999999999}', { expiresAt: null }],
  ['an end out of all bounds', '{"access_token":"t","expires_in":1e308}', { expiresAt: null }],
  ['a point in time', `{"access_token":"t","expires_at":${hour / 1_000}}`, { expiresAt: hour }],
  ['a point in time in ms', `{"access_token":"t","expires_at":${hour}}`, { expiresAt: hour }],
  ['a point in time as text (Azure)', `{"access_token":"t","expires_on":"${hour / 1_000}"}`, { expiresAt: hour }],
  ['a date', '{"access_token":"t","expires_at":"2030-01-01T01:00:00Z"}', { expiresAt: hour }],
  ['a null refresh token', '{"access_token":"t","refresh_token":null}', { refreshToken: null }],
  ['an empty refresh token', '{"access_token":"t","refresh_token":""}', { refreshToken: null }],
  ['a null error beside it', '{"access_token":"t","error":null,"error_description":null}', { accessToken: 't' }],
  ['a null ID token', '{"access_token":"t","id_token":null}', { accessToken: 't' }],
  [
    'other letters (camelCase)',
    '{"accessToken":"t","refreshToken":"r","expiresIn":3600}',
    { refreshToken: 'r', expiresAt: hour },
  ],
  [
    'a person’s token (Slack)',
    '{"ok":true,"authed_user":{"access_token":"xoxp-1","token_type":"user"}}',
    { accessToken: 'xoxp-1' },
  ],
  ['an envelope', '{"data":{"access_token":"t","expires_in":3600}}', { accessToken: 't', expiresAt: hour }],
  ['a byte order mark and spaces', '\uFEFF\n {"access_token":"t"} \n', { accessToken: 't' }],
];

describe('a token answer', () => {
  it.each(taken)('is read with %s', (_what, text, expected) => {
    expect(read(text)).toMatchObject(expected);
    expect(errorIn(readFields(text), 200)).toBeNull();
  });

  it.each([
    ['without one', '{}'],
    ['null', '{"access_token":null}'],
    ['empty', '{"access_token":"  "}'],
    ['a number', '{"access_token":12345}'],
    ['an object', '{"access_token":{"a":1}}'],
    ['a list', '{"access_token":["t"]}'],
    ['with a line end in it', '{"access_token":"a\\r\\nX-Evil: 1"}'],
    ['with a space in it', '{"access_token":"a b"}'],
    ['with other letters', '{"access_token":"tökén"}'],
    ['endless', `{"access_token":"${'a'.repeat(70_000)}"}`],
    ['that needs a proof', '{"access_token":"t","token_type":"DPoP"}'],
    ['that needs a signature', '{"access_token":"t","token_type":"mac"}'],
    ['in a page', '<html>access_token=t</html>'],
    ['of a prototype', '{"__proto__":{"access_token":"t"}}'],
  ])('gives no token that is %s', (_what, text) => {
    expect(() => read(text)).toThrow(NoToken);
  });

  it('keeps every number within what can be shown', () => {
    const number = fc.oneof(fc.double(), fc.maxSafeInteger(), fc.double().map(String), fc.string());
    const record = fc.record({ expires_in: number, expires_at: number, expires: number }, { requiredKeys: [] });
    fc.assert(
      fc.property(record, (fields) => {
        const { expiresAt } = readGranted({ access_token: 't', ...fields }, now);
        if (expiresAt !== null) expect(timestamp.safeParse(expiresAt).success).toBe(true);
        const code = {
          device_code: 'd',
          user_code: 'u',
          verification_uri: 'https://a.example',
          interval: fields.expires_in,
        };
        const device = readDeviceCode({ ...code, ...fields }, now);
        expect(device.expiresAt - now).toBeLessThanOrEqual(86_400_000);
        expect(device.intervalMs).toBeGreaterThanOrEqual(200);
        expect(device.intervalMs).toBeLessThanOrEqual(60_000);
      }),
    );
  });
});

describe('the bounds of a token answer', () => {
  const century = 100 * 365.25 * 86_400;
  const given = (fields: object) => readGranted({ access_token: 't', ...fields }, now);

  it.each<[fields: object, expiresAt: number | null]>([
    [{ expires_in: century }, now + century * 1_000],
    [{ expires_in: century + 1 }, null],
    [{ expires_in: 0.0016 }, now + 2],
    [{ expires: 999_999_999 }, now + 999_999_999_000],
    [{ expires: 1_000_000_000 }, 1_000_000_000_000],
    [{ expires: hour / 1_000 }, hour],
    [{ expires: 60, expires_in: 3_600 }, hour],
    [{ expires_at: 99_999_999_999 }, null],
    [{ expires_at: 100_000_000_000 }, 100_000_000_000],
    [{ expires_at: hour / 1_000, expires_in: 60 }, now + 60_000],
    [{ expiresAt: hour }, hour],
    [{ expiresOn: hour }, hour],
    [{ expires_on: new Date(hour).toISOString() }, hour],
    [{ expires_at: '1969-01-01T00:00:00Z' }, 0],
    [{ expires_at: 'some day' }, null],
  ])('of %j: it ends at %j', (fields, expiresAt) => {
    expect(given(fields).expiresAt).toBe(expiresAt);
  });

  it('are sixty thousand characters for a token, of what a header can carry', () => {
    const [long, longer] = ['~'.repeat(60_000), '!'.repeat(60_001)];
    expect(given({ access_token: ` ${long} `, refresh_token: long })).toMatchObject({
      accessToken: long,
      refreshToken: long,
    });
    expect(given({ refresh_token: longer }).refreshToken).toBeNull();
    expect(() => given({ access_token: longer })).toThrow('longer than any header');
    expect(() => given({ access_token: 'a\x7f' })).toThrow('characters that no header may carry');
    expect(() => given({ access_token: '' })).toThrow('no access token');
  });

  it('are the types that can be carried without a proof', () => {
    const type = (token_type: unknown) => given({ token_type }).tokenType;
    expect(['N_A', 'urn:x/y.z-1', 'x'.repeat(100), 'x'.repeat(101), 'a b', 'dpopular'].map(type)).toEqual([
      ...['N_A', 'urn:x/y.z-1', 'x'.repeat(100), 'Bearer', 'Bearer', 'dpopular'],
    ]);
    for (const proven of ['DPoP', 'mac', 'PoP', 'hmac', 'hok', 'pop:x'])
      expect(() => type(proven)).toThrow(`The token is of type ${proven}`);
    expect(given({ tokenType: 'user' }).tokenType).toBe('user');
  });

  it('are five hundred scopes of five hundred characters, each once', () => {
    const many = Array.from({ length: 501 }, (_, index) => `s${index}`);
    expect(given({ scope: many.join(' ') }).scopes).toEqual(many.slice(0, 500));
    const long = 'x'.repeat(500);
    expect(given({ scope: `${long}y a  b,a ${long}` }).scopes).toEqual(['a', 'b', long]);
    expect(given({ scope: '', scopes: 'a b' }).scopes).toEqual(['a', 'b']);
    expect(given({ scope: 7, scopes: 'a' }).scopes).toBeNull();
  });
});

describe('a device code', () => {
  it.each<[fields: object, expected: object]>([
    [{ expires_in: null }, { expiresAt: now + 900_000 }],
    [{ expires_in: null, expiresIn: 30 }, { expiresAt: now + 30_000 }],
    [{ expires_in: 86_400 }, { expiresAt: now + 86_400_000 }],
    [{ expires_in: 86_401 }, { expiresAt: now + 86_400_000 }],
    [{ expires_in: 0.0016 }, { expiresAt: now + 2 }],
    [{ interval: 60 }, { intervalMs: 60_000 }],
    [{ interval: 61 }, { intervalMs: 60_000 }],
    [{ interval: 0.2 }, { intervalMs: 200 }],
    [{ interval: 0.1 }, { intervalMs: 200 }],
    [{ interval: 0.3 }, { intervalMs: 300 }],
    [{}, { intervalMs: 5_000, verificationUriComplete: null }],
    [{ user_code: 'x'.repeat(101) }, { userCode: 'x'.repeat(100) }],
    [
      { user_code: null, userCode: 'y', device_code: null, deviceCode: 'z' },
      { userCode: 'y', deviceCode: 'z' },
    ],
    [{ verification_uri: null, verificationUri: 'https://b.example/' }, { verificationUri: 'https://b.example/' }],
    [{ verification_url_complete: 'https://b.example/' }, { verificationUriComplete: 'https://b.example/' }],
  ])('with %j is read as %j', (fields, expected) => {
    expect(readDeviceCode({ ...base, ...fields }, now)).toMatchObject(expected);
  });

  it.each([
    ['device_code', 'device code'],
    ['user_code', 'code for the person'],
    ['verification_uri', 'page for the code that is a web address'],
  ])('without %s is none', (name, what) => {
    expect(() => readDeviceCode({ ...base, [name]: ' ' }, now)).toThrow(`The answer has no ${what}.`);
  });

  const base = { device_code: 'd', user_code: 'WDJB', verification_uri: 'https://a.example/d', expires_in: 60 };

  it('is read as drafts of the standard had it, with numbers as text', () => {
    const { verification_uri: page, ...rest } = base;
    const google = { ...rest, verification_url: page, expires_in: '60', interval: '7' };
    expect(readDeviceCode(google, now)).toMatchObject({
      verificationUri: page,
      intervalMs: 7_000,
      expiresAt: now + 60_000,
    });
    expect(readDeviceCode({ ...base, interval: null }, now).intervalMs).toBe(5_000);
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'not a page'])('leads to no %s', (page) => {
    expect(() => readDeviceCode({ ...base, verification_uri: page }, now)).toThrow(NoToken);
    expect(readDeviceCode({ ...base, verification_uri_complete: page }, now).verificationUriComplete).toBeNull();
  });
});

/** As the documentation of each shows them. */
const refusals: [who: string, status: number, text: string, code: string, isFinal: boolean][] = [
  ['RFC 6749', 400, '{"error":"invalid_grant","error_description":"expired"}', 'invalid_grant', true],
  ['a null description', 400, '{"error":"invalid_grant","error_description":null}', 'invalid_grant', true],
  ['status 401', 401, '{"error":"invalid_client"}', 'invalid_client', true],
  ['status 500', 500, '{"error":"invalid_grant"}', 'invalid_grant', true],
  [
    'Microsoft',
    400,
    '{"error":"interaction_required","error_codes":[50076],"suberror":"basic_action"}',
    'interaction_required',
    true,
  ],
  ['GitHub', 200, 'error=bad_refresh_token&error_description=The+token+is+incorrect', 'bad_refresh_token', true],
  ['Slack', 200, '{"ok":false,"error":"token_revoked"}', 'token_revoked', true],
  [
    'HubSpot',
    400,
    '{"status":"BAD_REFRESH_TOKEN","message":"missing or unknown refresh token","correlationId":"1"}',
    'BAD_REFRESH_TOKEN',
    true,
  ],
  ['Okta', 401, '{"errorCode":"invalid_client","errorSummary":"The client is invalid"}', 'invalid_client', true],
  ['Google', 401, '{"error":{"code":401,"message":"Invalid","status":"UNAUTHENTICATED"}}', 'UNAUTHENTICATED', true],
  ['Facebook', 400, '{"error":{"message":"Bad","type":"OAuthException","code":190}}', 'OAuthException', true],
  ['Apigee', 400, '{"fault":{"faultstring":"Invalid refresh token","detail":{"errorcode":"x"}}}', 'error', true],
  ['a list', 400, '{"errors":[{"code":"bad","message":"No"}]}', 'bad', true],
  ['WeChat', 200, '{"errcode":40030,"errmsg":"invalid refresh_token"}', '40030', true],
  ['words alone', 400, '{"message":"Refresh token is not valid"}', 'HTTP_400', true],
  ['both in one (Dropbox)', 400, '{"error":"invalid_grant: No such token"}', 'invalid_grant', true],
  ['a bare 401', 401, '', 'HTTP_401', true],
  ['a bare 400', 400, '', 'HTTP_400', false],
  ['a page of a wall', 403, '<html>Forbidden</html>', 'HTTP_403', false],
  ['a proxy', 407, '<html></html>', 'HTTP_407', false],
  ['too many', 429, '{"error":"rate_limit_exceeded"}', 'rate_limit_exceeded', false],
  ['Slack, too many', 200, '{"ok":false,"error":"ratelimited"}', 'ratelimited', false],
  ['not now', 400, '{"error":"temporarily_unavailable"}', 'temporarily_unavailable', false],
  ['a failure', 500, '{"error":"server_error"}', 'server_error', false],
  ['a failure with a page', 502, '<html></html>', 'HTTP_502', false],
];

describe('a refusal', () => {
  it.each(refusals)('of %s (%i) has its code and is final or not', (_who, status, text, code, isFinal) => {
    const found = errorIn(readFields(text), status);
    expect(found?.code).toBe(code);
    expect(refusesForGood({ status, code: found?.code ?? null, error: found?.error ?? null })).toBe(isFinal);
  });

  it('that is a page ends nothing, also where the page has a title', () => {
    const said = readRefusal({ status: 400, headers: [], text: '<title>Blocked</title>' });
    expect(said.error).toContain('Blocked');
    expect(refusesForGood({ status: 400, ...said })).toBe(false);
  });

  it('without a body is what the challenge says', () => {
    const headers = [['WWW-Authenticate', 'Bearer error="invalid_token", error_description="It has ended"']] as const;
    expect(readRefusal({ status: 401, headers, text: '' })).toEqual({ code: 'invalid_token', error: 'It has ended' });
  });

  it('that no server said is none', () => {
    for (const code of ['TIMED_OUT', 'MALFORMED_ANSWER', 'DNS_FAILED'])
      expect(refusesForGood({ status: code === 'MALFORMED_ANSWER' ? 200 : null, code, error: 'x' })).toBe(false);
  });
});
