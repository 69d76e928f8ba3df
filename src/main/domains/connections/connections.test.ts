import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { connectionInput } from '#contract/connections.ts';
import type { ManualAuth } from '#contract/integrations.ts';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { connectionsRig } from '#test/support/connectionsRig.ts';
import { create, outcome, setUp, window } from '#test/support/makeConnection.ts';
import { createConnection, createDefaultConnection } from './create.ts';
import { openPart } from './credentials/secrets.ts';
import { listConnections } from './list.ts';
import { removeConnection, usesOf } from './remove.ts';
import { replaceSecret } from './replaceSecret.ts';
import { connections, readState, requireUsable } from './table.ts';
import { updateConnection } from './update.ts';

describe('making and changing', () => {
  test('binds the secret to the hosts of the integration and shows a hint only', async () => {
    const rig = await connectionsRig();
    const made = setUp(rig, rig.admin, 'team');
    expect(made).toMatchObject({
      allowedHosts: ['api.example.com'],
      secretHint: '••••cdef',
      placement: { name: 'X-Key' },
      state: 'unchecked',
    });
    expect(JSON.stringify([made, rig.happenings])).not.toContain('canary');
  });

  test('refuses a name that another connection of the integration has, in any case of letters', async () => {
    const rig = await connectionsRig();
    const { integrationId, id } = setUp(rig, rig.admin, 'team', 'Bot');
    expect(outcome(() => create(rig, rig.admin, integrationId, 'team', 'bOT'))).toBe('NAME_TAKEN');
    expect(outcome(() => updateConnection(rig.deps, rig.admin, { id, changes: { name: 'BOT' } }))).toBe('ok');
    expect(outcome(() => setUp(rig, rig.admin, 'team', 'Bot'))).toBe('ok');
  });

  test('a refused name tells of no private connection, and one that is shared needs a free one', async () => {
    const rig = await connectionsRig();
    const olga = rig.member('editor', 'Olga');
    const { integrationId, id } = setUp(rig, olga, 'private', 'bot');
    const make = (actor: Actor, visibility: 'team' | 'private') =>
      outcome(() => create(rig, actor, integrationId, visibility, 'BOT'));
    const share = () => outcome(() => updateConnection(rig.deps, olga, { id, changes: { visibility: 'team' } }));
    expect(make(rig.admin, 'private')).toBe('ok');
    expect(make(rig.admin, 'private')).toBe('NAME_TAKEN');
    expect(make(olga, 'team')).toBe('NAME_TAKEN');
    expect(make(rig.member('editor', 'Nils'), 'team')).toBe('ok');
    expect(share()).toBe('NAME_TAKEN');
    expect(outcome(() => updateConnection(rig.deps, olga, { id, changes: { name: 'other' } }))).toBe('ok');
    expect(share()).toBe('ok');
  });

  test('keeps one default an integration, which everyone sees', async () => {
    const rig = await connectionsRig();
    const first = setUp(rig, rig.admin, 'team', 'first');
    const second = create(rig, rig.admin, first.integrationId, 'team', 'second');
    const mine = create(rig, rig.admin, first.integrationId, 'private', 'mine');
    expect([first.isDefault, second.isDefault, mine.isDefault]).toEqual([true, false, false]);
    updateConnection(rig.deps, rig.admin, { id: second.id, changes: { isDefault: true } });
    expect(
      listConnections(rig.deps, rig.admin, window)
        .rows.filter((row) => row.isDefault)
        .map((row) => row.name),
    ).toEqual(['second']);
    expect(outcome(() => updateConnection(rig.deps, rig.admin, { id: mine.id, changes: { isDefault: true } }))).toBe(
      'INVALID',
    );
    expect(updateConnection(rig.deps, rig.admin, { id: second.id, changes: { visibility: 'private' } }).isDefault).toBe(
      false,
    );
  });

  test('replacing the secret keeps the user name and starts unchecked', async () => {
    const rig = await connectionsRig();
    const integrationId = rig.integrate({ baseUrl: 'https://api.example.com', manualAuth: { kind: 'basic' } });
    const made = createConnection(rig.deps, rig.admin, {
      integrationId,
      name: 'bot',
      kind: 'basic',
      schemeKey: null,
      visibility: 'team',
      secret: 'old-password',
      username: 'ada',
    });
    const changed = replaceSecret(rig.deps, rig.admin, { id: made.id, secret: 'new-password-0815' });
    expect(changed).toMatchObject({ state: 'unchecked', secretHint: '••••0815' });
    const row = requireUsable(rig.store.read, rig.admin, made.id);
    expect(openPart(rig.deps, rig.store.read, row, 0, row)).toEqual({ secret: 'new-password-0815', username: 'ada' });
  });

  test.each([
    [undefined, ''],
    ['', ''],
    ['a:b', 'x'],
  ])('refuses basic with the user name %o and the password %o', async (username, secret) => {
    const rig = await connectionsRig();
    const integrationId = rig.integrate({ baseUrl: 'https://api.example.com', manualAuth: { kind: 'basic' } });
    const input = {
      integrationId,
      name: 'bot',
      kind: 'basic',
      schemeKey: null,
      visibility: 'team',
      secret,
      username,
    } as const;
    expect(outcome(() => createConnection(rig.deps, rig.admin, input))).toBe('INVALID');
    expect(listConnections(rig.deps, rig.admin, window).total).toBe(0);
  });

  test('asks before it deletes what is in use, by name, and takes the secret along', async () => {
    const rig = await connectionsRig();
    const { id } = setUp(rig, rig.admin, 'team');
    const { deps } = rig;
    const uses = () => [{ kind: 'assistant', name: 'Helper' }];
    rig.kernel.references.register([{ to: 'connection', uses, usedIds: () => [id], counts: () => [{ id, uses: 1 }] }]);
    expect(usesOf(deps, rig.admin, { id })).toEqual([{ kind: 'assistant', name: 'Helper' }]);
    expect(() => removeConnection(deps, rig.admin, { id, confirmed: false })).toThrow(
      expect.objectContaining({ code: 'IN_USE', data: expect.objectContaining({ names: ['assistant: Helper'] }) }),
    );
    expect(removeConnection(deps, rig.admin, { id, confirmed: true })).toEqual({ id });
    expect(rig.vault.state().sealed).toBe(0);
  });

  test('no sealed secret outlives an integration that is gone for good', async () => {
    const rig = await connectionsRig();
    const { integrationId } = setUp(rig, rig.admin, 'team');
    expect(rig.vault.state().sealed).toBe(1);
    rig.store.write((w) => w.delete(integrations).where(eq(integrations.id, integrationId)).run());
    expect(rig.store.read.select().from(connections).all()).toEqual([]);
    expect(rig.vault.state().sealed).toBe(0);
  });

  test('hides connections of a deleted integration until it is restored', async () => {
    const rig = await connectionsRig();
    const { id, integrationId } = setUp(rig, rig.admin, 'team');
    const setDeleted = (deletedAt: number | null) =>
      rig.store.write((w) => w.update(integrations).set({ deletedAt }).where(eq(integrations.id, integrationId)).run());
    setDeleted(1);
    expect(outcome(() => requireUsable(rig.store.read, rig.admin, id))).toBe('NOT_FOUND');
    setDeleted(null);
    expect(outcome(() => requireUsable(rig.store.read, rig.admin, id))).toBe('ok');
  });

  test('makes the default connection of a new integration from its credentials', async () => {
    const rig = await connectionsRig();
    const id = rig.integrate({ baseUrl: 'https://jira.test', manualAuth: { kind: 'basic' } });
    const integration = {
      id,
      displayName: 'Jira',
      baseUrl: 'https://jira.test',
      manualAuth: { kind: 'basic' },
    } as const;
    rig.store.write((w) =>
      createDefaultConnection(rig.deps, w, rig.admin, integration, { username: 'ada', secret: 'p' }),
    );
    expect(listConnections(rig.deps, rig.admin, window).rows).toMatchObject([
      {
        name: 'Jira',
        kind: 'basic',
        isDefault: true,
        visibility: 'team',
        allowedHosts: ['jira.test'],
        secretHint: '••••',
      },
    ]);
  });
});

test.each([
  ['waits for its sign-in', 'authorizationCode', 'needsSignIn'],
  ['of a client that needs no person waits for nothing', 'clientCredentials', null],
] as const)('a new OAuth2 connection %s', async (_, grant, suspension) => {
  const rig = await connectionsRig();
  const integrationId = rig.integrate({ baseUrl: 'https://api.example.com' });
  const client = {
    clientId: 'app',
    clientAuth: 'client_secret_post',
    authorizationUrl: 'https://login.test/a',
  } as const;
  const oauth = oauthConfig.parse({ ...client, grant, tokenUrl: 'https://login.test/token' });
  const { id } = createConnection(rig.deps, rig.admin, {
    ...{
      integrationId,
      name: 'bot',
      kind: 'oauth2',
      schemeKey: null,
      visibility: 'team',
      secret: 'canary-secret-0001',
    },
    config: { kind: 'oauth2', oauth },
  });
  const state = readState(rig.store.read, { tenantId: rig.admin.tenantId, id });
  expect(state?.suspension ?? null).toBe(suspension);
});

test.each<[string, ManualAuth, { secret: string; username?: string }, object]>([
  [
    'an API key where the integration says',
    { kind: 'apiKey', in: 'query', name: 'k', prefix: '' },
    { secret: 's' },
    { kind: 'apiKey', placement: { in: 'query', name: 'k', prefix: '' } },
  ],
  ['a bearer token', { kind: 'bearer' }, { secret: 's' }, { kind: 'bearer', placement: { name: 'Authorization' } }],
  ['a token where nothing is said', { kind: 'none' }, { secret: 's' }, { kind: 'bearer', username: null }],
  ['a password where a user name comes along', { kind: 'none' }, { secret: 's', username: 'ada' }, { kind: 'basic' }],
])('the credentials of a new integration become %s', async (_, manualAuth, given, expected) => {
  const rig = await connectionsRig();
  const baseUrl = 'https://jira.test';
  const integration = { id: rig.integrate({ baseUrl, manualAuth }), displayName: 'Jira', baseUrl, manualAuth };
  rig.store.write((w) => createDefaultConnection(rig.deps, w, rig.admin, integration, given));
  const row = rig.store.read.select().from(connections).get();
  if (row === undefined) throw new Error('no connection');
  const { kind, placement } = row;
  const { username } = openPart(rig.deps, rig.store.read, row, 0, row);
  expect({ kind, placement, username }).toMatchObject(expected);
});

test.each(['api.example.com/path', 'https://api.example.com', '*', 'a b', ''])('refuses %o as a host', (host) => {
  expect(connectionInput.shape.allowedHosts.safeParse([host]).success).toBe(false);
});
