import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectionInput } from '#contract/connections.ts';
import { handOperation } from '#contract/definitions.ts';
import { integrationFields } from '#contract/integrations.ts';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { fernetToken, newFernetKey } from '#test/support/fernetToken.ts';
import { readKeys } from './fernet.ts';
import { readOAuthSettings } from './oauthSettings.ts';
import { readParameters } from './parameters.ts';
import { planAdoption } from './plan.ts';
import { inOrder, parentOf, readCredentialRow, readIntegrationRow, type SourceRow } from './rows.ts';

const key = newFernetKey();
const plan = (integration: SourceRow, actions: SourceRow[] = [], credentials: SourceRow[] = []) => {
  const own = (rows: SourceRow[]) => rows.map((row, index) => ({ id: `${index}`, integration_id: '1', ...row }));
  const integrations = [{ id: '1', base_url: 'https://api.example.com/v1', name: 'weather', ...integration }];
  const source = { database: 'd', schema: 's', integrations, actions: own(actions), credentials: own(credentials) };
  return planAdoption(source, readKeys(key));
};
const one = (...given: Parameters<typeof plan>) => {
  const [made] = plan(...given).integrations;
  if (made === undefined) throw new Error('It was left out');
  return made;
};

describe('a row', () => {
  it.each([
    ['2026-03-01 10:00:00.5+00', Date.UTC(2026, 2, 1, 10, 0, 0, 500)],
    ['2026-03-01 10:00:00+05:30', Date.UTC(2026, 2, 1, 4, 30)],
    ['2026-03-01 10:00:00', Date.UTC(2026, 2, 1, 10)],
    ['2026-03-01T10:00:00Z', Date.UTC(2026, 2, 1, 10)],
    ['1772359200', 1_772_359_200_000],
    ['infinity', null],
    [null, null],
  ])('has a time in any form: %s', (token_expires_at, expected) => {
    const { values, unread } = readCredentialRow({
      credential_type: 'api_key',
      encrypted_value: 'x',
      token_expires_at,
    });
    expect([values.token_expires_at, unread]).toEqual([expected, []]);
  });

  it('names the columns that cannot be read, without their values, and keeps the others', () => {
    const { values, unread } = readIntegrationRow({
      id: '7',
      base_url: ' ',
      is_active: 'perhaps',
      oauth_config: '{secret',
      name: 'a',
    });
    expect(values).toMatchObject({ id: '7', name: 'a', base_url: null, is_active: null, oauth_config: null });
    expect(unread).toEqual([
      { column: 'base_url', reason: 'It is empty.' },
      { column: 'oauth_config', reason: 'It is no JSON.' },
      { column: 'is_active', reason: 'It is neither true nor false.' },
    ]);
  });

  it('holds JSON as it is, as text, and as text in JSON', () => {
    const read = (oauth_config: string) =>
      readIntegrationRow({ id: '1', base_url: 'x', oauth_config }).values.oauth_config;
    expect(['{"a":1}', JSON.stringify('{"a":1}')].map(read)).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it('is found by its parent under either name, and stands in the order of its time and number', () => {
    expect([{ integration_id: '1' }, { custom_integration_id: '2' }, {}].map(parentOf)).toEqual(['1', '2', null]);
    expect(inOrder([{ id: '10' }, { id: '9' }, { id: '1', created_at: '2020' }]).map(({ id }) => id)).toEqual([
      '9',
      '10',
      '1',
    ]);
  });
});

describe('an integration', () => {
  it.each([
    [{ auth_header: 'X-Key', auth_prefix: 'Token' }, { name: 'X-Key', prefix: 'Token' }, []],
    [{ auth_header: 'X-Key', auth_prefix: null }, { name: 'X-Key', prefix: '' }, []],
    [{}, { name: 'Authorization', prefix: 'Bearer' }, ['It names no header; the key goes as Authorization: Bearer.']],
    [
      { auth_header: 'no header' },
      { name: 'Authorization', prefix: 'Bearer' },
      ['Its header cannot be used; the key goes as Authorization: Bearer.'],
    ],
    [
      { auth_header: 'Authorization', auth_prefix: 'key=' },
      { name: 'Authorization', prefix: 'key=' },
      ['Its prefix is sent with a space behind it: key= and the key.'],
    ],
  ])('sends its key where the columns say: %j', (columns, where, notes) => {
    const { fields, notes: said } = one({ auth_type: 'api_key', ...columns });
    expect(fields.manualAuth).toEqual({ kind: 'apiKey', in: 'header', ...where });
    expect(said).toEqual(notes);
  });

  it('gets a name that fits, and the host for one where it has none', () => {
    expect(one({ auth_type: 'oauth', name: null }).fields).toMatchObject({
      name: 'api.example.com',
      displayName: 'api.example.com',
    });
    const long = one({ auth_type: 'oauth', name: `a\n${'b'.repeat(200)}`, display_name: 'fits' });
    expect(long.fields.name).toBe(`a ${'b'.repeat(118)}`);
    expect(long.notes).toEqual([expect.stringContaining('Its name is changed to a bbb')]);
  });

  it.each(['', 'ftp://a.example', 'https://user:pw-of-ada@a.example', 'a.example'])(
    'is left out with its rows where its address is none: %j',
    (base_url) => {
      const { integrations, leftOut } = plan({ base_url }, [{ endpoint: '/a' }], [{ credential_type: 'api_key' }]);
      expect(integrations).toEqual([]);
      expect(leftOut).toMatchObject([
        { kind: 'integration', name: 'weather', reason: expect.stringContaining('actions (1) and credentials (1)') },
      ]);
      expect(JSON.stringify(leftOut)).not.toContain('pw-of-ada');
    },
  );

  it('names rows that belong to none', () => {
    const { leftOut } = plan(
      {},
      [{ integration_id: '9', action_name: 'lost', endpoint: '/' }],
      [{ integration_id: null, credential_type: 'api_key' }],
    );
    expect(leftOut.map(({ kind, name }) => [kind, name])).toEqual([
      ['operation', 'lost'],
      ['connection', 'api_key'],
    ]);
  });
});

describe('an action', () => {
  it.each([
    ['users', '/users'],
    ['/users/{id}', '/users/{id}'],
    ['https://api.example.com/v1/users?all=1', '/users?all=1'],
    ['https://api.example.com/v1', '/'],
    ['https://api.example.com/v10/users', null],
    ['https://elsewhere.example/v1/users', null],
  ])('is at a path below the base URL: %s', (endpoint, path) => {
    const [operation] = one({}, [{ endpoint, http_method: 'get' }]).operations;
    expect(operation?.made?.path ?? null).toBe(path);
  });

  it('takes parameters as a list, an object or a schema', () => {
    const read = (given: unknown, method = 'GET') =>
      readParameters(given, method, '/a/{id}').parameters.map(({ name, in: place, required, schema }) => [
        name,
        place,
        required,
        schema,
      ]);
    const id = ['id', 'path', true, { type: 'string' }];
    expect(read([{ name: 'q', type: 'int', required: true }, 'page'])).toEqual([
      ['q', 'query', true, { type: 'integer' }],
      ['page', 'query', false, { type: 'string' }],
      id,
    ]);
    expect(read({ q: 'bool', id: { type: 'str' }, note: 'What it is' })).toEqual([
      ['q', 'query', false, { type: 'boolean' }],
      id,
      ['note', 'query', false, { type: 'string' }],
    ]);
    expect(read({ type: 'object', properties: { q: { type: 'string', enum: ['a'] } }, required: ['q'] })).toEqual([
      ['q', 'query', true, { type: 'string', enum: ['a'] }],
      id,
    ]);
    expect(
      read(
        [
          { name: 'X-A', in: 'header' },
          { name: 'c', location: 'cookie' },
        ],
        'POST',
      ),
    ).toEqual([['X-A', 'header', false, { type: 'string' }], ['c', 'cookie', false, { type: 'string' }], id]);
  });

  it('says what of its body it has, and what is left out', () => {
    const { bodyFields, notes, parameters } = readParameters(
      [{ name: 'title', type: 'str', required: true }, { name: 'x', in: 'trailer' }, {}],
      'POST',
      '/a',
    );
    expect(parameters).toEqual([]);
    expect(bodyFields).toEqual(['title (string, required)']);
    expect(notes).toHaveLength(2);
  });
});

describe('settings of an OAuth2 client', () => {
  const read = (given: unknown) => readOAuthSettings(given, () => null);

  it.each([
    [
      { client_id: 'a', token_url: 'https://as.example/t', client_secret: 's' },
      { grant: 'clientCredentials', clientAuth: 'client_secret_basic' },
    ],
    [
      { client_id: 'a', auth_url: 'https://as.example/a', scopes: ['a', 'b c'] },
      { grant: 'authorizationCode', clientAuth: 'none', scopes: ['a', 'b', 'c'] },
    ],
    [
      { client_id: 'a', grant_type: 'client_credentials', client_secret: 's', auth_method: 'post' },
      { grant: 'clientCredentials', clientAuth: 'client_secret_post' },
    ],
    [
      { client_id: 'a', issuer: 'https://as.example', redirect_uri: 'http://127.0.0.1:8080/cb' },
      { redirect: { kind: 'loopback', port: 8080, path: '/cb' } },
    ],
  ])('are read by the names that products use: %j', (given, expected) => {
    expect(read(given)).toMatchObject({ config: expected, notes: [] });
  });

  it('name what they leave out, and no secret', () => {
    const secret = 'very-secret-value';
    const { config, ...rest } = read({
      client_id: 'a',
      auth_url: 'https://as.example/a',
      token_url: 'nowhere',
      webhook_secret: secret,
      extra_params: { access_type: 'offline', api_key: secret },
      client_secret: fernetToken(key, secret),
    });
    expect(config?.extraParameters).toEqual({ access_type: 'offline' });
    expect(rest).toMatchObject({ clientSecret: null });
    expect('notes' in rest && rest.notes).toEqual([
      'Not taken over of oauth_config: webhook_secret.',
      'The client secret does not open with the key, and is left out.',
      'Parameters that sound like secrets are left out: api_key.',
      'The token_url of oauth_config is no web address, and is left out.',
    ]);
    expect(JSON.stringify([config, rest])).not.toContain(secret);
  });

  it.each([null, [], 'text', {}, { client_id: '' }])('are none where they name no client: %j', (given) => {
    expect(read(given).config).toBeNull();
  });
});

describe('credentials', () => {
  const token = (credential_type: string, text: string, more: SourceRow = {}) => ({
    credential_type,
    encrypted_value: fernetToken(key, text),
    ...more,
  });
  const client = { auth_type: 'oauth', oauth_config: '{"client_id":"a","auth_url":"https://as.example/a"}' };

  it('of each person make a connection, with the newest tokens that are valid', () => {
    const { connections } = one(
      client,
      [],
      [
        token('oauth_token', 'old', { user_id: 'ada' }),
        token('oauth_token', 'new', { user_id: 'ada', token_expires_at: '2030-01-01 00:00:00' }),
        token('oauth_token', 'refused', { user_id: 'ada', is_valid: 'f' }),
        token('oauth_refresh_token', 'refresh', { user_id: 'bob' }),
      ],
    );
    expect(connections.map(({ made }) => made?.kind === 'oauth2' && made.tokens)).toEqual([
      { accessToken: 'new', refreshToken: null, expiresAt: Date.UTC(2030, 0, 1) },
      { accessToken: null, refreshToken: 'refresh', expiresAt: null },
    ]);
  });

  it('are one connection without tokens where nobody has signed in', () => {
    expect(one(client).connections).toMatchObject([{ made: { kind: 'oauth2', tokens: null, tokenNotes: [] } }]);
  });

  it('that no header can carry are left out, as are tokens beside an API key', () => {
    const { connections } = one(
      { auth_type: 'api_key', auth_header: 'X-Key' },
      [],
      [
        token('api_key', ''),
        token('api_key', 'a\nb'),
        token('oauth_token', 'x'),
        token('api_key', 'good', { is_valid: 'false' }),
      ],
    );
    expect(connections.map(({ made, notes }) => [made !== null, notes.length])).toEqual([
      [false, 1],
      [false, 1],
      [true, 1],
      [false, 1],
    ]);
  });
});

it('comes to things that the contract takes, whatever stands in the columns', () => {
  const texts: fc.Arbitrary<string | null>[] = [fc.constant(null), fc.string({ unit: 'binary' }), fc.json()];
  const settings = {
    client_id: fc.string(),
    auth_url: fc.webUrl(),
    scopes: fc.jsonValue(),
    extra_params: fc.jsonValue(),
  };
  /** What such a column usually holds, and anything else. */
  const usual: Record<string, fc.Arbitrary<string>> = {
    auth_type: fc.constantFrom('api_key', 'oauth', 'API_KEY'),
    http_method: fc.constantFrom('GET', 'post', 'Delete'),
    endpoint: fc.constantFrom('/a', '/a/{b}', 'c?d=1'),
    oauth_config: fc.record(settings, { requiredKeys: ['client_id'] }).map((each) => JSON.stringify(each)),
    credential_type: fc.constantFrom('api_key', 'oauth_token', 'oauth_refresh_token'),
    encrypted_value: fc.string().map((text) => fernetToken(key, text)),
    is_valid: fc.constantFrom('t', 'f'),
  };
  const cell = (column: string) => {
    const often = usual[column];
    return fc.oneof(...texts, ...(often === undefined ? [] : [{ weight: 6, arbitrary: often }]));
  };
  const row = (...columns: string[]): fc.Arbitrary<SourceRow> =>
    fc
      .tuple(...columns.map(cell))
      .map((values) => Object.fromEntries(columns.map((column, index) => [column, values[index] ?? null])));
  const url = fc.record({ base_url: fc.webUrl() });
  const integration = fc.tuple(
    row('name', 'display_name', 'description', 'auth_type', 'auth_header', 'auth_prefix', 'oauth_config', 'is_active'),
    url,
  );
  const action = row('action_id', 'action_name', 'description', 'http_method', 'endpoint', 'parameters');
  const credential = row('user_id', 'credential_type', 'encrypted_value', 'token_expires_at', 'is_valid');
  let [operations, connections] = [0, 0];
  fc.assert(
    fc.property(integration, fc.array(action), fc.array(credential), ([columns, address], actions, credentials) => {
      const made = plan({ ...columns, ...address }, actions, credentials).integrations;
      for (const { fields, operations: own, connections: secrets } of made) {
        expect(integrationFields.partial().safeParse(fields).error).toBeUndefined();
        for (const { made: operation } of own) {
          operations += operation === null ? 0 : 1;
          if (operation !== null) expect(handOperation.safeParse(operation).error).toBeUndefined();
        }
        for (const { made: secret } of secrets) {
          connections += secret === null ? 0 : 1;
          if (secret?.kind === 'oauth2') expect(oauthConfig.safeParse(secret.config).error).toBeUndefined();
          if (secret?.kind === 'apiKey')
            expect(connectionInput.shape.placement.safeParse(secret.placement).error).toBeUndefined();
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(Math.min(operations, connections)).toBeGreaterThan(10);
});
