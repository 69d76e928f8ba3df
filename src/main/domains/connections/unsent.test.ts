import { describe, expect, test } from 'vitest';
import { integrations } from '#main/domains/integrations/index.ts';
import { connectionsRig, loopbackServer } from '#test/support/connectionsRig.ts';
import { outcome, setUp } from '#test/support/makeConnection.ts';
import { shownConnection } from '#test/support/shownConnection.ts';
import { checkConnection } from './check.ts';
import { createConnection } from './create.ts';
import { purgeConnections } from './deleted.ts';
import { exportInventory } from './exportInventory.ts';
import { removeConnection } from './remove.ts';
import { type Changes, updateConnection } from './update.ts';

async function checked() {
  const rig = await connectionsRig();
  const server = await loopbackServer((_request, response) => response.end('{}'));
  const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' } as const;
  const integrationId = rig.integrate({ baseUrl: server.url, manualAuth });
  const given = { integrationId, name: 'bot', kind: 'apiKey', schemeKey: null, visibility: 'team' } as const;
  const { id } = createConnection(rig.deps, rig.admin, { ...given, secret: 'canary-key-4711-abcdef' });
  const check = () => checkConnection(rig.deps, rig.admin, { integrationId, connectionId: id });
  const status = () =>
    rig.store.read.select({ status: integrations.status, reason: integrations.statusReason }).from(integrations).get();
  return { rig, server, id, integrationId, check, status };
}

describe('a check that could not be sent', () => {
  test('is kept with the connection, its integration and the activity, where the secret is the matter', async () => {
    const { rig, id, check, status, server } = await checked();
    rig.store.sqlite.exec("UPDATE secrets SET sealed = x'00'");
    const heard = new Set<string>();
    rig.events.onEvent((event) => void (event.type === 'changed' && heard.add(event.topic)));
    await expect(check()).rejects.toMatchObject({ code: 'NO_SECRET' });
    const { state, stateReason, lastCheckedAt } = shownConnection(rig, id);
    expect([state, stateReason !== null, lastCheckedAt !== null]).toEqual(['failing', true, true]);
    expect(status()).toEqual({ status: 'error', reason: stateReason });
    expect(rig.happenings.at(-1)).toMatchObject({
      result: 'failed',
      durationMs: null,
      details: [{ name: 'Result', value: stateReason }],
    });
    expect([...heard]).toEqual(expect.arrayContaining(['health', 'connections', 'integrations', 'activity']));
    expect(server.requests).toEqual([]);
  });

  test('says nothing of the connection where the vault is locked', async () => {
    const { rig, check, status } = await checked();
    await check();
    const stored = () => rig.store.sqlite.prepare('SELECT * FROM connection_state').all();
    const before = [stored(), status(), rig.happenings.length];
    rig.vault.lock();
    await expect(check()).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    expect([stored(), status(), rig.happenings.length]).toEqual(before);
  });
});

test('a refusal is told once, to everyone, until the secret has worked again', async () => {
  const rig = await connectionsRig();
  const answer = { status: 401 };
  const server = await loopbackServer((_request, response) => void response.writeHead(answer.status).end('{}'));
  const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' } as const;
  const integrationId = rig.integrate({ baseUrl: server.url, manualAuth, displayName: 'Pets' });
  const given = { integrationId, name: 'bot', kind: 'apiKey', schemeKey: null, visibility: 'team' } as const;
  const { id } = createConnection(rig.deps, rig.admin, { ...given, secret: 'canary-key-4711-abcdef' });
  const notices: object[] = [];
  rig.events.onEvent((event) => void (event.type === 'notice' && notices.push(event)));
  const check = async (status: number) => {
    answer.status = status;
    await checkConnection(rig.deps, rig.admin, { integrationId, connectionId: id });
    return notices.splice(0);
  };
  const told = {
    level: 'error',
    tenantId: rig.admin.tenantId,
    title: expect.stringContaining('was refused'),
    body: expect.stringContaining('401'),
  };
  expect(await check(401)).toMatchObject([told]);
  expect(await check(401)).toEqual([]);
  rig.store.sqlite.exec("UPDATE connection_state SET state = 'valid'");
  expect(await check(401)).toMatchObject([told]);
  expect(await check(503)).toEqual([]);
});

describe('a change of settings', () => {
  test.each<[string, Changes, 'valid' | 'unchecked']>([
    ['its name', { name: 'other' }, 'valid'],
    ['who sees it', { visibility: 'private' }, 'valid'],
    ['that it is the default', { isDefault: true }, 'valid'],
    ['the same placement', { placement: { in: 'header', name: 'X-Key', prefix: '' } }, 'valid'],
    ['another placement', { placement: { in: 'header', name: 'X-Key', prefix: 'Key ' } }, 'unchecked'],
    ['fewer hosts', { allowedHosts: ['api.example.com'] }, 'unchecked'],
  ])('of %s leaves a checked connection %s', async (_, changes, state) => {
    const { rig, id } = await checked();
    rig.store.sqlite.exec("UPDATE connection_state SET state = 'valid'");
    expect(shownConnection(rig, id).state).toBe('valid');
    updateConnection(rig.deps, rig.admin, { id, changes });
    expect(shownConnection(rig, id)).toMatchObject({ state });
  });
});

test('a connection that is deleted for good leaves no secret, and nothing of it in what the vault vouches for', async () => {
  const { rig, id, integrationId } = await checked();
  const owners = () => rig.store.sqlite.prepare('SELECT DISTINCT owner_id FROM secrets').pluck().all();
  const vouched = () => rig.store.sqlite.prepare('SELECT sum(length(sealed)) FROM vault_index').pluck().get();
  const fields = { integrationId, kind: 'apiKey', schemeKey: null, visibility: 'team' } as const;
  const other = createConnection(rig.deps, rig.admin, { ...fields, name: 'goes', secret: 'canary-key-4712-abcdef' });
  expect(owners().toSorted()).toEqual([id, other.id].toSorted());
  removeConnection(rig.deps, rig.admin, { id: other.id, confirmed: true });
  const aside = Number(vouched());
  const later = { ...rig.deps, now: () => Date.now() + 31 * 24 * 60 * 60 * 1000 };
  expect(await purgeConnections(rig.deps)).toBe(0);
  expect(await purgeConnections(later)).toBe(1);
  // The digest of its settings, by which it could have come back, was one entry of 32 bytes.
  expect([owners(), vouched()]).toEqual([[id], aside - 32]);
});

test('settings that follow from the secret change with it alone', async () => {
  const rig = await connectionsRig();
  const { id } = setUp(rig, rig.admin, 'team');
  const integrationId = rig.integrate({ baseUrl: 'https://api.example.com' });
  const { id: headers } = createConnection(rig.deps, rig.admin, {
    integrationId,
    name: 'headers',
    kind: 'headers',
    schemeKey: null,
    visibility: 'team',
    secret: '{"X-One":"secret-number-one"}',
  });
  const change = (of: typeof id, names: string[]) =>
    outcome(() => updateConnection(rig.deps, rig.admin, { id: of, changes: { config: { kind: 'headers', names } } }));
  expect([change(headers, ['X-Two']), change(id, ['X-Two'])]).toEqual(['INVALID', 'INVALID']);
  expect(shownConnection(rig, headers).parts[0]?.config).toEqual({ kind: 'headers', names: ['X-One'] });
});

test('an inventory that is handed on says why a connection fails, without what looks like a secret in it', async () => {
  const { rig } = await checked();
  const reason = 'GET https://a.example/?api_key=canary-4711-abcdef answered 500.';
  rig.store.sqlite.prepare("UPDATE connection_state SET state = 'failing', state_reason = ?").run(reason);
  for (const format of ['csv', 'json'] as const) {
    const { text } = exportInventory(rig.deps, rig.admin, { format });
    expect(text).toContain('answered 500.');
    expect(text).not.toContain('canary');
  }
  rig.store.sqlite.exec("UPDATE connection_state SET state = 'valid', state_reason = NULL");
  expect(JSON.parse(exportInventory(rig.deps, rig.admin, { format: 'json' }).text)).toMatchObject([
    { name: 'bot', state: 'valid', reason: null },
  ]);
});
