import { describe, expect, test } from 'vitest';
import { createVault } from '#main/vault/index.ts';
import { connectionsRig } from '#test/support/connectionsRig.ts';
import { create, outcome, setUp, window } from '#test/support/makeConnection.ts';
import { memoryKeychain } from '#test/support/memoryKeychain.ts';
import { checkConnection } from './check.ts';
import { createConnection } from './create.ts';
import { openPart } from './credentials/secrets.ts';
import { listConnections } from './list.ts';
import { readConnection } from './read.ts';
import { replaceSecret } from './replaceSecret.ts';
import { connectionsAffected } from './requirements.ts';
import { requireUsable } from './table.ts';

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

  test('says that a secret was altered, and lets it be replaced', async () => {
    const rig = await connectionsRig();
    const { id, integrationId } = setUp(rig, rig.admin, 'team');
    rig.store.sqlite.exec('UPDATE secrets SET sealed = zeroblob(40)');
    await expect(checkConnection(rig.deps, rig.admin, { integrationId, connectionId: id })).rejects.toMatchObject({
      code: 'NO_SECRET',
      message: 'The sealed secret of bot cannot be opened.',
    });
    replaceSecret(rig.deps, rig.admin, { id, secret: 'again' });
    const row = requireUsable(rig.store.read, rig.admin, id);
    expect(openPart(rig.deps, rig.store.read, row, 0, row).secret).toBe('again');
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
    openapi: '3.1.0',
    info: { title: 'A', version: '1' },
    servers: [{ url: 'https://eu.example.com' }],
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
    expect(affected({ type: 'http', scheme: 'digest' })).toEqual([{ name: 'bot', reason: 'key is now Digest.' }]);
  });
});
