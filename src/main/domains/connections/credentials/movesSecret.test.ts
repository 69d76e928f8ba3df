import { expect, test } from 'vitest';
import type { PartConfig } from '#contract/connections.ts';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { connectionsRig } from '#test/support/connectionsRig.ts';
import { outcome, setUp } from '#test/support/makeConnection.ts';
import { createConnection } from '../create.ts';
import { readConnection } from '../read.ts';
import { replaceSecret } from '../replaceSecret.ts';
import { requireUsable } from '../table.ts';
import { type Changes, reassign, updateConnection } from '../update.ts';
import { moveOf, recordSignedIn } from './destinations.ts';
import { openPart } from './secrets.ts';

const withAuthority = (fields: object): PartConfig => ({
  kind: 'oauth2',
  oauth: oauthConfig.parse({
    grant: 'clientCredentials',
    clientId: 'client',
    clientAuth: 'client_secret_basic',
    tokenUrl: 'https://login.example.com/token',
    ...fields,
  }),
});
const flows = { clientCredentials: { tokenUrl: 'https://login.example.com/token', scopes: {} } };
const definition = {
  openapi: '3.1.0',
  info: { title: 'A', version: '1' },
  security: [{ login: [] }],
  paths: { '/me': { get: { responses: {} } } },
  components: { securitySchemes: { login: { type: 'oauth2', flows } } },
};
const elsewhere = 'https://login.evil.test/token';

async function client(fields: object = {}, secret: string | null = 'canary-secret-4711') {
  const rig = await connectionsRig();
  const integrationId = rig.integrate({ baseUrl: 'https://api.example.com' });
  rig.define(integrationId, definition);
  const { id } = createConnection(rig.deps, rig.admin, {
    integrationId,
    name: 'bot',
    kind: 'oauth2',
    schemeKey: 'login',
    visibility: 'team',
    config: withAuthority(fields),
    ...(secret === null ? {} : { secret }),
  });
  const config = () => readConnection(rig.deps, rig.store.read, rig.admin, id).parts[0]?.config;
  const update = (given: object, entered: { secret?: string } = {}) =>
    updateConnection(rig.deps, rig.admin, {
      id,
      changes: { config: withAuthority({ ...fields, ...given }) },
      ...entered,
    });
  return { rig, id, config, update };
}

test.each([...['issuer', 'authorizationUrl', 'tokenUrl', 'refreshUrl', 'deviceAuthorizationUrl', 'revocationUrl']])(
  'another host in %s needs the secret again, from its owner as well',
  async (name) => {
    const { config, update } = await client();
    const before = config();
    expect(() => update({ [name]: elsewhere })).toThrow(
      expect.objectContaining({ code: 'SECRET_NEEDED', data: expect.objectContaining({ field: 'secret' }) }),
    );
    expect(config()).toEqual(before);
    update({ [name]: elsewhere }, { secret: 'another-secret-0815' });
    expect(config()).toMatchObject({ oauth: { [name]: elsewhere } });
  },
);

test('the same host over plain http is another one, and another path or scope is not', async () => {
  const { update } = await client();
  expect(outcome(() => update({ tokenUrl: 'http://login.example.com/token' }))).toBe('SECRET_NEEDED');
  expect(outcome(() => update({ tokenUrl: 'https://login.example.com/v2/token', scopes: ['read'] }))).toBe('ok');
});

test('the secret that comes with the change is the one that is kept, and a wrong change keeps nothing of it', async () => {
  const { rig, id, update } = await client();
  const secret = () => {
    const row = requireUsable(rig.store.read, rig.admin, id);
    return openPart(rig.deps, rig.store.read, row, 0, row).secret;
  };
  update({ tokenUrl: elsewhere }, { secret: 'another-secret-0815' });
  expect(secret()).toBe('another-secret-0815');
});

const wider: Changes[] = [
  { allowedHosts: ['api.example.com', 'evil.test'] },
  { allowedHosts: ['*.example.com'] },
  { placement: { in: 'query', name: 'X-Key', prefix: '' } },
  { placement: { in: 'header', name: 'X-Other', prefix: '' } },
];

test.each(wider)('%j is for whoever entered the secret', async (changes) => {
  const rig = await connectionsRig();
  const olga = rig.member('editor', 'Olga');
  const { id } = setUp(rig, olga, 'team');
  expect(outcome(() => updateConnection(rig.deps, rig.admin, { id, changes }))).toBe('SECRET_NEEDED');
  expect(outcome(() => updateConnection(rig.deps, olga, { id, changes }))).toBe('ok');
});

test('an admin who takes a connection over, or knows its secret, is asked for it once', async () => {
  const rig = await connectionsRig();
  const { id } = setUp(rig, rig.member('editor', 'Olga'), 'team');
  const widen = (host: string, entered: { secret?: string } = {}) =>
    outcome(() =>
      updateConnection(rig.deps, rig.admin, { id, changes: { allowedHosts: ['api.example.com', host] }, ...entered }),
    );
  reassign(rig.deps, rig.admin, { id, userId: rig.admin.userId });
  expect(widen('one.example.org')).toBe('SECRET_NEEDED');
  expect(widen('one.example.org', { secret: 'canary-key-4711-abcdef' })).toBe('ok');
  expect(widen('two.example.org')).toBe('ok');
});

test('renaming, fewer hosts and hosts that a pattern covers already are anyone’s who may edit', async () => {
  const rig = await connectionsRig();
  const olga = rig.member('editor', 'Olga');
  const { id, placement } = setUp(rig, olga, 'team');
  const update = (actor: typeof olga, changes: Changes) => updateConnection(rig.deps, actor, { id, changes });
  update(olga, { allowedHosts: ['*.example.com', 'api.example.com'] });
  for (const allowedHosts of [['api.example.com'], []])
    expect(update(rig.admin, { name: 'renamed', placement, allowedHosts }).allowedHosts).toEqual(allowedHosts);
  const row = { placement, config: null, more: [] };
  const moves = (held: string, host: string) =>
    moveOf({ ...row, allowedHosts: [held] }, { ...row, allowedHosts: [host] }).widened;
  expect([moves('*.example.com', 'a.example.com'), moves('*.corp.internal', 'a.corp.internal')]).toEqual([false, true]);
});

test('another authorization server of any part is a move, and a new place or scope of the same is none', () => {
  const key = { schemeKey: 'key', kind: 'apiKey', placement: { in: 'header', name: 'X-Key', prefix: '' } } as const;
  const part = (fields: object) => ({ ...key, config: withAuthority(fields), secretHint: '', usernameHint: null });
  const row = (...parts: ReturnType<typeof part>[]) => ({
    ...{ allowedHosts: [], placement: key.placement, config: null },
    more: parts,
  });
  const login = part({});
  const to = (...parts: ReturnType<typeof part>[]) => moveOf(row(login), row(...parts)).authority;
  expect(to(login, part({ tokenUrl: elsewhere }))).toBe('https://login.evil.test');
  expect(to(part({ revocationUrl: elsewhere }))).toBe('https://login.evil.test');
  expect(to(part({ tokenUrl: 'https://login.example.com/v2', scopes: ['read'] }))).toBeNull();
  expect(to()).toBeNull();
});

test('a secret that someone else entered does not come back by undoing a rotation', async () => {
  const rig = await connectionsRig();
  const { id } = setUp(rig, rig.member('editor', 'Olga'), 'team');
  const previous = { secretHint: '••••cdef', usernameHint: null, config: null, expiresAt: null, secretChangedAt: 0 };
  replaceSecret(rig.deps, rig.admin, { id, secret: 'admins-own-secret-01' });
  const row = requireUsable(rig.store.read, rig.admin, id);
  rig.store.sqlite
    .prepare('UPDATE connections SET previous = ?, previous_until = ?')
    .run(JSON.stringify({ ...previous, secretBy: null }), Date.now() + 60_000);
  expect(row.secretBy).toBe(rig.admin.userId);
  const changed = updateConnection(rig.deps, rig.admin, { id, changes: { allowedHosts: ['evil.test'] } });
  expect(changed.rotation).toBeNull();
});

test('one part entered anew does not open the way for the others', async () => {
  const rig = await connectionsRig();
  const olga = rig.member('editor', 'Olga');
  const integrationId = rig.integrate({ baseUrl: 'https://api.example.com' });
  const both = {
    one: { type: 'apiKey', in: 'header', name: 'X-One' },
    two: { type: 'apiKey', in: 'header', name: 'X-Two' },
  };
  rig.define(integrationId, { ...definition, security: [{ one: [], two: [] }], components: { securitySchemes: both } });
  const part = { kind: 'apiKey', secret: 'canary-key-4711-abcdef' } as const;
  const { id } = createConnection(rig.deps, olga, {
    ...{ integrationId, name: 'bot', visibility: 'team', schemeKey: 'one', ...part },
    more: [{ schemeKey: 'two', ...part }],
  });
  const widen = { id, changes: { allowedHosts: ['api.example.com', 'evil.test'] }, secret: 'admins-own-secret-01' };
  expect(outcome(() => updateConnection(rig.deps, rig.admin, widen))).toBe('SECRET_NEEDED');
  replaceSecret(rig.deps, rig.admin, { id, secret: 'admins-own-secret-01' });
  expect(outcome(() => updateConnection(rig.deps, rig.admin, widen))).toBe('SECRET_NEEDED');
  expect(requireUsable(rig.store.read, rig.admin, id).secretBy).toBeNull();
});

test('a user name that stays is a secret that somebody else entered', async () => {
  const rig = await connectionsRig();
  const manualAuth = { kind: 'basic' } as const;
  const integrationId = rig.integrate({ baseUrl: 'https://api.example.com', manualAuth });
  const basic = { integrationId, name: 'bot', kind: 'basic', schemeKey: null, visibility: 'team' } as const;
  const olga = rig.member('editor', 'Olga');
  const { id } = createConnection(rig.deps, olga, { ...basic, username: 'sk_live_4711', secret: 'any' });
  const changes = { allowedHosts: ['api.example.com', 'evil.test'] };
  expect(outcome(() => updateConnection(rig.deps, rig.admin, { id, changes, secret: 'mine' }))).toBe('SECRET_NEEDED');
  replaceSecret(rig.deps, rig.admin, { id, secret: 'mine' });
  expect(outcome(() => updateConnection(rig.deps, rig.admin, { id, changes }))).toBe('SECRET_NEEDED');
  const whole = { id, changes, secret: 'mine', username: 'my-own-name' };
  expect(outcome(() => updateConnection(rig.deps, rig.admin, whole))).toBe('ok');
});

test('tokens are of whoever signed in, and a new client secret does not take them over', async () => {
  const { rig, id } = await client({
    grant: 'authorizationCode',
    authorizationUrl: 'https://login.example.com/authorize',
  });
  const olga = rig.member('editor', 'Olga');
  const secretBy = () => requireUsable(rig.store.read, rig.admin, id).secretBy;
  expect(secretBy()).toBe(rig.admin.userId);
  rig.store.write((w) => recordSignedIn(rig.deps, w, rig.admin, { tenantId: rig.admin.tenantId, id }));
  expect(secretBy()).toBe(rig.admin.userId);
  rig.store.write((w) => recordSignedIn(rig.deps, w, olga, { tenantId: rig.admin.tenantId, id }));
  expect(secretBy()).toBeNull();
  replaceSecret(rig.deps, rig.admin, { id, secret: 'another-secret-0815' });
  expect(secretBy()).toBeNull();
});

test('tokens do not follow a client secret that is replaced together with its authorization server', async () => {
  const { rig, id, config } = await client();
  const forgotten: string[] = [];
  const tokens = { ...rig.deps.tokens, forget: (_: unknown, row: { id: string }) => forgotten.push(row.id) > 0 };
  const context = { ...rig.deps, tokens };
  replaceSecret(context, rig.admin, { id, secret: 'another-secret-0815' });
  expect(forgotten).toEqual([]);
  const moved = withAuthority({ tokenUrl: elsewhere });
  const oauth = moved.kind === 'oauth2' ? moved.oauth : undefined;
  replaceSecret(context, rig.admin, { id, values: { oauth: oauth ?? '', clientSecret: 'another-secret-0815' } });
  expect(config()).toMatchObject({ oauth: { tokenUrl: elsewhere } });
  expect(forgotten).toEqual([id]);
});

test('tokens of before stay where they are when a new secret comes with another authority, and go along with the same one', async () => {
  const { rig, id } = await client();
  let forgotten = 0;
  const tokens = {
    ...rig.deps.tokens,
    forget: () => {
      forgotten += 1;
      return true;
    },
  };
  const replace = (fields: object) => {
    const config = withAuthority(fields);
    const oauth = config.kind === 'oauth2' ? config.oauth : null;
    const values = { oauth, clientSecret: 'another-secret-0815' };
    replaceSecret({ ...rig.deps, tokens }, rig.admin, { id, values });
    return forgotten;
  };
  expect(replace({ scopes: ['read'] })).toBe(0);
  expect(replace({ tokenUrl: 'https://login.example.com/v2/token' })).toBe(0);
  expect(replace({ tokenUrl: elsewhere })).toBe(1);
});
