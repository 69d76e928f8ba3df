import { expect, test } from 'vitest';
import type { PartConfig } from '#contract/connections.ts';
import { type CredentialValues, connectionKind, credentialForm, credentialValues } from '#contract/credentialForms.ts';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { testClient } from '#main/http/testServer.ts';
import { connectionsRig } from '#test/support/connectionsRig.ts';
import { createConnection } from '../create.ts';
import { replaceSecret } from '../replaceSecret.ts';
import { requireVisible } from '../table.ts';
import { updateConnection } from '../update.ts';
import { credentialForms } from './kinds.ts';
import { openPart } from './secrets.ts';

const { chain, key } = testClient;
const oauth = oauthConfig.parse({
  grant: 'clientCredentials',
  clientId: 'app',
  clientAuth: 'client_secret_post',
  tokenUrl: 'https://login.example.com/token',
});

/** What a person enters for each kind, and what the vault then holds. */
const entered: Record<string, { values: CredentialValues; secret: string; username?: string; config?: PartConfig }> = {
  apiKey: { values: { secret: 'key-1', placement: { in: 'query', name: 'k', prefix: '' } }, secret: 'key-1' },
  bearer: { values: { secret: 'token-1' }, secret: 'token-1' },
  basic: { values: { username: 'ada', secret: 'pass' }, secret: 'pass', username: 'ada' },
  digest: { values: { username: 'ada', secret: 'pass' }, secret: 'pass', username: 'ada' },
  headers: {
    values: {
      headers: [
        { name: ' X-A ', value: '1' },
        { name: '', value: '' },
      ],
    },
    secret: '{"X-A":"1"}',
    config: { kind: 'headers', names: ['X-A'] },
  },
  awsSigV4: {
    values: { accessKeyId: 'AKID', secretAccessKey: 'k', sessionToken: 't', region: 'eu-central-1', service: 's3' },
    secret: 'k\nt',
    username: 'AKID',
    config: { kind: 'awsSigV4', region: 'eu-central-1', service: 's3', sessionToken: true },
  },
  mutualTls: { values: { certificate: chain, privateKey: key }, secret: `${chain.trim()}\n${key.trim()}` },
  oauth2: { values: { oauth, clientSecret: 'cs' }, secret: 'cs', config: { kind: 'oauth2', oauth } },
};

async function setUp() {
  const rig = await connectionsRig();
  const integrationId = rig.integrate({ baseUrl: 'https://api.example.com' });
  // An integration that asks for nothing takes a connection of every kind.
  const create = (kind: string, values: CredentialValues) =>
    createConnection(rig.deps, rig.admin, {
      integrationId,
      name: kind,
      kind: connectionKind.parse(kind),
      schemeKey: null,
      visibility: 'team',
      values: credentialValues.parse(values),
    });
  const opened = (id: ReturnType<typeof create>['id']) => {
    const row = requireVisible(rig.store.read, rig.admin, id);
    return { row, ...openPart(rig.deps, rig.store.read, row, 0, row) };
  };
  return { rig, integrationId, create, opened };
}

test('every kind declares a form that the contract takes, with fields of distinct names', () => {
  const forms = credentialForm.array().parse(credentialForms());
  expect(forms.map(({ kind }) => kind).sort()).toEqual([...connectionKind.options].sort());
  for (const { fields } of forms) expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
});

test('a setting is needed where a secret is stored as well, and a secret is not', () => {
  for (const field of credentialForms().flatMap(({ fields }) => fields))
    expect([field.name, field.required.stored]).toEqual([field.name, field.setting && field.required.new]);
});

test.each(Object.entries(entered))('what is entered for %s is kept as its secret and settings', async (kind, given) => {
  const { create, opened } = await setUp();
  const { row, secret, username } = opened(create(kind, given.values).id);
  expect({ secret, username }).toEqual({ secret: given.secret, username: given.username ?? null });
  if (given.config) expect(row.config).toEqual(given.config);
  if (kind === 'apiKey') expect(row.placement).toEqual({ in: 'query', name: 'k', prefix: '' });
});

test.each(Object.entries(entered))('%s with an empty form is refused with the name of a field', async (kind) => {
  const { create } = await setUp();
  expect(() => create(kind, {})).toThrow(
    expect.objectContaining({ code: 'INVALID', data: expect.objectContaining({ field: expect.any(String) }) }),
  );
});

test.each([
  ['clientCredentials', 'client_secret_basic', { clientSecret: 'cs', password: 'pw' }, 'cs'],
  ['clientCredentials', 'none', { clientSecret: 'cs' }, ''],
  ['authorizationCode', 'client_secret_post', { clientSecret: 'cs' }, 'cs'],
  ['authorizationCode', 'none', { clientSecret: 'cs', password: 'pw' }, ''],
  ['password', 'none', { clientSecret: 'cs', password: 'pw' }, 'pw'],
  ['password', 'client_secret_post', { clientSecret: 'cs', password: 'pw' }, '{"password":"pw","clientSecret":"cs"}'],
  ['password', 'client_secret_basic', { clientSecret: '', password: 'pw' }, '{"password":"pw","clientSecret":""}'],
] as const)(
  'of what is entered for %s with %s the vault holds what is sent',
  async (grant, clientAuth, secrets, held) => {
    const { create, rig } = await setUp();
    const settings = oauthConfig.parse({
      grant,
      clientAuth,
      clientId: 'app',
      username: grant === 'password' ? 'ada' : null,
      tokenUrl: 'https://login.example.com/token',
      authorizationUrl: 'https://login.example.com/authorize',
    });
    const { id } = create('oauth2', { oauth: settings, ...secrets });
    const { tenantId } = rig.admin;
    const owner = { tenantId, table: 'connections', id, field: 'secret' } as const;
    const secret =
      rig.store.sqlite.prepare('SELECT count(*) FROM secrets').pluck().get() === 0
        ? ''
        : rig.vault.open(rig.store.read, owner);
    expect(secret).toBe(held);
  },
);

test('a new secret keeps the settings and the user name that were not entered again', async () => {
  const { rig, create, opened } = await setUp();
  const aws = create('awsSigV4', entered.awsSigV4?.values ?? {});
  replaceSecret(rig.deps, rig.admin, { id: aws.id, values: { accessKeyId: 'AKID2', secretAccessKey: 'k2' } });
  expect(opened(aws.id)).toMatchObject({
    secret: 'k2',
    username: 'AKID2',
    row: { config: { region: 'eu-central-1', service: 's3', sessionToken: false } },
  });
  const basic = create('basic', { username: 'ada', secret: 'pass' });
  replaceSecret(rig.deps, rig.admin, { id: basic.id, values: { username: '', secret: 'pass2' } });
  expect(opened(basic.id)).toMatchObject({ secret: 'pass2', username: 'ada' });
});

test('settings that are entered into the form change without a secret', async () => {
  const { rig, create, opened } = await setUp();
  const { id } = create('awsSigV4', entered.awsSigV4?.values ?? {});
  updateConnection(rig.deps, rig.admin, { id, changes: { name: 'renamed' }, values: { region: 'us-east-1' } });
  expect(opened(id)).toMatchObject({
    secret: 'k\nt',
    row: { name: 'renamed', config: { region: 'us-east-1', service: 's3', sessionToken: true } },
  });
});

const onlyOne: [string, CredentialValues, string, string | null][] = [
  ['a key as the user name, as Stripe takes it', { username: 'sk_test_key_0001' }, '', 'sk_test_key_0001'],
  ['a password alone', { secret: 'password-0001' }, 'password-0001', null],
];
test.each(onlyOne)('Basic takes %s', async (_what, values, secret, username) => {
  const { create, opened } = await setUp();
  const made = create('basic', values);
  expect(opened(made.id)).toMatchObject({ secret, username });
  expect(made.secretHint).toBe(secret === '' ? '(empty)' : '••••0001');
});

test('Basic takes neither of both, and no other kind an empty secret', async () => {
  const { create, rig, integrationId } = await setUp();
  expect(() => create('basic', {})).toThrow('Enter the user name');
  for (const kind of ['apiKey', 'bearer', 'digest'] as const) {
    const input = {
      integrationId,
      name: kind,
      kind,
      schemeKey: null,
      visibility: 'team',
      secret: '',
      username: 'a',
    } as const;
    expect(() => createConnection(rig.deps, rig.admin, input)).toThrow('Enter the secret');
  }
});

test('what is left empty of Basic stays when the other is replaced', async () => {
  const { create, rig, opened } = await setUp();
  const { id } = create('basic', { username: 'sk_test_key_0001' });
  replaceSecret(rig.deps, rig.admin, { id, values: { username: 'sk_test_key_0002' } });
  expect(opened(id)).toMatchObject({ secret: '', username: 'sk_test_key_0002' });
  replaceSecret(rig.deps, rig.admin, { id, values: { secret: 'password-0003' } });
  expect(opened(id)).toMatchObject({ secret: 'password-0003', username: 'sk_test_key_0002' });
  expect(() => replaceSecret(rig.deps, rig.admin, { id, values: {} })).toThrow('Enter the secret');
  updateConnection(rig.deps, rig.admin, { id, changes: {}, values: { username: 'sk_test_key_0004' } });
  expect(opened(id)).toMatchObject({ secret: 'password-0003', username: 'sk_test_key_0004' });
  replaceSecret(rig.deps, rig.admin, { id, secret: '' });
  expect(opened(id)).toMatchObject({ secret: '', username: 'sk_test_key_0004' });
});

test('what is stored of Basic is emptied where that is asked for, but never both', async () => {
  const { create, rig, opened } = await setUp();
  const { id } = create('basic', { username: 'ada', secret: 'password-0001' });
  const replace = (values: CredentialValues) => replaceSecret(rig.deps, rig.admin, { id, values });
  expect(() => replace({ username: null, secret: null })).toThrow('Enter the user name');
  expect(opened(id)).toMatchObject({ secret: 'password-0001', username: 'ada' });
  expect(replace({ username: '', secret: null })).toMatchObject({ secretHint: '(empty)' });
  expect(opened(id)).toMatchObject({ secret: '', username: 'ada', row: { secretHint: '(empty)' } });
  expect(() => replace({ username: null })).toThrow('Enter the user name');
  replace({ username: null, secret: 'password-0002' });
  expect(opened(id)).toMatchObject({ secret: 'password-0002', username: null, row: { usernameHint: null } });
  updateConnection(rig.deps, rig.admin, { id, changes: {}, values: { username: 'bob', secret: null } });
  expect(opened(id)).toMatchObject({ secret: '', username: 'bob' });
});

test.each(Object.entries(entered))('null empties nothing of %s that must stand there', async (kind, { values }) => {
  const { create, rig, opened } = await setUp();
  const { id } = create(kind, values);
  const before = opened(id);
  const nothing = Object.fromEntries(Object.keys(values).map((name) => [name, null]));
  expect(() => create(`${kind}`, nothing)).toThrow(expect.objectContaining({ code: 'INVALID' }));
  expect(() => replaceSecret(rig.deps, rig.admin, { id, values: nothing })).toThrow(
    expect.objectContaining({ code: 'INVALID' }),
  );
  expect(opened(id)).toEqual(before);
});
