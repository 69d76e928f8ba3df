import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { givenName, httpUrl, lastTimestamp, reaches, role, timestamp, window } from './common.ts';
import { connectionsContract, hostPattern } from './connections.ts';
import { credentialValues } from './credentialForms.ts';
import { definitionSource, handOperation } from './definitions.ts';
import { commonFaults, passive, route } from './fault.ts';
import { healthSchedule } from './health.ts';
import { costConfiguration, manualAuth, modelConfiguration, provider } from './integrations.ts';
import { sessionWish } from './loopback.ts';
import { oauthConfig, redirectMode } from './oauthConfig.ts';
import { requestBody, requestDraft } from './requests.ts';
import { networkChange, retention, settings } from './settings.ts';
import { tenantsContract } from './tenants.ts';
import { storedFile } from './transfer.ts';
import { vaultSetup } from './vault.ts';

/** Holds a schema to what it takes, each as it comes out, and to what it refuses. */
function rule(what: string, schema: z.ZodType, taken: [given: unknown, out: unknown][], refused: unknown[]): void {
  describe(what, () => {
    test.each(taken)('takes %j as %j', (given, out) => expect(schema.parse(given)).toEqual(out));
    test.each(refused.map((given) => [given]))('refuses %j', (given) =>
      expect(schema.safeParse(given).success).toBe(false),
    );
  });
}
const asIs = (...values: unknown[]): [unknown, unknown][] => values.map((each) => [each, each]);
const long = (length: number) => 'a'.repeat(length);

rule(
  'a name',
  givenName,
  [...asIs('a', 'Größe 日本', 'a - b/c', long(120)), ['  a  b ', 'a  b']],
  ['', '   ', long(121), 'a\nb', 'a\tb', 'a\u0000', 'a\u007f', 'a\u009b', 5, null],
);

rule(
  'an address',
  httpUrl,
  [
    ...asIs(
      'https://a.example',
      'http://127.0.0.1:8080/v1',
      'https://[::1]/',
      'HTTPS://A.example/',
      'https://ä.example/?a=b',
    ),
    [' https://a.example/ ', 'https://a.example/'],
  ],
  [
    ...[
      '',
      'a.example',
      '/v1',
      'ftp://a.example',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'https://',
      'https://a b/',
    ],
    ...[
      'https://user@a.example',
      'https://user:pw@a.example',
      'https://:pw@a.example',
      `https://a.example/${long(2_040)}`,
    ],
    // What is appended to these would be none of the address.
    ...['https://a.example/#part', 'https://a.example#', 'http:a.example', 'https:/a.example', 'https:\\\\a.example'],
    ...['https://a.\nexample/', 'https://a.example/a\tb'],
  ],
);

test('an address that is taken stays itself with a path behind it', () => {
  fc.assert(
    fc.property(fc.webUrl({ withFragments: true, withQueryParameters: false }), (address) => {
      const { success, data } = httpUrl.safeParse(address);
      expect(success).toBe(!address.includes('#'));
      if (data !== undefined) expect(new URL(`${data}/path`).pathname.endsWith('/path')).toBe(true);
    }),
    { numRuns: 30 },
  );
});

rule('a time', timestamp, asIs(0, 1, lastTimestamp), [-1, 1.5, lastTimestamp + 1, Number.NaN, '0', null]);

test('the last time is one that a date knows, and the next one is not', () => {
  expect(new Date(lastTimestamp).toISOString()).toMatch(/^\+275760-/);
  expect(new Date(lastTimestamp + 1).getTime()).toBeNaN();
});

rule(
  'a window of a list',
  z.object(window),
  [[{}, { offset: 0, limit: 100 }], ...asIs({ offset: 5, limit: 500 }, { offset: 0, limit: 1 })],
  [{ offset: -1 }, { limit: 0 }, { limit: 501 }, { offset: 1.5 }],
);

test('a role reaches itself and those below it', () => {
  const all = role.options;
  const order = ['viewer', 'editor', 'admin'];
  for (const given of all)
    for (const needed of all) expect(reaches(given, needed)).toBe(order.indexOf(given) >= order.indexOf(needed));
});

rule(
  'a host that a secret may go to',
  hostPattern,
  [
    ...asIs('a.example', '*.a.example', 'localhost:3000', '[::1]', '[::1]:8443', '127.0.0.1'),
    [' API.Example.com ', 'api.example.com'],
  ],
  [
    '',
    '*',
    '*.',
    'a b',
    'https://a.example',
    'a.example/v1',
    'user@a.example',
    'a.*.example',
    '[::1',
    'a.example:',
    'a.example:123456',
    `${long(261)}`,
  ],
);

rule(
  'a provider',
  provider,
  [...asIs('custom', 'a', 'open-ai_2.x', long(64)), [' OpenAI ', 'openai']],
  ['', '-a', '.a', 'a b', 'ä', long(65), 'a/b'],
);

rule(
  'authentication set by hand',
  manualAuth,
  [
    ...asIs({ kind: 'none' }, { kind: 'bearer' }, { kind: 'basic' }),
    [
      { kind: 'apiKey', in: 'query', name: ' key ' },
      { kind: 'apiKey', in: 'query', name: 'key', prefix: '' },
    ],
  ],
  [
    {},
    { kind: 'oauth2' },
    { kind: 'apiKey' },
    { kind: 'apiKey', in: 'body', name: 'k' },
    { kind: 'apiKey', in: 'header', name: ' ' },
  ],
);

rule(
  'a configuration of a model',
  modelConfiguration,
  asIs({}, { temperature: 0, topP: 1, maxOutputTokens: 1, timeoutSeconds: 3_600 }, { temperature: null }, { own: [1] }),
  [
    { temperature: 2.1 },
    { temperature: -0.1 },
    { topP: 1.1 },
    { maxOutputTokens: 0 },
    { maxOutputTokens: 1.5 },
    { timeoutSeconds: 0 },
    [],
  ],
);

rule('costs', costConfiguration, asIs({}, { currency: 'EUR', monthly_limit: 0, alert_threshold: 1 }, { other: true }), [
  { currency: 'eur' },
  { currency: 'EURO' },
  { monthly_limit: -1 },
  { alert_threshold: 1.1 },
  { inputPerMillion: '2' },
]);

rule(
  'an operation written by hand',
  handOperation.pick({ method: true, path: true }),
  asIs({ method: 'GET', path: '/' }, { method: 'PURGE', path: '/a/{b}?c' }),
  [
    { method: 'get', path: '/' },
    { method: '', path: '/' },
    { method: 'GET', path: 'a' },
    { method: long(21).toUpperCase(), path: '/' },
  ],
);

rule(
  'the source of a definition',
  definitionSource,
  [
    [
      { kind: 'url', url: 'https://a.example/openapi.json' },
      { kind: 'url', url: 'https://a.example/openapi.json', remoteReferences: false },
    ],
    ...asIs({ kind: 'text', text: '' }),
  ],
  [
    { kind: 'url', url: 'file:///etc/passwd' },
    { kind: 'upload', uploadId: '../a' },
    { kind: 'upload', uploadId: '0190b3a0-0000-7000-8000-000000000001', files: [] },
    { kind: 'upload', uploadId: '0190b3a0-0000-7000-8000-000000000001', fileName: long(256) },
    { kind: 'path', path: '/etc/passwd' },
  ],
);

rule('a time of the day', healthSchedule.shape.quietHours, asIs(null, { from: '00:00', to: '23:59' }), [
  { from: '24:00', to: '01:00' },
  { from: '9:00', to: '10:00' },
  { from: '10:60', to: '11:00' },
  { from: '10:00' },
  { from: '10:00', to: '11:00:00' },
]);

rule(
  'where the browser brings an answer',
  redirectMode,
  [
    [{ kind: 'loopback' }, { kind: 'loopback', port: 0, path: '/callback' }],
    ...asIs({ kind: 'scheme' }, { kind: 'loopback', port: 65_535, path: '/a/b.c-d' }),
  ],
  [
    { kind: 'loopback', port: 65_536 },
    { kind: 'loopback', port: -1 },
    { kind: 'loopback', path: 'a' },
    { kind: 'loopback', path: '/a?b' },
    { kind: 'loopback', path: '/a b' },
  ],
);

rule(
  'an address of an authorization server',
  oauthConfig.shape.tokenUrl,
  asIs('https://as.example/token', 'http://127.0.0.1:9/token', null),
  ['ftp://as.example', 'javascript:alert(1)', 'as.example/token', '', `https://as.example/${long(2_040)}`],
);

rule('the method of a request', requestDraft.shape.method, asIs('GET', 'get', 'M-SEARCH', "a!#$%&'*+.^`|~-"), [
  '',
  'G T',
  'GET\r\n',
  'GET ',
  'É',
  long(61),
]);

rule(
  'the media type of a form',
  (requestBody.options[2] as z.ZodObject<{ mediaType: z.ZodString }>).shape.mediaType,
  asIs(
    'multipart/form-data',
    'Application/X-WWW-Form-Urlencoded; charset=utf-8',
    'multipart/mixed;boundary=a',
    'multipart/vnd.a+b',
  ),
  ['', 'application/json', 'multipart/', 'multipart/form-data, text/plain', 'text/multipart/form-data'],
);

rule('a kept file', storedFile, asIs({ id: 'a0'.repeat(32), bytes: 0 }), [
  { id: 'A0'.repeat(32), bytes: 0 },
  { id: 'a0'.repeat(31), bytes: 0 },
  { id: '../'.repeat(22), bytes: 0 },
  { id: 'a0'.repeat(32), bytes: -1 },
]);

rule(
  'a certificate that is accepted',
  settings.shape.network.shape.certificateExceptions,
  [...asIs([`a.example:443 ${'AB:'.repeat(31)}AB`]), [undefined, []]],
  [
    [`a.example ${'AB:'.repeat(31)}AB`],
    [`a.example:443 ${'ab:'.repeat(31)}ab`],
    [`a.example:443 ${'AB:'.repeat(30)}AB`],
    ['a.example:443'],
    [`a b:443 ${'AB:'.repeat(31)}AB`],
  ],
);

rule(
  'the address of a proxy',
  networkChange.shape.proxyUrl,
  asIs('http://p.test:3128', 'https://ada:pw@p.test', 'socks5://ada@p.test', 'socks4a://p.test:1080', null),
  ['', 'p.test:3128', 'socks6://p.test', 'socks5://', 'ftp://p.test', `http://p.test/${long(2_048)}`],
);

rule(
  'the user name of a proxy',
  networkChange.shape.proxyUsername,
  [...asIs('ada', null), [' ada ', 'ada']],
  ['', ' ', 'a:b', long(256)],
);

rule(
  'limits of what is kept',
  retention,
  asIs({ activityDays: 1, historyDays: 3_650, historyCount: 10, bodyBytes: 1_000_000 }),
  [
    { activityDays: 0, historyDays: 1, historyCount: 10, bodyBytes: 1_000_000 },
    { activityDays: 1, historyDays: 3_651, historyCount: 10, bodyBytes: 1_000_000 },
    { activityDays: 1, historyDays: 1, historyCount: 9, bodyBytes: 1_000_000 },
    { activityDays: 1, historyDays: 1, historyCount: 10, bodyBytes: 999_999 },
  ],
);

rule('the wish for a session', sessionWish, asIs({ token: 'a' }, { key: 'a' }), [
  {},
  { token: 'a', key: 'b' },
  { token: long(201) },
  { token: 5 },
  { other: 'a' },
  [],
  null,
]);

rule(
  'how a vault is set up',
  vaultSetup,
  asIs({ method: 'session' }, { method: 'keychain', current: 'a' }, { method: 'passphrase', passphrase: 'a' }),
  [{}, { method: 'passphrase' }, { method: 'plain' }, { method: 'passphrase', passphrase: long(1_001) }],
);

rule(
  'what is entered into a form',
  credentialValues,
  asIs({}, { a: 'b', c: true, d: null, e: [{ name: 'n', value: 'v' }] }),
  [{ a: 5 }, { a: ['b'] }, { a: long(100_001) }, { [long(101)]: 'a' }],
);

test('a mail address of a person is one, or none', () => {
  const input = tenantsContract.addMember['~orpc'].inputSchema as z.ZodType;
  const taken = (email: unknown) => input.safeParse({ name: 'Ada', role: 'viewer', email }).success;
  expect(['ada@example.com', 'ada+b@sub.example.com', null].map(taken)).toEqual([true, true, true]);
  expect(
    ['ada', '@example.com', 'ada@', 'ada@b c.example', '', undefined, `${long(250)}@a.example`].map(taken),
  ).toEqual(Array(7).fill(false));
});

test('what a page asks by itself is no use of the vault, and every route answers with the common faults', () => {
  expect([route['~orpc'].meta.countsAsUse, passive['~orpc'].meta.countsAsUse]).toEqual([true, false]);
  for (const code of Object.keys(commonFaults.map)) {
    expect(Object.keys(route['~orpc'].errorMap)).toContain(code);
    expect(Object.keys(connectionsContract.create['~orpc'].errorMap)).toContain(code);
  }
});
