import { describe, expect, test } from 'vitest';
import { createJudge } from './secretJudge.ts';
import { hideInText } from './secretTexts.ts';

const judge = createJudge();
const canary = 'Zx9-canary-41kQw8';
const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQ==\n-----END RSA PRIVATE KEY-----';

const hidden = (text: string) => hideInText(text, judge).text;

describe('a text that is no JSON', () => {
  test.each([
    [
      'settings',
      `API_KEY=${canary}\nexport DB_PASSWORD="${canary}"\nPORT=80`,
      'API_KEY=••••\nexport DB_PASSWORD="••••"\nPORT=80',
    ],
    [
      'settings in sections',
      `[db]\npassword = "${canary}"\nhost = localhost`,
      '[db]\npassword = "••••"\nhost = localhost',
    ],
    ['a quote within quotes', `password = "it's ${canary} 'x'"\nb = 1`, 'password = "••••"\nb = 1'],
    [
      'a mutation',
      `mutation { login(password: "${canary}") { token } }`,
      'mutation { login(password: "••••") { token } }',
    ],
    ['a call', `connect(user='ada', api_key='${canary}')`, `connect(user='ada', api_key='••••')`],
    [
      'a command',
      `curl -H "Authorization: Bearer ${canary}" https://a.test`,
      'curl -H "Authorization: Bearer ••••" https://a.test',
    ],
    ['an option', `run --token=${canary} --verbose`, 'run --token=•••• --verbose'],
    [
      'a block of YAML',
      `a:\n  password: |\n    ${canary}\n    b\n\n  next: y\n`,
      'a:\n  password: |\n   ••••\n\n  next: y\n',
    ],
    ['a block in a list', `- secret: >-\n    ${canary}\n  next: y\n- x: 1`, '- secret: >-\n   ••••\n  next: y\n- x: 1'],
    [
      'a private key',
      `before\n${key}\nafter`,
      'before\n-----BEGIN RSA PRIVATE KEY-----••••-----END RSA PRIVATE KEY-----\nafter',
    ],
    [
      'a table',
      `user,password\r\n"ada","a ""q"", ${canary}"\r\nbob,${canary}\r\n`,
      'user,password\r\n"ada",••••\r\nbob,••••\r\n',
    ],
    ['a table of semicolons', `user;password;note\nada;${canary};hi\n`, 'user;password;note\nada;••••;hi\n'],
    [
      'a form in parts',
      `--b\r\nContent-Disposition: form-data; name="password"\r\nContent-Type: text/plain\r\n\r\n${canary}\r\n--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n--b--\r\n`,
      `--b\r\nContent-Disposition: form-data; name="password"\r\nContent-Type: text/plain\r\n\r\n••••\r\n--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n--b--\r\n`,
    ],
  ])('hides the secrets of %s', (_, text, kept) => {
    expect(hidden(text)).toBe(kept);
  });

  test.each([
    'Dear team,\nthe password, please: no\n',
    '(See password: choose a long one.)',
    'type Session { accessToken: [String!]! }',
    'name,key,value\na,b,c\n',
    'title: |\n  Secrets of the sea\n  password reset\n',
    'Basic understanding of the bearer instruments',
    'query($token: String!) { me(token: $token) { id } }',
    '[section]\nmax_tokens = 4096\nsort_key = "created_at"\n',
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQ\n-----END PUBLIC KEY-----',
  ])('leaves %j as it is', (text) => {
    expect(hidden(text)).toBe(text);
  });
});

describe('a text that is JSON', () => {
  test.each([
    [
      `{"query":"mutation { login(password: \\"${canary}\\") { id } }"}`,
      '{"query":"mutation { login(password: \\"••••\\") { id } }"}',
    ],
    [`{"password":{"old":"${canary}","new":"b"}}`, '{"password":{"old":"••••","new":"••••"}}'],
    [JSON.stringify({ note: key }), '{"note":"••••"}'],
    [`{"note":"Bearer ${canary}"}`, '{"note":"Bearer ••••"}'],
    [
      `{"a":1, /* "x": */ "passw\\u006frd" : "${canary}" // "token": 5\n}`,
      '{"a":1, /* "x": */ "passw\\u006frd" : "••••" // "token": 5\n}',
    ],
    [`{url: http://a.test, password: '${canary}'}`, `{url: http://a.test, password: '••••'}`],
  ])('hides the secrets of %s', (text, kept) => {
    expect(hidden(text)).toBe(kept);
  });
});

test.each([
  'a="',
  'a: |\n',
  'name="x"\n\n',
  '-----BEGIN PRIVATE KEY-----',
  'a=b ',
  `a='"`,
  'password,',
  'a: >\n  b\n',
  '- - - ',
  'Bearer ',
])('%j again and again is read in a time that its length alone decides', (piece) => {
  const begun = performance.now();
  for (const before of ['', 'form-data; password,x\n']) hidden(before + piece.repeat(300_000 / piece.length));
  expect(performance.now() - begun).toBeLessThan(20_000);
});
