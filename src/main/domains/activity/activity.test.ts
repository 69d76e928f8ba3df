import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TenantId } from '#contract/common.ts';
import { defineFacts, type Traffic } from '#main/facts/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { actAs } from '#test/support/actAs.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';

const day = 86_400_000;

const testFacts = defineFacts('test', { created: { kind: 'change', action: 'created' } });

/** A console that knows a fact of the tests' own, and what makes lines of both kinds. */
async function begin(now?: () => number) {
  const { console, client } = await testConsole(now ? { now } : {});
  const { kernel } = console;
  kernel.facts.register(Object.values(testFacts), undefined);
  const { tenant } = await client.tenants.session();
  const actorIn = (tenantId: TenantId): Actor => ({ ...console.openSession().actor(), kind: 'system', tenantId });
  const change = (subject: string, tenantId = tenant.id) =>
    kernel.store.write((w) =>
      kernel.facts.emit(w, testFacts.created, { actor: actorIn(tenantId), entity: { id: null, name: subject } }),
    );
  const traffic = (more: Pick<Traffic, 'kind' | 'subject'> & Partial<Traffic>) =>
    kernel.store.record((w) =>
      kernel.facts.recordTraffic(w, {
        tenantId: tenant.id,
        actor: actorIn(tenant.id),
        at: kernel.now(),
        action: 'sent',
        result: 'ok',
        ...more,
      }),
    );
  return { console, client, change, traffic };
}

describe('activity', () => {
  it('lists what happened, newest first, a page at a time', async () => {
    const { client, change } = await begin();
    for (const subject of ['a', 'b', 'c']) change(subject);
    const first = await client.activity.list({ limit: 2, kinds: ['change'] });
    expect(first).toMatchObject({ more: true, entries: [{ subject: 'c' }, { subject: 'b' }] });
    const before = first.entries.at(-1)?.id;
    expect(await client.activity.list({ limit: 2, kinds: ['change'], ...(before ? { before } : {}) })).toMatchObject({
      more: false,
      entries: [{ subject: 'a' }],
    });
  });

  it('finds text whatever its letters, and treats wildcards as text', async () => {
    const { client, change } = await begin();
    for (const subject of ['GitHub 100%', 'Jira']) change(subject);
    expect((await client.activity.list({ text: 'github' })).entries).toHaveLength(1);
    expect((await client.activity.list({ text: '0%' })).entries).toHaveLength(1);
    expect((await client.activity.list({ text: '%a' })).entries).toHaveLength(0);
  });

  it('searches a piece at a time, and finds what lies further back than one piece by going on', async () => {
    let now = Date.UTC(2030, 4, 18, 9, 10);
    const { console, client, change, traffic } = await begin(() => now);
    const other = await client.tenants.create({ name: 'Another' });
    change('a needle changed');
    traffic({ kind: 'request', subject: 'GET /a-needle-sent' });
    traffic({ kind: 'request', subject: 'GET /a-needle-elsewhere', tenantId: other.id });
    now += day;
    traffic({ kind: 'request', subject: 'GET /hay' });
    console.store.sqlite.exec(`
      WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 25000)
      INSERT INTO activity (tenant_id, id, at, kind, action, subject, result, details)
      SELECT tenant_id, substr(id, 1, 24) || printf('%012x', n), at, kind, action, subject, result, details
      FROM activity, count WHERE subject = 'GET /hay'`);
    const first = await client.activity.list({ text: 'needle' });
    expect(first).toMatchObject({ entries: [], more: true, next: expect.any(String) });
    const found = await client.activity.list({ text: 'needle', ...(first.next ? { before: first.next } : {}) });
    expect(found.entries.map(({ subject }) => subject)).toEqual(['GET /a-needle-sent', 'a needle changed']);
    expect(found).toMatchObject({ more: false, next: null });
  });

  it('names the integration as it is called now, and not once it is deleted', async () => {
    const { client, traffic } = await begin();
    const baseUrl = 'https://api.example.com';
    const { id } = await client.integrations.create({ name: 'A', type: 'api', provider: 'custom', baseUrl });
    traffic({ kind: 'request', subject: 'GET /a', integrationId: id });
    const named = async () => (await client.activity.list({ kinds: ['request'] })).entries[0]?.integrationName;
    await client.integrations.update({ id, changes: { displayName: 'Anchors' } });
    expect(await named()).toBe('Anchors');
    await client.integrations.remove({ ids: [id] });
    expect(await named()).toBeNull();
  });

  it('counts what was sent and checked in each hour of the last day', async () => {
    let now = Date.UTC(2026, 4, 18, 9, 10);
    const { client, traffic } = await begin(() => now);
    const baseUrl = 'https://api.example.com';
    const { id } = await client.integrations.create({ name: 'A', type: 'api', provider: 'custom', baseUrl });
    for (const result of ['ok', 'ok', 'failed'] as const) {
      traffic({ kind: 'request', subject: 'GET /a', result, integrationId: id });
      now += 10 * 60_000;
    }
    now += 60 * 60_000;
    traffic({ kind: 'check', subject: 'A', integrationId: id });
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
    const { client, change } = await begin();
    const other = await client.tenants.create({ name: 'Second' });
    change('theirs', other.id);
    change('ours');
    const subjects = (await client.activity.list({ kinds: ['change'] })).entries.map(({ subject }) => subject);
    expect(subjects).toEqual(['ours']);
  });

  it('forgets entries older than the retention when cleaned up', async () => {
    let now = Date.now() - 200 * day;
    const { client, change } = await begin(() => now);
    change('old');
    now += 200 * day;
    change('new');
    expect((await client.system.cleanUp()).activityRows).toBe(1);
    const subjects = (await client.activity.list({ kinds: ['change'] })).entries.map(({ subject }) => subject);
    expect(subjects).toEqual(['new']);
  });

  it('shows a line of an earlier version to whom alone the history shows the request', async () => {
    const { console, client, traffic } = await begin();
    const owner = (await client.tenants.session()).user.id;
    const id = '0198b1a0-0000-7000-8000-00000000000a';
    traffic({ kind: 'request', subject: 'GET /secret-path', details: [{ name: 'Exchange', value: id }] });
    traffic({ kind: 'request', subject: 'GET /of-all', details: [] });
    const { sqlite } = console.kernel.store;
    const columns = '(tenant_id, id, at, actor_id, actor_name, private_to, method, url, record, kept_bytes)';
    sqlite
      .prepare(
        `INSERT INTO exchanges ${columns} SELECT tenant_id, ?, 0, ?, 'A', ?, 'GET', '', '{}', 0 FROM activity LIMIT 1`,
      )
      .run(id, owner, owner);
    sqlite.exec(readFileSync('resources/migrations/sqlite/0020_private_traffic.sql', 'utf8'));
    const other = await actAs(console, client, 'admin');
    const subjects = async (who: Client) =>
      (await who.activity.list({ kinds: ['request'] })).entries.map((line) => line.subject);
    expect(await subjects(client)).toEqual(['GET /of-all', 'GET /secret-path']);
    expect(await subjects(other)).toEqual(['GET /of-all', 'with a private connection']);
  });

  it('shows what a private connection does to its owner alone', async () => {
    const { console, client, traffic } = await begin();
    const owner = (await client.tenants.session()).user.id;
    traffic({
      kind: 'request',
      subject: 'GET /secret-path',
      privateTo: owner,
      details: [{ name: 'URL', value: '/secret-path' }],
    });
    const other = await actAs(console, client, 'admin');
    const seen = async (who: Client) => JSON.stringify((await who.activity.list({ kinds: ['request'] })).entries);
    expect(await seen(client)).toContain('/secret-path');
    expect(await seen(other)).not.toContain('secret-path');
    expect((await other.activity.list({ kinds: ['request'], text: 'secret-path' })).entries).toEqual([]);
    expect((await other.activity.list({ kinds: ['request'] })).entries).toHaveLength(1);
  });
});
