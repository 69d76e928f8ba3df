import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SavedRequest } from '#contract/collections.ts';
import { exchangeId, savedRequestId } from '#contract/common.ts';
import { startEcho } from '#test/support/echoServer.ts';
import { oldFolder, openOldFolder } from '#test/support/oldFolder.ts';
import type { Client } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';

/** `port` is where the server of the folder's integrations listens now. */
const openOld = (port?: string) =>
  openOldFolder((sqlite) => {
    if (port !== undefined)
      sqlite.exec(`UPDATE integrations SET base_url = replace(base_url, '47321', '${Number(port)}');
        UPDATE connections SET allowed_hosts = replace(allowed_hosts, '47321', '${Number(port)}')`);
  });

/** The saved requests with all that they are, in their order. */
async function drafts(client: Client): Promise<SavedRequest[]> {
  const { requests } = await client.collections.tree();
  return Promise.all(requests.map(({ id }) => client.collections.request({ id: savedRequestId.parse(id) })));
}

describe('a data folder of version 0.1.0', () => {
  it('opens, migrates and shows everything as it was', async () => {
    const { console, client } = await openOld();
    const { summary } = oldFolder;
    const connections = await client.connections.list({ sort: 'name' });
    expect(connections.rows.map(({ name, kind, state, lastStatus }) => ({ name, kind, state, lastStatus }))).toEqual(
      summary.list.map(({ name, kind, state, lastStatus }) => ({ name, kind, state, lastStatus })),
    );
    const integrations = await client.integrations.list({});
    expect(integrations.rows).toMatchObject(summary.integrations);
    expect((await client.assistants.list({})).rows.map(({ name }) => name)).toEqual(summary.assistants);
    const attached = await client.assistants.integrations({ assistantId: summary.assistantId, attached: true });
    expect(attached.rows).toHaveLength(2);
    expect((await client.requests.history({})).rows).toHaveLength(summary.history);
    expect((await drafts(client)).map(({ name }) => name)).toEqual(summary.saved);
    const health = await client.health.report({ integrationId: summary.manual, hours: 24 });
    expect(health.schedule).toEqual(summary.health.schedule);
    const session = console.openSession();
    const { logo } = await client.integrations.get({ id: summary.manual });
    expect(logo.kind === 'file' && (await console.readLogo(session, logo.file))?.bytes.byteLength).toBeGreaterThan(0);
    expect(await client.system.integrityCheck()).toEqual({ ok: true, problems: [] });
  });

  it('keeps its activity, before what happens from now on', async () => {
    const { client } = await openOld();
    await client.integrations.create({ name: 'New', type: 'api', provider: 'custom', baseUrl: 'http://127.0.0.1:9' });
    const { entries } = await client.activity.list({ limit: 500 });
    const shown = entries.map(({ kind, action, subject, result }) => ({ kind, action, subject, result }));
    expect(shown[0]).toEqual({ kind: 'change', action: 'created', subject: 'New', result: 'ok' });
    const before = shown.slice(1).filter((each) => !(each.kind === 'check' && each.subject === 'Manual'));
    expect(before).toEqual(
      oldFolder.summary.activity.filter((each) => !(each.kind === 'check' && each.subject === 'Manual')),
    );
    expect((await client.activity.list({ text: 'no good' })).entries.length).toBeGreaterThan(0);
  });

  it.each([
    ['apiKey', 'manual', 'old-secret-apikey-0001'],
    ['private', 'manual', 'old-secret-private-0001'],
    ['bearer', 'any', 'Bearer old-secret-bearer-0001'],
    ['basic', 'any', Buffer.from('ada:old-secret-basic-0001').toString('base64')],
    ['headers', 'any', 'old-secret-header-0001'],
    ['aws', 'any', 'Credential=AKIDEXAMPLE/'],
    ['oauth2', 'any', 'Bearer old-access-token-0001'],
  ] as const)('sends with its %s connection', async (name, place, sent) => {
    const server = await startEcho();
    onTestFinished(() => server.close());
    const { client } = await openOld(new URL(server.url).port);
    const id = oldFolder.summary.connections[name];
    if (id === undefined) throw new Error(`The folder has no ${name}`);
    const { integrationId } = await client.connections.get({ id });
    expect(integrationId === oldFolder.summary.manual).toBe(place === 'manual');
    const draft = { ...plainDraft, integrationId, connectionId: id, url: '/old' };
    await client.requests.send({ id: exchangeId.parse(randomUUID()), draft });
    expect(server.seen.join('\n')).toContain(sent);
  });

  it('brings back what was deleted', async () => {
    const { client } = await openOld();
    await client.integrations.restore({ ids: [oldFolder.summary.deleted] });
    expect((await client.integrations.get({ id: oldFolder.summary.deleted })).name).toBe('Deleted');
  });

  it('brings back what is deleted from now on, a connection without its secret', async () => {
    const { client } = await openOld();
    const id = oldFolder.summary.connections.apiKey;
    const saved = await drafts(client);
    const items = saved.map((row) => ({ kind: 'request' as const, id: row.id }));
    if (id === undefined) throw new Error('The folder has no apiKey');
    const before = await client.connections.get({ id });
    const { rows: attached } = await client.assistants.integrations({ assistantId: oldFolder.summary.assistantId });
    await client.connections.removeMany({ ids: [id] });
    await client.collections.remove({ items });
    expect(await drafts(client)).toEqual([]);
    await client.connections.restore({ ids: [id] });
    await client.collections.restore({ items });
    expect(await drafts(client)).toEqual(saved);
    const { name, allowedHosts, parts, isDefault } = before;
    expect(await client.connections.get({ id })).toMatchObject({
      name,
      allowedHosts,
      parts,
      isDefault,
      state: 'missing',
    });
    const again = await client.assistants.integrations({ assistantId: oldFolder.summary.assistantId });
    const choices = (rows: typeof attached) => rows.map(({ attachment }) => attachment?.connection?.id);
    expect(choices(attached)).toContain(id);
    expect(choices(again.rows)).toEqual(choices(attached));
    expect((await client.connections.replaceSecret({ id, secret: 'entered-again-0001' })).state).toBe('unchecked');
    expect(await client.system.integrityCheck()).toEqual({ ok: true, problems: [] });
  });

  it('checks by schedule from the first start on', async () => {
    const { console } = await openOld();
    const waiting = console.store.sqlite.prepare("SELECT count(*) FROM jobs WHERE kind = 'health.check'").pluck();
    await expect.poll(() => waiting.get()).toBe(1);
  });
});
