import { describe, expect, test } from 'vitest';
import { createJudge, isStrongValue, nothingDeclared } from './secretJudge.ts';
import { elementName, isSecretInAddress, isSecretName, nameStrength, type SecretPlace } from './secretNames.ts';
import { hideInCookies, hideInText, hideInUrl } from './secretTexts.ts';
import { soughtValues } from './typedSecrets.ts';

const list = (text: string) => text.trim().split(/\s+/);

const judge = createJudge();
const canary = 'k4Vq-canary-7f3a';

describe('the judge of what was typed', () => {
  test.each<[SecretPlace, string, string]>([
    ['header', 'X-Auth-Key', '42'],
    ['header', 'x-functions-key', canary],
    ['header', 'Ocp-Apim-Subscription-Key', canary],
    ['query', 'key', 'AIzaSyD4nFak3Fak3'],
    ['query', 'sig', 'b9%2F2yZQ8fak3='],
    ['query', 'appid', '0123456789abcdef0123456789abcdef'],
    ['query', 'hmac', '700e2dadb827fcc8609e9d5ce208b2e9'],
    ['path', 'token', 'a8b7c6d5e4f3a2b1c0d9'],
    ['cookie', 'session_id', canary],
    ['cookie', '_app', 'a8b7c6d5e4f3a2b1c0d9'],
    ['field', 'password', 'pw'],
    ['field', 'token', canary],
    ['header', 'Fastly-Key', canary],
    ['header', 'CB-ACCESS-SIGN', canary],
    ['header', 'X-Sentry-Auth', canary],
    ['header', 'X-Goog-IAP-JWT-Assertion', canary],
    ['header', 'DPoP', canary],
    ['field', 'project_key', 'a8b7c6d5e4f3a2b1c0d9'],
    ['field', 'connection_string', `Server=db;Password=${canary}`],
    ['field', 'backupCode', '1234'],
    ['field', 'SAMLResponse', 'PHNhbWxwOlJlc3BvbnNl'],
    ['field', '密码', 'pw'],
    ['field', 'contraseña', 'pw'],
    ['field', 'senha', 'pw'],
  ])('calls a secret: %s %s=%s', (place, name, value) => {
    expect(judge(place, name, value)).toBe(true);
  });

  test.each<[SecretPlace, string, string]>([
    ['query', 'max_tokens', '4096'],
    ['query', 'page_token', 'CAEQAA7f3a9c1b2d'],
    ['query', 'sort_key', 'created_at#2026'],
    ['query', 'session_id', '550e8400-e29b-41d4-a716-446655440000'],
    ['path', 'session_id', 'cs_test_a1b2c3d4e5f6g7h8'],
    ['path', 'key', 'uploads/report.pdf'],
    ['path', 'key', 'PROJ-12345'],
    ['cookie', 'lang', 'english'],
    ['cookie', 'session', 'none'],
    ['cookie', 'consent', 'analytics,marketing'],
    ['field', 'token', 'hello'],
    ['field', 'key', 'created_at'],
    ['field', 'signature', 'Best regards, John Smith'],
    ['field', 'password', '{{password}}'],
    ['field', 'password', ''],
    ['field', 'secret', 'true'],
    ['query', 'projectKey', 'PATCHBAY'],
    ['query', 'userKey', 'JIRAUSER10100'],
    ['query', 'service_key', 'payments-eu-west'],
    ['header', 'Idempotency-Key', '7f3c9a0e-1b2d-4c5e-8f90-123456789abc'],
    ['header', 'X-Cache-Key', 'a8b7c6d5e4f3a2b1c0d9'],
    ['header', 'X-Request-Id', 'a8b7c6d5e4f3a2b1c0d9'],
    ['field', 'object_key', '5d41402abc4b2a76b9719d911017c592'],
    ['field', 'password_changed_at', '2026-01-31'],
    ['field', 'secretary', 'Jane'],
    ['field', 'passwordless', 'always'],
  ])('does not: %s %s=%s', (place, name, value) => {
    expect(judge(place, name, value)).toBe(false);
  });

  // The forms that the services' own documentation gives.
  test.each([
    `sk-proj-${'a1B2'.repeat(8)}`,
    `sk_live_${'a1B2'.repeat(6)}`,
    `ghp_${'a1B2'.repeat(9)}`,
    `github_pat_${'a1B2'.repeat(9)}`,
    `glpat-${'a1B2'.repeat(5)}`,
    `xoxb-${'123456789012'}-${'a1B2'.repeat(6)}`,
    `AIza${'a1B2'.repeat(9)}`,
    `SG.${'a1B2'.repeat(5)}.${'a1B2'.repeat(8)}`,
    `ATATT3${'a1B2'.repeat(8)}`,
    'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.',
  ])('knows a token by its form, whatever it is under: %s', (value) => {
    for (const place of ['header', 'query', 'path', 'cookie', 'field'] as const)
      expect(judge(place, 'note', value)).toBe(true);
  });

  test.each([
    'sk-short',
    'ghp_0123',
    'eyJhIjoxMjM0NTY3OH0',
    'npm_config_cache',
    'SG.Office.Berlin',
    'pypi-mirror.test',
  ])('takes %s for what it says', (value) => {
    expect(judge('field', 'note', value)).toBe(false);
  });

  test('believes what is declared', () => {
    const declared = createJudge({ ...nothingDeclared, header: ['x-shop'], field: ['pin'] });
    expect([
      declared('header', 'X-Shop', 'a'),
      declared('query', 'X-Shop', 'a'),
      declared('field', 'pin', '1234'),
    ]).toEqual([true, false, true]);
  });
});

test.each([
  'english',
  'production',
  'client_credentials',
  'maxOutputTokens',
  '2026-01-31',
  '1700000000000',
  'a@b.test',
  'en-GB',
  'v1.2.3',
  'short1',
  'application/json',
])('%s is not sought in an answer', (value) => {
  expect(isStrongValue(value)).toBe(false);
  expect(soughtValues([{ name: 'password', value }])).toEqual([]);
});

test.each(['hunter22', 'Sommer2024!', canary, 'correct horse battery staple', 'aBcDeFgHiJkL', 'qwrtzxcvbnm'])(
  '%s is',
  (value) => {
    expect(soughtValues([{ name: 'password', value }])).toEqual([value]);
  },
);

test('of Basic the password is sought as well, and of a scheme what follows it', () => {
  const basic = Buffer.from(`ada:${canary}`).toString('base64');
  expect(soughtValues([{ name: 'Authorization', value: `Basic ${basic}` }])).toEqual([basic, canary]);
  expect(soughtValues([{ name: 'Authorization', value: `Bearer ${canary}` }])).toEqual([canary]);
});

describe('a text that was typed', () => {
  test.each([
    [`{"user":"ada","password":"${canary}","max_tokens":5}`, '{"user":"ada","password":"••••","max_tokens":5}'],
    ['{"password":12345678}', '{"password":"••••"}'],
    [
      `{ "auth": { "token": "${canary}" }, "apiKeys": ["a", "b"] }`,
      '{ "auth": { "token": "••••" }, "apiKeys": ["••••", "••••"] }',
    ],
    [
      `[{"name":"api_key","value":"${canary}"},{"name":"lang","value":"en"}]`,
      '[{"name":"api_key","value":"••••"},{"name":"lang","value":"en"}]',
    ],
    [`{"secret":{"value":"abc"}}`, '{"secret":{"value":"••••"}}'],
    [`{"a":1}\n{"pwd":"abc"}`, '{"a":1}\n{"pwd":"••••"}'],
    [`{password: '${canary}', // still typing\n "x": [`, `{password: '••••', // still typing\n "x": [`],
    [`{"inner":"{\\"password\\":\\"abc\\"}"}`, `{"inner":"{\\"password\\":\\"••••\\"}"}`],
    [`{"url":"https://ada:abc@a.test/?api_key=abc&page=2"}`, '{"url":"https://ada:••••@a.test/?api_key=••••&page=2"}'],
    ['{"meta":{"a":1} "password":"abc"}', '{"meta":{"a":1} "password":"••••"}'],
    [`{"passw\\u006frd":"abc"}`, `{"passw\\u006frd":"••••"}`],
    [
      '{"query":"{ token(id: 1) }","page_token":"CAEQAA7f3a9c1b2d"}',
      '{"query":"{ token(id: 1) }","page_token":"CAEQAA7f3a9c1b2d"}',
    ],
    [
      `<a><ns:Password Type="x">abc &amp; d</ns:Password><b>abc</b></a>`,
      '<a><ns:Password Type="x">••••</ns:Password><b>abc</b></a>',
    ],
    ['<p><password><![CDATA[a<b]]></password></p>', '<p><password><![CDATA[••••]]></password></p>'],
    [
      `<add key="ApiKey" value="abc"/><login password='abc' user="ada"/>`,
      `<add key="ApiKey" value="••••"/><login password='••••' user="ada"/>`,
    ],
    ['user=ada&password=a%20b&page_token=abc', 'user=ada&password=••••&page_token=abc'],
    [`user: ada\npassword: ${canary}\n`, 'user: ada\npassword: ••••\n'],
    ['Server=db;User=sa;Password=abc;Max=5', 'Server=db;User=sa;Password=••••;Max=5'],
    ['The key word of a sentence.', 'The key word of a sentence.'],
  ])('%s is kept as %s', (text, kept) => {
    expect(hideInText(text, judge).text).toBe(kept);
  });

  test('is read in a time that its length alone decides', () => {
    const hostile = ['[', '{"a":', '"', '<a ', '<a b="', 'a=', '://', 'a: '].map((piece) => piece.repeat(200_000));
    const begun = performance.now();
    for (const text of hostile) hideInText(text, judge);
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});

test.each([
  [
    'https://ada:pw@a.test/x?key=AIzaSyD4nFak3Fak3&lang=en#access_token=abc&state=1',
    'https://ada:••••@a.test/x?key=••••&lang=en#access_token=••••&state=1',
  ],
  ['https://ghp_0123456789abcdef@a.test', 'https://••••@a.test'],
  ['/users/{id}?max_tokens=5&session_id=abcdef123456', '/users/{id}?max_tokens=5&session_id=abcdef123456'],
])('the address %s is kept as %s', (url, kept) => {
  expect(hideInUrl(url, judge).text).toBe(kept);
});

test('of cookies those that are no secrets stay', () => {
  const { text, found } = hideInCookies(`lang=english; session=${canary}; theme="dark"`, judge);
  expect(text).toBe('lang=english; session=••••; theme="dark"');
  expect(found).toEqual([{ name: 'session', value: canary }]);
});

describe('a name of a secret', () => {
  test.each(
    list(`Authorization Proxy-Authorization X-Authorization authorizationHeader X-Api-Key
api_key apiKey APIKey apikey X-Auth-Key Ocp-Apim-Subscription-Key x-functions-key access_key accessKey
secretKey privateKey private_key AccountKey SharedKey access_token accesstoken
private-token X-Auth-Token refreshToken X-Amz-Security-Token id_token csrf-token password
passwd pwd db_pwd userPassword new_password passphrase client_secret clientSecret secret session_token
sessionToken jwt code_verifier client_assertion bearer api[key]`),
  )('is %s, whatever the value is', (name) => {
    expect(nameStrength(name)).toBe('secret');
  });

  test.each(
    list('key token sig hmac appid auth signature X-Amz-Signature credential credentials token_value sas mask_token'),
  )('may be %s', (name) => {
    expect(nameStrength(name)).toBe('perhaps');
  });

  test.each(list('Token X-Token X-Key X-Signature X-Auth hmac'))('is %s as a header', (name) => {
    expect(nameStrength(name, 'header')).toBe('secret');
  });

  test.each(list('session session_id sessionId sid JSESSIONID PHPSESSID connect.sid'))(
    'may be %s as a cookie, and is none in an address or a body',
    (name) => {
      expect(nameStrength(name, 'cookie')).toBe('perhaps');
      for (const place of ['query', 'path', 'field'] as const) expect(nameStrength(name, place)).toBe('none');
    },
  );

  test.each(
    list(`max_tokens maxTokens max_token cost_per_token tokens tokens_used token_count token_type tokenizer token_url page_token pageToken
nexttoken next-token continuation_token syncToken StartingToken sort_key partitionKey keyboard keyword primary_key
keys monkey turkey key_count access_key_id author authors authority authorization_url secret_name passwordPolicy
authorizationEndpoint WWW-Authenticate page Accept code access design sessions session_count has_password isSecret
Content-Type Cookie public_key foreignKey key_id state nonce lang`),
  )('is not %s', (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  test('is stricter in the address of a document', () => {
    expect(['code', 'access', 'sig', 'version'].filter(isSecretInAddress)).toEqual(['code', 'access', 'sig']);
  });

  test('of a list is that of each thing in it', () => {
    expect(['apiKeys', 'tokens[]', 'TOKENS', 'address'].map(elementName)).toEqual([
      'apiKey',
      'token',
      'TOKEN',
      'addres',
    ]);
  });
});
