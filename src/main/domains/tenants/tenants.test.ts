import { describe, expect, it } from 'vitest';
import type { Role } from '#contract/common.ts';
import { uuidv7 } from '#main/store/index.ts';
import { actAs } from '#test/support/actAs.ts';
import { testConsole } from '#test/support/testConsole.ts';

describe('tenants', () => {
  it('begins with one tenant whose admin is the person at the console', async () => {
    const { client } = await testConsole();
    const members = await client.tenants.members();
    expect(members).toMatchObject([{ role: 'admin', self: true, email: null }]);
  });

  it('is the same person after a restart, in the tenant they were in last', async () => {
    const first = await testConsole();
    const { id } = await first.client.tenants.create({ name: 'Second' });
    await first.client.tenants.switch({ tenantId: id });
    const { user } = await first.client.tenants.session();
    await first.console.close();
    const again = await testConsole(first.host);
    expect(await again.client.tenants.session()).toMatchObject({ user, tenant: { name: 'Second' } });
  });

  it('begins anew where the store does not know the person any more, beside the tenants that it has', async () => {
    const first = await testConsole();
    const { user } = await first.client.tenants.session();
    const stranger = JSON.stringify({ userId: uuidv7(), tenantId: uuidv7() });
    first.console.store.sqlite.prepare("UPDATE settings SET value = ? WHERE name = 'identity'").run(stranger);
    await first.console.close();
    const again = await testConsole(first.host);
    const session = await again.client.tenants.session();
    expect(session.user.id).not.toBe(user.id);
    expect(session.tenants.map(({ name, role }) => [name, role])).toEqual([['My organisation 2', 'admin']]);
  });

  it('deletes a tenant only when its name is repeated, and never the last one', async () => {
    const { client } = await testConsole();
    const first = (await client.tenants.session()).tenant;
    await expect(client.tenants.remove({ tenantId: first.id, confirmName: first.name })).rejects.toMatchObject({
      code: 'LAST_TENANT',
    });
    const { id } = await client.tenants.create({ name: 'Second' });
    await expect(client.tenants.remove({ tenantId: id, confirmName: 'second' })).rejects.toMatchObject({
      code: 'INVALID',
    });
    await client.tenants.switch({ tenantId: id });
    expect((await client.tenants.remove({ tenantId: id, confirmName: 'Second' })).tenant.id).toBe(first.id);
  });

  it('keeps at least one admin', async () => {
    const { client } = await testConsole();
    const { user } = await client.tenants.session();
    const demote = { userId: user.id, role: 'viewer' as const };
    await expect(client.tenants.updateMember(demote)).rejects.toMatchObject({ code: 'LAST_ADMIN' });
    await expect(client.tenants.removeMember({ userId: user.id })).rejects.toMatchObject({ code: 'LAST_ADMIN' });
    await client.tenants.addMember({ name: 'Second admin', email: null, role: 'admin' });
    expect(await client.tenants.updateMember(demote)).toMatchObject({ role: 'viewer' });
  });

  it('takes effect on the very next call when a role changes', async () => {
    const { client } = await testConsole();
    const { user } = await client.tenants.session();
    await client.tenants.addMember({ name: 'Second admin', email: null, role: 'admin' });
    await client.tenants.updateMember({ userId: user.id, role: 'editor' });
    await expect(client.tenants.addMember({ name: 'Third', email: null, role: 'viewer' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      data: { kept: 'Nothing was changed.' },
    });
  });

  it.each<Role>(['editor', 'viewer'])(
    'does not let a %s manage people, tenants, the vault or the store',
    async (role) => {
      const { console, client } = await testConsole();
      const { tenant } = await client.tenants.session();
      const other = await actAs(console, client, role);
      const { network } = await client.settings.get();
      const refused = await Promise.allSettled([
        other.tenants.rename({ tenantId: tenant.id, name: 'Mine' }),
        other.tenants.remove({ tenantId: tenant.id, confirmName: tenant.name }),
        other.tenants.addMember({ name: 'Friend', email: null, role: 'admin' }),
        other.settings.update({ network }),
        other.vault.setUp({ method: 'session' }),
        other.vault.rekey({}),
        other.system.backUp(),
        other.system.cleanUp(),
      ]);
      expect(refused).toEqual(
        refused.map(() => ({ status: 'rejected', reason: expect.objectContaining({ code: 'FORBIDDEN' }) })),
      );
    },
  );

  it('does not find people and tenants of another tenant', async () => {
    const { client } = await testConsole();
    const stranger = await client.tenants.addMember({ name: 'Stranger', email: 'a@example.com', role: 'editor' });
    const { id } = await client.tenants.create({ name: 'Second' });
    await client.tenants.switch({ tenantId: id });
    await expect(client.tenants.updateMember({ userId: stranger.userId, name: 'X' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(client.tenants.removeMember({ userId: stranger.userId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await client.tenants.members()).toHaveLength(1);
  });

  it('takes a member out, who is gone from the list and cannot be taken out again', async () => {
    const { client } = await testConsole();
    const { userId } = await client.tenants.addMember({ name: 'Guest', email: null, role: 'viewer' });
    expect(await client.tenants.removeMember({ userId })).toEqual({ userId });
    expect((await client.tenants.members()).map(({ name }) => name)).not.toContain('Guest');
    await expect(client.tenants.removeMember({ userId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is in its own activity from its first day on, with all that is done to it and its people', async () => {
    const { client } = await testConsole();
    const { id } = await client.tenants.create({ name: 'Second' });
    await client.tenants.switch({ tenantId: id });
    await client.tenants.rename({ tenantId: id, name: 'Third' });
    const { userId } = await client.tenants.addMember({ name: 'Guest', email: null, role: 'viewer' });
    await client.tenants.updateMember({ userId, role: 'editor' });
    await client.tenants.removeMember({ userId });
    const { entries } = await client.activity.list({});
    expect(
      entries.map((entry) => ('action' in entry ? `${entry.action} ${entry.subject}` : entry)).toReversed(),
    ).toEqual([
      'created tenant Second',
      'renamed tenant Third',
      'added Guest as viewer',
      'changed Guest',
      'removed Guest',
    ]);
  });

  it('refuses a mail address that another member has, in any case of letters', async () => {
    const { client } = await testConsole();
    await client.tenants.addMember({ name: 'One', email: 'one@example.com', role: 'viewer' });
    await expect(
      client.tenants.addMember({ name: 'Two', email: 'ONE@example.com', role: 'viewer' }),
    ).rejects.toMatchObject({ code: 'NAME_TAKEN', data: { field: 'email' } });
  });
});
