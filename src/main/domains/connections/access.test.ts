import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { integrations } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { connectionsRig } from '#test/support/connectionsRig.ts';
import { create, outcome, setUp, window } from '#test/support/makeConnection.ts';
import { listConnections } from './list.ts';
import { readConnection } from './read.ts';
import { removeConnection } from './remove.ts';
import { replaceSecret } from './replaceSecret.ts';
import { requireUsable } from './table.ts';
import { updateConnection } from './update.ts';
import { usableConnections } from './usable.ts';

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
