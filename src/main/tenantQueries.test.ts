import { expect, it } from 'vitest';
import { copyTenant } from '#test/support/copyTenant.ts';
import { startEcho } from '#test/support/echoServer.ts';
import { testConsole } from '#test/support/testConsole.ts';
import { buildWorld, plainDraft } from '#test/support/world.ts';

it('what uses a connection is counted and named in one’s own tenant alone', async () => {
  const { console, client } = await testConsole();
  const server = await startEcho();
  const { tenantId, connectionId, integrationId } = await buildWorld(client, server.url);
  await client.collections.save({ name: 'sends with it', draft: { ...plainDraft, integrationId, connectionId } });
  const other = await client.tenants.create({ name: 'Twin' });
  const { references, store } = console.kernel;
  const seenIn = (tenant: typeof tenantId) => ({
    count: references.counts(store.read, tenant, 'connection', [connectionId]).get(connectionId) ?? 0,
    uses: references.uses(store.read, tenant, 'connection', connectionId).map(({ kind }) => kind),
    used: [...references.usedIds(store.read, tenant, 'connection')],
  });
  const own = { count: 2, uses: ['assistant', 'saved request'], used: [connectionId] };
  expect(seenIn(tenantId)).toEqual(own);
  expect(seenIn(other.id)).toEqual({ count: 0, uses: [], used: [] });
  copyTenant(
    store.sqlite,
    ['integrations', 'connections', 'assistants', 'attachments', 'saved_requests'],
    tenantId,
    other.id,
  );
  expect(seenIn(tenantId)).toEqual(own);
  expect(seenIn(other.id)).toEqual(own);
});

it('activity names an integration as its own tenant does, and counts that tenant’s traffic alone', async () => {
  const { console, client } = await testConsole();
  const baseUrl = 'https://api.example.com';
  const { id } = await client.integrations.create({ name: 'Ours', type: 'api', provider: 'custom', baseUrl });
  const { tenant } = await client.tenants.session();
  const other = await client.tenants.create({ name: 'Twin' });
  const { facts, store, now } = console.kernel;
  copyTenant(store.sqlite, ['integrations'], tenant.id, other.id);
  store.sqlite.prepare(`UPDATE integrations SET display_name = 'Theirs' WHERE tenant_id = ?`).run(other.id);
  const send = (tenantId: typeof tenant.id, times: number) => {
    for (let count = 0; count < times; count += 1)
      store.record((w) =>
        facts.recordTraffic(w, {
          tenantId,
          actor: { ...console.openSession().actor(), tenantId },
          at: now(),
          kind: 'request',
          action: 'sent',
          subject: 'GET /a',
          result: 'ok',
          integrationId: id,
        }),
      );
  };
  send(tenant.id, 1);
  send(other.id, 2);
  const seen = async () => ({
    names: (await client.activity.list({ kinds: ['request'] })).entries.map(({ integrationName }) => integrationName),
    ok: (await client.activity.health()).flatMap(({ hours }) => hours).reduce((sum, { ok }) => sum + ok, 0),
  });
  expect(await seen()).toEqual({ names: ['Ours'], ok: 1 });
  await client.tenants.switch({ tenantId: other.id });
  expect(await seen()).toEqual({ names: ['Theirs', 'Theirs'], ok: 2 });
});
