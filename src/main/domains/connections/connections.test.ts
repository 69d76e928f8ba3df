import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { connectionInput } from '#contract/connections.ts';
import type { Actor } from '#main/actor.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { createVault } from '#main/vault/index.ts';
import { type ConnectionsRig, connectionsRig } from '#test/support/connectionsRig.ts';
import { memoryKeychain } from '#test/support/memoryKeychain.ts';
import { requireUsable } from './access.ts';
import { connectionsAffected } from './affected.ts';
import { checkConnection } from './check.ts';
import { createConnection, createDefaultConnection } from './create.ts';
import { listConnections, readConnection } from './list.ts';
import { removeConnection, usesOf } from './remove.ts';
import { openMaterial } from './secrets.ts';
import { connections } from './table.ts';
import { replaceSecret, updateConnection } from './update.ts';
import { usableConnections } from './usable.ts';

const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' } as const;
const window = { offset: 0, limit: 100, sort: 'name', direction: 'asc' } as const;

function setUp(rig: ConnectionsRig, actor: Actor, visibility: 'team' | 'private', name = 'bot') {
  const integrationId = rig.integrate({ baseUrl: 'https://api.example.com', manualAuth });
  return create(rig, actor, integrationId, visibility, name);
}

function create(
  rig: ConnectionsRig,
  actor: Actor,
  integrationId: ReturnType<ConnectionsRig['integrate']>,
  visibility: 'team' | 'private',
  name: string,
) {
  return createConnection(rig.deps, actor, {
    ...{ integrationId, name, kind: 'apiKey', schemeKey: null, visibility, secret: 'canary-key-4711-abcdef' },
  });
}

function outcome(work: () => unknown): string {
  try {
    work();
    return 'ok';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

describe('who may do what', () => {
  // Columns: see, use, edit.
  test.each([
    ['team', 'owner', 'ok', 'ok', 'ok'],
    ['team', 'admin', 'ok', 'ok', 'ok'],
    ['team', 'editor', 'ok', 'ok', 'FORBIDDEN'],
    ['team', 'viewer', 'ok', 'FORBIDDEN', 'FORBIDDEN'],
    ['private', 'owner', 'ok', 'ok', 'ok'],
    ['private', 'admin', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'],
    ['private', 'editor', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'],
    ['private', 'viewer', 'NOT_FOUND', 'FORBIDDEN', 'FORBIDDEN'],
  ] as const)('%s connection, %s: see %s, use %s, edit %s', async (visibility, who, see, use, edit) => {
    const rig = await connectionsRig();
    const owner = rig.member('editor', 'Olga');
    const { id } = setUp(rig, owner, visibility);
    const actor = who === 'owner' ? owner : who === 'admin' ? rig.admin : rig.member(who, 'Vera');
    expect(outcome(() => readConnection(rig.deps, rig.store.read, actor, id))).toBe(see);
    expect(outcome(() => requireUsable(rig.store.read, actor, id))).toBe(use);
    for (const work of [
      () => updateConnection(rig.deps, actor, { id, changes: { name: 'renamed' } }),
      () => replaceSecret(rig.deps, actor, { id, secret: 'other' }),
      () => removeConnection(rig.deps, actor, { id, confirmed: true }),
    ])
      expect(outcome(work)).toBe(edit);
    expect(listConnections(rig.deps, actor, window).total).toBe(see === 'ok' && edit !== 'ok' ? 1 : 0);
  });

  test('a connection of another tenant does not exist', async () => {
    const rig = await connectionsRig();
    const { id } = setUp(rig, rig.admin, 'team');
    const stranger = { ...rig.admin, tenantId: (await connectionsRig()).admin.tenantId };
    expect(outcome(() => readConnection(rig.deps, rig.store.read, stranger, id))).toBe('NOT_FOUND');
    expect(outcome(() => removeConnection(rig.deps, stranger, { id, confirmed: true }))).toBe('NOT_FOUND');
    expect(listConnections(rig.deps, stranger, window).total).toBe(0);
  });

  test('viewers make none', async () => {
    const rig = await connectionsRig();
    expect(outcome(() => setUp(rig, rig.member('viewer', 'Vera'), 'team'))).toBe('FORBIDDEN');
  });

  test('counts for each person the connections that they may use', async () => {
    const rig = await connectionsRig();
    const owner = rig.member('editor', 'Olga');
    const { integrationId } = setUp(rig, owner, 'private');
    create(rig, owner, integrationId, 'team', 'shared');
    const count = (actor: Actor) => {
      const place = { tenantId: integrations.tenantId.getSQL(), id: integrations.id.getSQL() };
      return rig.store.read
        .select({ n: usableConnections(actor, place) })
        .from(integrations)
        .where(eq(integrations.id, integrationId))
        .get()?.n;
    };
    expect([owner, rig.admin, rig.member('viewer', 'Vera')].map(count)).toEqual([2, 1, 0]);
  });
});

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
      ...{
        integrationId,
        name: 'bot',
        kind: 'basic',
        schemeKey: null,
        visibility: 'team',
        secret: 'old-password',
        username: 'ada',
      },
    });
    const changed = replaceSecret(rig.deps, rig.admin, { id: made.id, secret: 'new-password-0815' });
    expect(changed).toMatchObject({ state: 'unchecked', secretHint: '••••0815' });
    const row = requireUsable(rig.store.read, rig.admin, made.id);
    expect(openMaterial(rig.deps, rig.store.read, row)).toEqual({ secret: 'new-password-0815', username: 'ada' });
  });

  test.each([undefined, '', 'a:b'])('refuses basic with the user name %o', async (username) => {
    const rig = await connectionsRig();
    const integrationId = rig.integrate({ baseUrl: 'https://api.example.com', manualAuth: { kind: 'basic' } });
    const input = {
      integrationId,
      name: 'bot',
      kind: 'basic',
      schemeKey: null,
      visibility: 'team',
      secret: 'x',
      username,
    } as const;
    expect(outcome(() => createConnection(rig.deps, rig.admin, input))).toBe('INVALID');
    expect(listConnections(rig.deps, rig.admin, window).total).toBe(0);
  });

  test('asks before it deletes what is in use, by name, and takes the secret along', async () => {
    const rig = await connectionsRig();
    const { id } = setUp(rig, rig.admin, 'team');
    const deps = { ...rig.deps, usersOf: [() => [{ kind: 'assistant', name: 'Helper' }]] };
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

describe('states of the vault', () => {
  test('is locked while the vault is, and says so before anything is sent', async () => {
    const rig = await connectionsRig();
    const { id, integrationId } = setUp(rig, rig.admin, 'team');
    rig.vault.lock();
    expect(readConnection(rig.deps, rig.store.read, rig.admin, id)).toMatchObject({
      state: 'locked',
      stateReason: expect.stringContaining('Unlock'),
    });
    await expect(checkConnection(rig.deps, rig.admin, { integrationId, connectionId: id })).rejects.toMatchObject({
      code: 'VAULT_LOCKED',
    });
    expect(outcome(() => create(rig, rig.admin, integrationId, 'team', 'another'))).toBe('VAULT_LOCKED');
    expect(listConnections(rig.deps, rig.admin, { ...window, states: ['locked'] }).total).toBe(1);
  });

  test('misses a secret that was kept for the session only, after a restart', async () => {
    const rig = await connectionsRig();
    await rig.vault.setUp({ method: 'session' });
    const { id, integrationId } = setUp(rig, rig.admin, 'team');
    expect(readConnection(rig.deps, rig.store.read, rig.admin, id).state).toBe('unchecked');
    rig.vault.close();
    rig.store.sqlite.exec('DROP TABLE temp.session_secrets');
    const vault = createVault({ store: rig.store, keychain: memoryKeychain(), clock: { now: () => 1 } });
    await vault.setUp({ method: 'session' });
    const deps = { ...rig.deps, vault };
    expect(readConnection(deps, rig.store.read, rig.admin, id).state).toBe('missing');
    expect(listConnections(deps, rig.admin, window).attention).toBe(1);
    await expect(checkConnection(deps, rig.admin, { integrationId, connectionId: id })).rejects.toMatchObject({
      code: 'NO_SECRET',
    });
    expect(replaceSecret(deps, rig.admin, { id, secret: 'again' }).state).toBe('unchecked');
    vault.close();
  });
});

describe('with a definition', () => {
  const definition = (scheme: object) => ({
    ...{ openapi: '3.1.0', info: { title: 'A', version: '1' }, servers: [{ url: 'https://eu.example.com' }] },
    paths: { '/x': { get: { security: [{ key: [] }], responses: { 200: { description: '' } } } } },
    components: { securitySchemes: { key: scheme } },
  });
  const inHeader = { type: 'apiKey', in: 'header', name: 'X-Key' };

  test('takes placement and hosts from the scheme and the servers', async () => {
    const rig = await connectionsRig();
    const integrationId = rig.integrate({ baseUrl: 'https://api.example.com' });
    rig.define(integrationId, definition({ type: 'apiKey', in: 'query', name: 'k' }));
    const base = { integrationId, name: 'bot', kind: 'apiKey', visibility: 'team', secret: 'x' } as const;
    expect(createConnection(rig.deps, rig.admin, { ...base, schemeKey: 'key' })).toMatchObject({
      placement: { in: 'query', name: 'k' },
      allowedHosts: ['api.example.com', 'eu.example.com'],
    });
    expect(outcome(() => createConnection(rig.deps, rig.admin, { ...base, name: 'b', schemeKey: 'nope' }))).toBe(
      'SCHEME_UNKNOWN',
    );
    expect(
      outcome(() => createConnection(rig.deps, rig.admin, { ...base, name: 'c', schemeKey: 'key', kind: 'bearer' })),
    ).toBe('SCHEME_UNSUPPORTED');
  });

  test('names the connections that a new definition would leave behind', async () => {
    const rig = await connectionsRig();
    const integrationId = rig.integrate({ baseUrl: 'https://api.example.com' });
    rig.define(integrationId, definition(inHeader));
    createConnection(rig.deps, rig.admin, {
      integrationId,
      name: 'bot',
      kind: 'apiKey',
      schemeKey: 'key',
      visibility: 'team',
      secret: 'x',
    });
    const affected = (scheme: object) => {
      rig.define(integrationId, definition(scheme));
      const found = rig.deps.definitions.reportOf(rig.store.read, rig.admin, integrationId);
      return found && connectionsAffected(rig.store.read, rig.admin, integrationId, found.report);
    };
    expect(affected(inHeader)).toEqual([]);
    expect(affected({ ...inHeader, name: 'X-Other' })).toEqual([
      { name: 'bot', reason: 'key now goes into header X-Other.' },
    ]);
    expect(affected({ type: 'http', scheme: 'digest' })).toEqual([{ name: 'bot', reason: 'key is now HTTP digest.' }]);
  });
});

test.each(['api.example.com/path', 'https://api.example.com', '*', 'a b', ''])('refuses %o as a host', (host) => {
  expect(connectionInput.shape.allowedHosts.safeParse([host]).success).toBe(false);
});
