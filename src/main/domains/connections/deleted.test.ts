import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { ConnectionId } from '#contract/common.ts';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { memberships } from '#main/domains/tenants/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { type ConnectionsRig, connectionsRig } from '#test/support/connectionsRig.ts';
import { create, outcome, setUp, window } from '#test/support/makeConnection.ts';
import { createConnection } from './create.ts';
import { openMaterials } from './credentials/send.ts';
import { listDeletedConnections, restoreConnections } from './deleted.ts';
import { listConnections } from './list.ts';
import { readConnection } from './read.ts';
import { removeConnection } from './remove.ts';
import { replaceSecret } from './replaceSecret.ts';
import { requireUsable } from './table.ts';
import { updateConnection } from './update.ts';

type Rig = Pick<ConnectionsRig, 'deps' | 'admin' | 'store'>;

const remove = ({ deps }: Rig, actor: Actor, id: ConnectionId) =>
  removeConnection(deps, actor, { id, confirmed: true });
const restore = ({ deps }: Rig, actor: Actor, id: ConnectionId) => restoreConnections(deps, actor, { ids: [id] }).ids;
const deleted = ({ store }: Rig, actor: Actor) => listDeletedConnections(store.read, actor);
const read = ({ deps, store }: Rig, actor: Actor, id: ConnectionId) => readConnection(deps, store.read, actor, id);
const secretsLeft = ({ store }: Rig) => store.sqlite.prepare('SELECT count(*) FROM secrets').pluck().get();

describe('a deleted connection', () => {
  test('comes back with everything but its secret, and works once that is entered again', async () => {
    const rig = await connectionsRig();
    const { id } = setUp(rig, rig.admin, 'team');
    updateConnection(rig.deps, rig.admin, { id, changes: { allowedHosts: ['api.example.com', 'two.example.com'] } });
    const before = read(rig, rig.admin, id);
    remove(rig, rig.admin, id);
    expect(secretsLeft(rig)).toBe(0);
    expect(listConnections(rig.deps, rig.admin, window)).toMatchObject({ total: 0, all: 0, attention: 0 });
    expect(deleted(rig, rig.admin)).toMatchObject([
      { id, name: `bot (${before.integrationName})`, restorable: true, deletedAt: expect.any(Number) },
    ]);
    expect(restore(rig, rig.admin, id)).toEqual([id]);
    expect(deleted(rig, rig.admin)).toEqual([]);
    const after = read(rig, rig.admin, id);
    expect(after).toEqual({ ...before, state: 'missing', stateReason: expect.any(String) });
    const open = () => openMaterials(rig.deps, rig.admin, requireUsable(rig.store.read, rig.admin, id));
    await expect(open()).rejects.toMatchObject({ code: 'NO_SECRET' });
    expect(replaceSecret(rig.deps, rig.admin, { id, secret: 'entered-again-0001' }).state).toBe('unchecked');
    expect(await open()).toMatchObject([{ secret: 'entered-again-0001' }]);
  });

  test.each([
    ['team', 'owner', 'restored'],
    ['team', 'admin', 'restored'],
    ['team', 'editor', 'seen'],
    ['team', 'viewer', 'FORBIDDEN'],
    ['private', 'owner', 'restored'],
    ['private', 'admin', 'hidden'],
    ['private', 'editor', 'hidden'],
    ['private', 'viewer', 'FORBIDDEN'],
  ] as const)('of the %s, is for its %s: %s', async (visibility, who, expected) => {
    const rig = await connectionsRig();
    const owner = rig.member('editor', 'Olga');
    const { id } = setUp(rig, owner, visibility);
    remove(rig, owner, id);
    const actor = who === 'owner' ? owner : who === 'admin' ? rig.admin : rig.member(who, 'Vera');
    const seen = deleted(rig, actor).map(({ restorable }) => restorable);
    expect(seen).toEqual(
      expected === 'hidden' || (visibility === 'private' && who !== 'owner') ? [] : [expected === 'restored'],
    );
    const work = () => restore(rig, actor, id);
    if (expected === 'FORBIDDEN') expect(outcome(work)).toBe('FORBIDDEN');
    else expect(work()).toEqual(expected === 'restored' ? [id] : []);
  });

  test('whose owner left is an admin’s to bring back', async () => {
    const rig = await connectionsRig();
    const owner = rig.member('editor', 'Olga');
    const { id } = setUp(rig, owner, 'private');
    remove(rig, owner, id);
    if (owner.kind !== 'person') throw new Error('no person');
    rig.store.write((w) => w.delete(memberships).where(eq(memberships.userId, owner.userId)).run());
    expect(deleted(rig, rig.member('editor', 'Vera'))).toEqual([]);
    expect(restore(rig, rig.admin, id)).toEqual([id]);
    expect(read(rig, rig.admin, id)).toMatchObject({ orphaned: true, visibility: 'private', state: 'missing' });
  });

  test('of another tenant does not exist', async () => {
    const rig = await connectionsRig();
    const { id } = setUp(rig, rig.admin, 'team');
    remove(rig, rig.admin, id);
    const stranger = { ...rig.admin, tenantId: (await connectionsRig()).admin.tenantId };
    expect([deleted(rig, stranger), restore(rig, stranger, id)]).toEqual([[], []]);
  });

  test('says what it cannot come back for: its name, its integration', async () => {
    const rig = await connectionsRig();
    const { id, integrationId, integrationName } = setUp(rig, rig.admin, 'team');
    remove(rig, rig.admin, id);
    const other = create(rig, rig.admin, integrationId, 'team', 'BOT');
    const fault = (message: string, todo: string) =>
      expect.objectContaining({
        code: 'CONFLICT',
        message: expect.stringContaining(message),
        data: expect.objectContaining({ todo: expect.stringContaining(todo) }),
      });
    expect(() => restore(rig, rig.admin, id)).toThrow(fault('now named bot', 'Rename'));
    remove(rig, rig.admin, other.id);
    const mark = (deletedAt: number | null) =>
      rig.store.write((w) => w.update(integrations).set({ deletedAt }).where(eq(integrations.id, integrationId)).run());
    mark(1);
    expect(() => restore(rig, rig.admin, id)).toThrow(fault('was deleted as well', `Restore ${integrationName} first`));
    mark(null);
    expect(restore(rig, rig.admin, id)).toEqual([id]);
  });

  test('is the default again, unless another one became it', async () => {
    const rig = await connectionsRig();
    const { id, integrationId, isDefault } = setUp(rig, rig.admin, 'team');
    expect(isDefault).toBe(true);
    remove(rig, rig.admin, id);
    restore(rig, rig.admin, id);
    expect(read(rig, rig.admin, id).isDefault).toBe(true);
    remove(rig, rig.admin, id);
    expect(create(rig, rig.admin, integrationId, 'team', 'next').isDefault).toBe(true);
    restore(rig, rig.admin, id);
    expect(read(rig, rig.admin, id).isDefault).toBe(false);
  });

  test.each([
    `allowed_hosts = '["evil.test"]'`,
    `placement = '{"in":"header","name":"Host","prefix":""}'`,
    `kind = 'bearer'`,
    `config = '{"kind":"headers","names":["X-Other"]}'`,
    `secret_by = NULL`,
  ])('that was altered in the store to %s does not come back', async (alteration) => {
    const rig = await connectionsRig();
    const { id } = setUp(rig, rig.admin, 'team');
    remove(rig, rig.admin, id);
    rig.store.sqlite.exec(`UPDATE deleted_connections SET ${alteration}`);
    expect(() => restore(rig, rig.admin, id)).toThrow(
      expect.objectContaining({ code: 'CONFLICT', message: expect.stringContaining('changed outside Patchbay') }),
    );
    expect([deleted(rig, rig.admin).length, listConnections(rig.deps, rig.admin, window).total]).toEqual([1, 0]);
  });

  test('needs an open vault, since only that can say whether it was altered', async () => {
    const rig = await connectionsRig();
    const { id } = setUp(rig, rig.admin, 'team');
    rig.vault.lock();
    remove(rig, rig.admin, id);
    expect([secretsLeft(rig), outcome(() => restore(rig, rig.admin, id))]).toEqual([0, 'VAULT_LOCKED']);
    await rig.vault.unlock();
    expect(restore(rig, rig.admin, id)).toEqual([id]);
    expect(replaceSecret(rig.deps, rig.admin, { id, secret: 'entered-again-0001' }).state).toBe('unchecked');
  });

  test('of OAuth2 keeps its client and asks for a sign-in', async () => {
    const rig = await connectionsRig();
    const integrationId = rig.integrate({ baseUrl: 'https://api.example.com' });
    const oauth = oauthConfig.parse({
      grant: 'authorizationCode',
      clientAuth: 'none',
      clientId: 'client-1',
      authorizationUrl: 'https://id.example.com/authorize',
      tokenUrl: 'https://id.example.com/token',
    });
    const input = { integrationId, name: 'bot', schemeKey: null, visibility: 'team', kind: 'oauth2' } as const;
    const config = { kind: 'oauth2', oauth } as const;
    const { id, parts } = createConnection(rig.deps, rig.admin, { ...input, config });
    remove(rig, rig.admin, id);
    restore(rig, rig.admin, id);
    expect(read(rig, rig.admin, id)).toMatchObject({ parts, state: 'needsSignIn' });
  });

  test('with a value that cannot be read moves like any other', async () => {
    const rig = await connectionsRig();
    const { id } = setUp(rig, rig.admin, 'team');
    rig.store.sqlite.exec(`UPDATE connections SET secret_hint = 'x', previous = '{', previous_until = 9e12`);
    remove(rig, rig.admin, id);
    expect(rig.store.sqlite.prepare('SELECT previous, previous_until FROM deleted_connections').all()).toEqual([
      { previous: null, previous_until: null },
    ]);
    expect(restore(rig, rig.admin, id)).toEqual([id]);
    rig.store.sqlite.exec(`UPDATE connections SET more = '{'`);
    remove(rig, rig.admin, id);
    // Altered past the vault, so that it stays where it is.
    expect(outcome(() => restore(rig, rig.admin, id))).toBe('CONFLICT');
  });

  test('has its lines in the activity; a private one is named to its owner alone', async () => {
    const rig = await connectionsRig();
    for (const visibility of ['team', 'private'] as const) {
      const { id } = setUp(rig, rig.admin, visibility);
      remove(rig, rig.admin, id);
      restore(rig, rig.admin, id);
    }
    const lines = rig.happenings.filter((line) => 'action' in line && line.action === 'restored');
    expect(lines).toMatchObject([
      { subject: expect.stringMatching(/^bot \(/) },
      { subject: expect.stringMatching(/^a private connection of /) },
    ]);
  });
});
