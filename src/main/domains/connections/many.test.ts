import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { ConnectionState } from '#core/connections/state.ts';
import { attentionStates } from '#core/connections/state.ts';
import { actAs } from '#test/support/actAs.ts';
import { connectionsRig, loopbackServer } from '#test/support/connectionsRig.ts';
import { create, setUp, window } from '#test/support/makeConnection.ts';
import { testConsole } from '#test/support/testConsole.ts';
import { buildWorld, plainDraft } from '#test/support/world.ts';
import { checkConnection } from './check.ts';
import { listConnections } from './list.ts';
import { readConnection } from './read.ts';
import { removalOf, removeConnections } from './remove.ts';
import { changeState, connections } from './table.ts';
import { updateConnection } from './update.ts';

const day = 86_400_000;

/** One connection of each state that a stored row can bring about, and their names by state. */
async function oneOfEach() {
  const rig = await connectionsRig();
  const now = rig.deps.now();
  const integrationId = setUp(rig, rig.admin, 'team', 'unchecked').integrationId;
  const add = (name: string) => create(rig, rig.admin, integrationId, 'team', name).id;
  const set = (name: string, state: Parameters<typeof changeState>[2]) => {
    const key = { tenantId: rig.admin.tenantId, id: add(name) };
    rig.store.write((w) => changeState(w, key, state));
  };
  for (const state of ['valid', 'refused', 'failing'] as const) set(state, { state });
  for (const suspension of ['revoked', 'needsSignIn'] as const) set(suspension, { suspension });
  for (const [name, expiresAt] of [
    ['expired', now - day],
    ['expiring', now + day],
  ] as const) {
    const id = add(name);
    const set = { expiresAt, secretChangedAt: now - 30 * day };
    rig.store.write((w) => w.update(connections).set(set).where(eq(connections.id, id)).run());
  }
  const named = (filter: Partial<Parameters<typeof listConnections>[2]>) => {
    const { rows, ...counts } = listConnections(rig.deps, rig.admin, { ...window, ...filter });
    return { names: rows.map(({ name }) => name).sort(), ...counts };
  };
  return { rig, named, integrationId };
}

describe('what needs attention', () => {
  test('is counted once: the badge, the filter and the cards of the overview agree', async () => {
    const { named, integrationId } = await oneOfEach();
    const { all, attention } = named({});
    const filtered = named({ attention: true });
    const cards = Object.values(attentionStates).map((states) => named({ states: [...states] as ConnectionState[] }));
    expect(all).toBe(8);
    expect(attention).toBe(6);
    expect(filtered).toMatchObject({ total: attention, all, attention });
    expect(cards.map(({ total }) => total).reduce((sum, total) => sum + total)).toBe(attention);
    expect(cards.flatMap(({ names }) => names).sort()).toEqual(filtered.names);
    expect(filtered.names).not.toContain('valid');
    expect(named({ integrationId })).toMatchObject({ total: 8, all: 8, attention: 6 });
  });

  test('of one integration counts its own connections alone', async () => {
    const { rig, named } = await oneOfEach();
    const other = setUp(rig, rig.admin, 'team', 'elsewhere');
    expect(named({ integrationId: other.integrationId })).toMatchObject({ total: 1, all: 1, attention: 0 });
    expect(named({})).toMatchObject({ total: 9, all: 9, attention: 6 });
  });
});

describe('deleting many', () => {
  test('says what loses its credentials, each thing once, and then deletes them with their secrets', async () => {
    const { console, client } = await testConsole();
    const server = await loopbackServer((_request, response) => response.end('{}'));
    const { connectionId, integrationId } = await buildWorld(client, server.url);
    const ids = [connectionId];
    const draft = { ...plainDraft, integrationId, connectionId };
    await client.collections.save({ name: 'Ask again', draft });
    const single = await client.connections.uses({ id: connectionId });
    expect(single.map(({ kind }) => kind).sort()).toEqual(['assistant', 'saved request']);
    expect(await client.connections.removal({ ids })).toEqual({ connections: 1, othersOwn: 0, uses: single });
    expect(await client.integrations.removal({ ids: [integrationId] })).toEqual({
      integrations: 1,
      connections: 1,
      assistants: 1,
      assistantNames: [expect.any(String)],
      savedRequests: 2,
    });
    expect(await client.connections.removeMany({ ids })).toEqual({ ids });
    expect(
      console.store.sqlite.prepare("SELECT count(*) AS n FROM secrets WHERE owner_table = 'connections'").get(),
    ).toEqual({ n: 0 });
    expect(await client.connections.removal({ ids })).toEqual({ connections: 0, othersOwn: 0, uses: [] });
    expect(await client.connections.removeMany({ ids })).toEqual({ ids: [] });
    expect(await client.integrations.removal({ ids: [integrationId] })).toMatchObject({
      connections: 0,
      assistants: 1,
    });
  });

  test('names no assistant of others, and counts it', async () => {
    const { console, client } = await testConsole();
    const server = await loopbackServer((_request, response) => response.end('{}'));
    const { assistantId, integrationId } = await buildWorld(client, server.url);
    await client.assistants.update({ id: assistantId, changes: { visibility: 'private' } });
    const editor = await actAs(console, client, 'editor');
    expect(await editor.integrations.removal({ ids: [integrationId] })).toMatchObject({
      assistants: 1,
      assistantNames: [],
    });
    expect(await editor.assistants.removal({ ids: [assistantId] })).toEqual({ assistants: 0, attachments: 0 });
    expect(await client.assistants.removal({ ids: [assistantId] })).toEqual({ assistants: 1, attachments: 1 });
  });

  test('passes over those of someone else, and says how many stay', async () => {
    const rig = await connectionsRig();
    const editor = rig.member('editor', 'Eddie');
    const own = setUp(rig, editor, 'team', 'own');
    const others = create(rig, rig.admin, own.integrationId, 'team', 'theirs');
    const hidden = create(rig, rig.admin, own.integrationId, 'private', 'hidden');
    const ids = [own.id, others.id, hidden.id];
    expect(removalOf(rig.deps, editor, { ids })).toEqual({ connections: 1, othersOwn: 1, uses: [] });
    expect(removeConnections(rig.deps, editor, { ids })).toEqual({ ids: [own.id] });
    expect(listConnections(rig.deps, rig.admin, window).rows.map(({ name }) => name)).toEqual(['hidden', 'theirs']);
  });
});

describe('what a check says', () => {
  test.each([
    ['a connection that shows it', {}, 'Books refused the key (401). The connection is kept and marked refused.'],
    ['one that has expired as well', { expiresAt: 1 }, 'Books refused the key (401). The connection is kept.'],
  ])('is marked refused only on %s', async (_what, changes, message) => {
    const rig = await connectionsRig();
    const server = await loopbackServer((_request, response) => response.writeHead(401).end());
    const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' } as const;
    const integrationId = rig.integrate({ baseUrl: server.url, displayName: 'Books', manualAuth });
    const { id } = create(rig, rig.admin, integrationId, 'team', 'bot');
    updateConnection(rig.deps, rig.admin, { id, changes });
    const result = await checkConnection(rig.deps, rig.admin, { integrationId, connectionId: id });
    expect(result.message).toBe(message);
    const { state, stateReason } = readConnection(rig.deps, rig.store.read, rig.admin, id);
    expect(state === 'refused').toBe(message.includes('marked refused'));
    // What is kept says what was seen, and nothing that is no longer so after the next secret.
    expect(`${stateReason} ${JSON.stringify(rig.happenings)}`).not.toContain('marked');
  });
});
