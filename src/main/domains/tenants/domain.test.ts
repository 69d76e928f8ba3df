import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { type Role, type TenantId, tenantId, type UserId, userId } from '#contract/common.ts';
import { facts as factRows } from '#main/facts/table.ts';
import type { Person } from '#main/kernel/actor.ts';
import { uuidv7 } from '#main/store/index.ts';
import { domainClient } from '#test/support/domainClient.ts';
import { kernelRig } from '#test/support/kernelRig.ts';
import { createTenants } from './domain.ts';
import { memberFacts, tenantFacts } from './facts.ts';
import { createFirstTenant, createSessions, type Identity, oldestAdmin, userExists } from './identity.ts';
import { memberships, tenants, users } from './table.ts';

function rig() {
  const base = kernelRig([...Object.values(tenantFacts), ...Object.values(memberFacts)]);
  const removed: TenantId[] = [];
  const places = new Map<TenantId, string>();
  const domain = createTenants(base.kernel, {
    removeFiles: async (id) => void removed.push(id),
    teamPlace: (id) => places.get(id) ?? null,
  });
  base.kernel.jobs.register(domain.jobs);
  const admin = base.newActor() as Person;
  const { store } = base.kernel;
  const join = (tenant: TenantId, id: UserId, role: Role, createdAt: number) =>
    store.write((w) => w.insert(memberships).values({ tenantId: tenant, userId: id, role, createdAt }).run());
  const newUser = (name: string): UserId => {
    const id = userId.parse(uuidv7());
    store.write((w) => w.insert(users).values({ id, name, email: null, createdAt: 0 }).run());
    return id;
  };
  const newTenant = (name: string): TenantId => {
    const id = tenantId.parse(uuidv7());
    store.write((w) => w.insert(tenants).values({ id, name, createdAt: 0 }).run());
    return id;
  };
  return {
    ...base,
    store,
    removed,
    places,
    admin,
    join,
    newUser,
    newTenant,
    client: domainClient(domain, admin),
    as: (actor: Partial<Person>) => domainClient(domain, { ...admin, ...actor }),
    /** What the facts of one kind say, in order. */
    said: () =>
      store.read
        .select({ type: factRows.type, before: factRows.before, after: factRows.after, tenantId: factRows.tenantId })
        .from(factRows)
        .orderBy(factRows.seq)
        .all(),
  };
}

describe('a tenant', () => {
  test('is made with its maker as the admin, and a fact in its own activity', async () => {
    const { client, admin, clock, said } = rig();
    const made = await client.create({ name: ' Second ' });
    expect(made).toEqual({ id: made.id, name: 'Second', createdAt: clock.at, role: 'admin' });
    expect(said()).toEqual([{ type: 'tenant.created', before: null, after: { name: 'Second' }, tenantId: made.id }]);
    const { tenants: mine } = await client.session();
    expect(mine.find(({ id }) => id === made.id)).toMatchObject({ role: 'admin', name: 'Second' });
    expect((await client.session()).tenant.id).toBe(admin.tenantId);
  });

  test('has a name that no other has, in any case of letters; its own is free to it', async () => {
    const { client } = rig();
    const { id } = await client.create({ name: 'Second' });
    await client.create({ name: 'Third' });
    for (const name of ['second', 'SECOND', ' Second '])
      await expect(client.create({ name }), name).rejects.toMatchObject({
        code: 'NAME_TAKEN',
        data: { field: 'name', kept: 'Nothing was changed.', todo: 'Choose another name.' },
      });
    await expect(client.rename({ tenantId: id, name: 'third' })).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    expect(await client.rename({ tenantId: id, name: 'SECOND' })).toMatchObject({ id, name: 'SECOND', role: 'admin' });
    expect((await client.session()).tenants.map(({ name }) => name)).not.toContain('Second');
  });

  test('that came from elsewhere may be called like another, and each says where it is, or since when', async () => {
    const { client, admin, newTenant, join, places } = rig();
    const { tenant } = await client.session();
    const hints = async () => new Map((await client.session()).tenants.map(({ id, hint }) => [id, hint] as const));
    expect(await hints()).toEqual(new Map([[tenant.id, undefined]]));
    const [one, two, three] = ['', '', ''].map(() => newTenant(tenant.name.toUpperCase())) as [
      TenantId,
      TenantId,
      TenantId,
    ];
    for (const id of [one, two, three]) join(id, admin.userId, 'admin', 0);
    places
      .set(one, 'db.example.com:5432/one')
      .set(two, 'db.example.com:5432/two')
      .set(three, 'db.example.com:5432/two');
    expect(await hints()).toEqual(
      new Map([
        [tenant.id, 'On this computer only'],
        [one, 'Team at db.example.com:5432/one'],
        [two, 'Team at db.example.com:5432/two, since 1970-01-01 00:00 UTC'],
        [three, 'Team at db.example.com:5432/two, since 1970-01-01 00:00 UTC'],
      ]),
    );
    expect((await client.session()).tenant.hint).toBe('On this computer only');
    await expect(client.rename({ tenantId: one, name: tenant.name })).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    expect((await client.rename({ tenantId: one, name: 'One' })).name).toBe('One');
    expect((await hints()).get(one)).toBeUndefined();
  });

  test('is renamed only where it still has the name that the editor saw', async () => {
    const { client, said } = rig();
    const { id, createdAt } = await client.create({ name: 'Second' });
    await expect(client.rename({ tenantId: id, name: 'Third', expected: { name: 'First' } })).rejects.toMatchObject({
      code: 'CHANGED_MEANWHILE',
      data: { meanwhile: [{ field: 'name', now: 'Second' }] },
    });
    expect(await client.rename({ tenantId: id, name: 'Third', expected: { name: 'Second' } })).toEqual({
      id,
      name: 'Third',
      createdAt,
      role: 'admin',
    });
    expect(said().slice(1)).toEqual([
      { type: 'tenant.renamed', before: { name: 'Second' }, after: { name: 'Third' }, tenantId: id },
    ]);
  });

  test('of somebody else is not there, and its role is what counts, not that of the tenant one is in', async () => {
    const { client, admin, newTenant, newUser, join } = rig();
    const other = newTenant('Other');
    join(other, newUser('Grace'), 'admin', 0);
    for (const call of [
      () => client.rename({ tenantId: other, name: 'Mine' }),
      () => client.remove({ tenantId: other, confirmName: 'Other' }),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    join(other, admin.userId, 'editor', 0);
    await expect(client.rename({ tenantId: other, name: 'Mine' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(client.remove({ tenantId: other, confirmName: 'Other' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('that is deleted takes its files with it, once the store has let it go', async () => {
    const { client, kernel, removed, said, admin } = rig();
    const { id } = await client.create({ name: 'Second' });
    await expect(client.remove({ tenantId: id, confirmName: 'Second ' })).rejects.toMatchObject({
      code: 'INVALID',
      data: { field: 'confirmName', kept: 'Nothing was deleted.' },
    });
    await kernel.jobs.runDue();
    expect(removed).toEqual([]);
    expect((await client.remove({ tenantId: id, confirmName: 'Second' })).tenants).toHaveLength(1);
    await kernel.jobs.runDue();
    expect(removed).toEqual([id]);
    expect(said()).toEqual([
      { type: 'tenant.deleted', before: { name: 'Second' }, after: null, tenantId: admin.tenantId },
    ]);
    await expect(client.remove({ tenantId: id, confirmName: 'Second' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('that is the only one stays, with all that is in it', async () => {
    const { client, admin, kernel, removed } = rig();
    const { tenant } = await client.session();
    await expect(client.remove({ tenantId: tenant.id, confirmName: tenant.name })).rejects.toMatchObject({
      code: 'LAST_TENANT',
      data: { kept: 'Nothing was changed.', todo: 'Create another tenant first.' },
    });
    await kernel.jobs.runDue();
    expect([(await client.members()).length, removed, (await client.session()).tenant.id]).toEqual([
      1,
      [],
      admin.tenantId,
    ]);
  });
});

describe('people', () => {
  test('are listed by name, whatever its case, and each knows themselves', async () => {
    const { client } = rig();
    for (const name of ['bea', 'Cleo', 'ALF']) await client.addMember({ name, email: null, role: 'viewer' });
    expect((await client.members()).map(({ name, self }) => [name, self])).toEqual([
      ['Ada', true],
      ['ALF', false],
      ['bea', false],
      ['Cleo', false],
    ]);
  });

  test('change their own name and address, and nobody’s role; admins change all of it', async () => {
    const { client, as, said, clock } = rig();
    const { userId: id } = await client.addMember({ name: 'Bea', email: null, role: 'editor' });
    const bea = as({ userId: id, role: 'editor' });
    expect(await bea.updateMember({ userId: id, email: 'bea@example.com' })).toEqual({
      userId: id,
      name: 'Bea',
      email: 'bea@example.com',
      role: 'editor',
      createdAt: clock.at,
      self: true,
    });
    expect(await bea.updateMember({ userId: id, name: 'Beatrice' })).toMatchObject({ email: 'bea@example.com' });
    await expect(bea.updateMember({ userId: id, role: 'admin' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(bea.updateMember({ userId: id, role: 'editor' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const { user } = await client.session();
    await expect(bea.updateMember({ userId: user.id, name: 'X' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(bea.removeMember({ userId: user.id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await client.updateMember({ userId: id, email: null, role: 'viewer' })).toMatchObject({
      name: 'Beatrice',
      email: null,
      role: 'viewer',
      self: false,
    });
    const changed = said().filter(({ type }) => type === 'member.changed');
    expect(changed.map(({ before, after }) => [before, after])).toEqual([
      [
        { name: 'Bea', email: null, role: 'editor' },
        { name: 'Bea', email: 'bea@example.com', role: 'editor' },
      ],
      [
        { name: 'Bea', email: 'bea@example.com', role: 'editor' },
        { name: 'Beatrice', email: 'bea@example.com', role: 'editor' },
      ],
      [
        { name: 'Beatrice', email: 'bea@example.com', role: 'editor' },
        { name: 'Beatrice', email: null, role: 'viewer' },
      ],
    ]);
  });

  test('are changed only where they are still what the editor saw', async () => {
    const { client } = rig();
    const { userId: id } = await client.addMember({ name: 'Bea', email: null, role: 'editor' });
    await expect(
      client.updateMember({ userId: id, role: 'viewer', expected: { role: 'admin' } }),
    ).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE', message: 'Bea was changed elsewhere: role.' });
    expect(await client.updateMember({ userId: id, role: 'viewer', expected: { role: 'editor' } })).toMatchObject({
      role: 'viewer',
    });
  });

  test('have an address that nobody else of the tenant has; their own is free to them', async () => {
    const { client, newTenant, newUser, join, store } = rig();
    const { userId: id } = await client.addMember({ name: 'Bea', email: 'bea@example.com', role: 'viewer' });
    const { userId: other } = await client.addMember({ name: 'Cleo', email: null, role: 'viewer' });
    await expect(client.updateMember({ userId: other, email: 'BEA@example.com' })).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      message: 'Bea already has this email address.',
      data: { field: 'email' },
    });
    expect(await client.updateMember({ userId: id, email: 'Bea@Example.com' })).toMatchObject({
      email: 'Bea@Example.com',
    });
    // People without one are as many as there are, and another tenant's are another tenant's.
    await client.addMember({ name: 'Dora', email: null, role: 'viewer' });
    const stranger = newUser('Stranger');
    store.write((w) => w.run(sql`UPDATE users SET email = 'free@example.com' WHERE id = ${stranger}`));
    join(newTenant('Other'), stranger, 'admin', 0);
    await client.addMember({ name: 'Eve', email: 'free@example.com', role: 'viewer' });
    expect(await client.members()).toHaveLength(5);
  });

  test('who are taken out stay where another tenant has them', async () => {
    const { client, newTenant, join, store, said } = rig();
    const { userId: id } = await client.addMember({ name: 'Bea', email: null, role: 'viewer' });
    const other = newTenant('Other');
    join(other, id, 'editor', 0);
    await client.removeMember({ userId: id });
    const left = store.read
      .select({ tenantId: memberships.tenantId, userId: memberships.userId })
      .from(memberships)
      .all();
    expect(left.filter((each) => each.userId === id)).toEqual([{ tenantId: other, userId: id }]);
    expect(userExists(store.read, id)).toBe(true);
    expect(said().at(-1)).toMatchObject({
      type: 'member.removed',
      before: { name: 'Bea', email: null, role: 'viewer' },
      after: null,
    });
  });

  test('go out of a tenant by themselves where they have another one', async () => {
    const { client, as, admin, newTenant, join } = rig();
    const { userId: id } = await client.addMember({ name: 'Bea', email: null, role: 'admin' });
    join(newTenant('Other'), id, 'viewer', 0);
    expect(await as({ userId: id }).removeMember({ userId: id })).toEqual({ userId: id });
    expect((await client.members()).map((each) => each.userId)).toEqual([admin.userId]);
  });

  test('keep one admin among them, of this tenant and not of another one', async () => {
    const { client, admin, newTenant, newUser, join } = rig();
    join(newTenant('Other'), newUser('Grace'), 'admin', 0);
    for (const call of [
      () => client.updateMember({ userId: admin.userId, role: 'viewer' }),
      () => client.removeMember({ userId: admin.userId }),
    ])
      await expect(call()).rejects.toMatchObject({
        code: 'LAST_ADMIN',
        data: { kept: 'Nothing was changed.', todo: 'Make someone else an admin first.' },
      });
    // To be the admin that one is changes nothing.
    expect(await client.updateMember({ userId: admin.userId, role: 'admin', name: 'Ada L' })).toMatchObject({
      name: 'Ada L',
      role: 'admin',
    });
    const { userId: second } = await client.addMember({ name: 'Bea', email: null, role: 'admin' });
    // Without this tenant the person would have none, and could do nothing any more.
    await expect(client.removeMember({ userId: admin.userId })).rejects.toMatchObject({ code: 'LAST_TENANT' });
    await client.removeMember({ userId: second });
    await expect(client.removeMember({ userId: admin.userId })).rejects.toMatchObject({ code: 'LAST_ADMIN' });
  });
});

describe('who acts', () => {
  test('begins with one tenant and its admin, all of the same moment', () => {
    const { store } = rig();
    const made = store.write((w) => createFirstTenant(w, 5_000, 'Grace'));
    const membership = store.read.select().from(memberships).where(sql`user_id = ${made.userId}`).all();
    expect(membership).toEqual([{ ...made, role: 'admin', createdAt: 5_000 }]);
    expect(store.read.select().from(users).where(sql`id = ${made.userId}`).all()).toMatchObject([
      { name: 'Grace', email: null, createdAt: 5_000 },
    ]);
  });

  test('is the admin who was first, and nobody where there is none', () => {
    const { store, newTenant, newUser, join } = rig();
    store.write((w) => w.delete(memberships).run());
    expect(oldestAdmin(store.read)).toBeUndefined();
    const [early, late, viewer] = [newUser('Early'), newUser('Late'), newUser('Viewer')];
    const [one, two] = [newTenant('One'), newTenant('Two')];
    join(one, viewer, 'viewer', 1);
    join(one, late, 'admin', 30);
    join(two, early, 'admin', 20);
    join(one, early, 'admin', 40);
    expect(oldestAdmin(store.read)).toEqual({ userId: early, tenantId: two });
  });

  test('goes on in their oldest tenant where the one they were in is gone, and the next start begins there', () => {
    const { store, newTenant, newUser, join } = rig();
    const id = newUser('Bea');
    const [first, second, third] = [newTenant('First'), newTenant('Second'), newTenant('Third')];
    join(third, id, 'viewer', 30);
    join(second, id, 'editor', 20);
    join(first, id, 'admin', 10);
    const entered: Identity[] = [];
    const session = createSessions(store, (identity) => void entered.push(identity))({ userId: id, tenantId: third });
    expect(session.actor()).toEqual({ kind: 'person', userId: id, tenantId: third, name: 'Bea', role: 'viewer' });
    expect(entered).toEqual([]);
    session.switchTenant(second);
    expect([session.actor().role, entered]).toEqual(['editor', [{ userId: id, tenantId: second }]]);
    store.write((w) => w.delete(tenants).where(sql`id = ${second}`).run());
    expect(session.actor()).toMatchObject({ tenantId: first, role: 'admin' });
    expect(entered.at(-1)).toEqual({ userId: id, tenantId: first });
    expect(() => session.switchTenant(second)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(session.actor().tenantId).toBe(first);
    store.write((w) => w.delete(memberships).run());
    expect(() => session.actor()).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});
