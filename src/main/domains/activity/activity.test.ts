import { describe, expect, it } from 'vitest';
import type { TenantId } from '#contract/common.ts';
import { testConsole } from '#test/support/testConsole.ts';

const day = 86_400_000;

const happening = (tenantId: TenantId, subject: string) => ({
  tenantId,
  actor: null,
  kind: 'change' as const,
  action: 'created',
  subject,
  result: 'ok' as const,
});

describe('activity', () => {
  it('lists what happened, newest first, a page at a time', async () => {
    const { console, client } = await testConsole();
    const { tenant } = await client.tenants.session();
    for (const subject of ['a', 'b', 'c']) console.events.happened(happening(tenant.id, subject));
    const first = await client.activity.list({ limit: 2, kinds: ['change'] });
    expect(first).toMatchObject({ more: true, entries: [{ subject: 'c' }, { subject: 'b' }] });
    const before = first.entries.at(-1)?.id;
    expect(await client.activity.list({ limit: 2, kinds: ['change'], ...(before ? { before } : {}) })).toMatchObject({
      more: false,
      entries: [{ subject: 'a' }],
    });
  });

  it('finds text whatever its letters, and treats wildcards as text', async () => {
    const { console, client } = await testConsole();
    const { tenant } = await client.tenants.session();
    for (const subject of ['GitHub 100%', 'Jira']) console.events.happened(happening(tenant.id, subject));
    expect((await client.activity.list({ text: 'github' })).entries).toHaveLength(1);
    expect((await client.activity.list({ text: '0%' })).entries).toHaveLength(1);
    expect((await client.activity.list({ text: '%a' })).entries).toHaveLength(0);
  });

  it('names the integration as it is called now, and not once it is deleted', async () => {
    const { console, client } = await testConsole();
    const { tenant } = await client.tenants.session();
    const baseUrl = 'https://api.example.com';
    const { id } = await client.integrations.create({ name: 'A', type: 'api', provider: 'custom', baseUrl });
    console.events.happened({ ...happening(tenant.id, 'GET /a'), kind: 'request', integrationId: id });
    const named = async () => (await client.activity.list({ kinds: ['request'] })).entries[0]?.integrationName;
    await client.integrations.update({ id, changes: { displayName: 'Anchors' } });
    expect(await named()).toBe('Anchors');
    await client.integrations.remove({ ids: [id] });
    expect(await named()).toBeNull();
  });

  it('counts what was sent and checked in each hour of the last day', async () => {
    let now = Date.UTC(2026, 4, 18, 9, 10);
    const { console, client } = await testConsole({ now: () => now });
    const { tenant } = await client.tenants.session();
    const baseUrl = 'https://api.example.com';
    const { id } = await client.integrations.create({ name: 'A', type: 'api', provider: 'custom', baseUrl });
    for (const result of ['ok', 'ok', 'failed'] as const) {
      console.events.happened({ ...happening(tenant.id, 'GET /a'), kind: 'request', result, integrationId: id });
      now += 10 * 60_000;
    }
    now += 60 * 60_000;
    console.events.happened({ ...happening(tenant.id, 'A'), kind: 'check', integrationId: id });
    const hour = (hours: number) => Date.UTC(2026, 4, 18, hours);
    expect(await client.activity.health()).toEqual([
      {
        integrationId: id,
        hours: [
          { at: hour(9), ok: 2, failed: 1 },
          { at: hour(10), ok: 1, failed: 0 },
        ],
      },
    ]);
  });

  it('shows nothing of another tenant', async () => {
    const { console, client } = await testConsole();
    const { tenant } = await client.tenants.session();
    const other = await client.tenants.create({ name: 'Second' });
    console.events.happened(happening(other.id, 'theirs'));
    console.events.happened(happening(tenant.id, 'ours'));
    const subjects = (await client.activity.list({ kinds: ['change'] })).entries.map(({ subject }) => subject);
    expect(subjects).toEqual(['ours']);
  });

  it('forgets entries older than the retention when cleaned up', async () => {
    let now = Date.now() - 200 * day;
    const { console, client } = await testConsole({ now: () => now });
    const { tenant } = await client.tenants.session();
    console.events.happened(happening(tenant.id, 'old'));
    now += 200 * day;
    console.events.happened(happening(tenant.id, 'new'));
    expect((await client.system.cleanUp()).activityRows).toBe(1);
    const subjects = (await client.activity.list({ kinds: ['change'] })).entries.map(({ subject }) => subject);
    expect(subjects).toEqual(['new']);
  });
});
