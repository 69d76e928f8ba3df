import { describe, expect, test } from 'vitest';
import { connectionKind } from '#contract/connections.ts';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { inspectDefinition, parseDefinition } from '#core/openapi/index.ts';
import { testClient } from '#main/http/testServer.ts';
import { requirementsOfDefinition, servesScheme } from '../requirements.ts';
import { headers } from './headers.ts';
import { credentialKinds } from './kinds.ts';
import { mutualTls } from './mutualTls.ts';
import { endOf, readEntry } from './secrets.ts';

const { chain, key, lockedKey } = testClient;
const oauth = oauthConfig.parse({ grant: 'authorizationCode', clientId: 'app', clientAuth: 'client_secret_basic' });

describe('a client certificate', () => {
  test('tells its subject and end, and is kept with an opened key, without the passphrase', () => {
    const entry = readEntry('mutualTls', null, { secret: `${lockedKey}\n${chain}`, username: 'open-sesame' });
    expect(entry).toMatchObject({ username: null, hint: '••••', config: { subject: 'O=Patchbay, CN=test client' } });
    expect(endOf([{ kind: 'mutualTls', config: entry.config }])).toBeGreaterThan(Date.now());
    expect(entry.secret).not.toContain('ENCRYPTED');
    const at = { request: { method: 'GET', url: 'https://a.test', headers: [] }, at: 0 };
    const material = { secret: entry.secret ?? '', username: null };
    const applied = mutualTls.apply({ ...at, placement: mutualTls.defaultPlacement, config: entry.config, material });
    expect(applied.certificate).toEqual({ chain: chain.trim(), key: key.trim() });
    expect(applied.headers).toEqual([]);
  });

  test.each([
    ['a wrong passphrase', `${chain}${lockedKey}`, 'wrong', /passphrase/],
    ['no key', chain, undefined, /no private key/],
    ['no certificate', key, undefined, /no certificate/],
    ['something else', 'hello', undefined, /no certificate/],
  ])('with %s is refused in words', (_what, secret, username, message) => {
    expect(() => readEntry('mutualTls', null, { secret, username })).toThrow(message);
  });
});

describe('a header set', () => {
  test('goes out as it was entered, and every value is a secret', () => {
    const secret = JSON.stringify({ 'X-App': 'app-id-1', 'X-App-Secret': 'hush' });
    const entry = readEntry('headers', null, { secret });
    expect(entry.config).toEqual({ kind: 'headers', names: ['X-App', 'X-App-Secret'] });
    const at = { request: { method: 'GET', url: 'https://a.test', headers: [] }, at: 0 };
    const applying = { ...at, placement: headers.defaultPlacement, config: entry.config };
    expect(headers.apply({ ...applying, material: { secret, username: null } })).toMatchObject({
      headers: [
        ['X-App', 'app-id-1'],
        ['X-App-Secret', 'hush'],
      ],
      secrets: ['app-id-1', 'hush'],
    });
    const shown = headers.show?.({ ...applying, material: { secret: '••••', username: null } });
    expect(shown?.headers).toEqual([
      ['X-App', '••••'],
      ['X-App-Secret', '••••'],
    ]);
  });

  test.each(['{}', '[]', 'x', '{"Host":"a"}', '{"A B":"c"}', '{"A":""}', '{"A":"b\\r\\nC: d"}'])(
    '%s is refused',
    (secret) => {
      expect(() => readEntry('headers', null, { secret })).toThrow(expect.objectContaining({ code: 'INVALID' }));
    },
  );
});

test.each([
  ['oauth2 without settings', 'oauth2', null, { secret: 's' }],
  ['a confidential client without its secret', 'oauth2', { kind: 'oauth2', oauth }, {}],
  ['a signature without region', 'awsSigV4', null, { secret: 's', username: 'AKID' }],
  [
    'a signature without key ID',
    'awsSigV4',
    { kind: 'awsSigV4', region: 'r', service: 's', sessionToken: false },
    { secret: 's' },
  ],
  [
    'a session token that is not there',
    'awsSigV4',
    { kind: 'awsSigV4', region: 'r', service: 's', sessionToken: true },
    { secret: 's', username: 'A' },
  ],
  ['settings of another kind', 'apiKey', { kind: 'oauth2', oauth }, { secret: 's' }],
  ['digest without user name', 'digest', null, { secret: 's' }],
  ['a key without the key', 'apiKey', null, {}],
] as const)('refuses %s', (_what, kind, config, input) => {
  expect(() => readEntry(kind, config, input)).toThrow(expect.objectContaining({ code: 'INVALID' }));
});

test('every kind is filed under its own name', () => {
  for (const [kind, module] of Object.entries(credentialKinds)) expect(module.kind).toBe(kind);
});

/** What a definition asks for that declares this scheme and no other. */
function requiredBy(scheme: object) {
  const operation = { get: { security: [{ it: [] }], responses: { 200: { description: '' } } } };
  const info = { title: 'A', version: '1' };
  const document = {
    openapi: '3.1.0',
    info,
    paths: { '/a': operation },
    components: { securitySchemes: { it: scheme } },
  };
  const { report } = inspectDefinition(parseDefinition(JSON.stringify(document)));
  const required = requirementsOfDefinition(report).choices[0]?.schemes[0];
  if (required === undefined) throw new Error('nothing is required');
  return required;
}

const flows = { clientCredentials: { tokenUrl: 'https://login.test/token', scopes: {} } };
const keyScheme = { type: 'apiKey', in: 'header', name: 'X-Key' };
const aws = { 'x-amazon-apigateway-authtype': 'awsSigv4' };

// OpenAPI 3.1.1, Security Scheme Object; the schemes of `http` are those of the IANA registry, in any case.
test.each<[string, object, string | null, string[]]>([
  ['a key in a header', keyScheme, 'apiKey', ['apiKey', 'headers']],
  ['a key in the query', { ...keyScheme, in: 'query' }, 'apiKey', ['apiKey']],
  ['a key in a cookie', { ...keyScheme, in: 'cookie' }, 'apiKey', ['apiKey']],
  [
    'a signature as API Gateway declares it',
    { ...keyScheme, name: 'Authorization', ...aws },
    'apiKey',
    ['apiKey', 'awsSigV4', 'headers'],
  ],
  ['http basic', { type: 'http', scheme: 'Basic' }, 'basic', ['basic']],
  ['http bearer', { type: 'http', scheme: 'bearer' }, 'bearer', ['bearer']],
  ['http digest', { type: 'http', scheme: 'DIGEST' }, 'digest', ['digest']],
  ['oauth2', { type: 'oauth2', flows }, 'oauth2', ['bearer', 'oauth2']],
  ['openIdConnect', { type: 'openIdConnect', openIdConnectUrl: 'https://login.test' }, 'oauth2', ['bearer', 'oauth2']],
  ['mutualTLS', { type: 'mutualTLS' }, 'mutualTls', ['mutualTls']],
])('%s is for one kind in the first place, and for those that can stand for it', (_, scheme, kind, all) => {
  const required = requiredBy(scheme);
  expect(required.kind).toBe(kind);
  expect(connectionKind.options.filter((each) => servesScheme(each, required)).sort()).toEqual(all);
});
