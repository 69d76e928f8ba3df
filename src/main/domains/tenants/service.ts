import { and, count, eq, sql } from 'drizzle-orm';
import { type Role, type TenantId, tenantId, type UserId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import { type Session, type Tenant, tenantFaults } from '#contract/tenants.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { type Reader, uuidv7 } from '#main/store/index.ts';
import type { TenantsDeps } from './deps.ts';
import { memberships, tenants, users } from './table.ts';

/** The person, the tenant they stand in, and all the tenants they belong to. */
export function readSession({ store }: TenantsDeps, actor: Actor): Session {
  const mine = tenantsOf(store.read, actor.userId);
  const tenant = mine.find((each) => each.id === actor.tenantId);
  const user = store.read
    .select({ id: users.id, name: users.name, email: users.email })
    .from(users)
    .where(eq(users.id, actor.userId))
    .get();
  if (!tenant || !user) throw notFound('The tenant');
  return { user, tenant, tenants: mine };
}

function tenantsOf(r: Reader, userId: UserId): Tenant[] {
  return r
    .select({ id: tenants.id, name: tenants.name, createdAt: tenants.createdAt, role: memberships.role })
    .from(memberships)
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(eq(memberships.userId, userId))
    .orderBy(sql`${tenants.name} COLLATE NOCASE`)
    .all();
}

/** Makes a tenant whose admin is the actor. Anyone may: it takes nothing from the others. */
export function createTenant(deps: TenantsDeps, actor: Actor, { name }: { name: string }): Tenant {
  const createdAt = deps.now();
  const id = tenantId.parse(uuidv7(createdAt));
  deps.store.write((w) => {
    refuseTakenName(w, name);
    w.insert(tenants).values({ id, name, createdAt }).run();
    w.insert(memberships).values({ tenantId: id, userId: actor.userId, role: 'admin', createdAt }).run();
  });
  tell(deps, { ...actor, tenantId: id }, 'created', `tenant ${name}`);
  return { id, name, createdAt, role: 'admin' };
}

export function renameTenant(deps: TenantsDeps, actor: Actor, input: { tenantId: TenantId; name: string }): Tenant {
  const role = requireAdminOf(deps.store.read, actor, input.tenantId);
  const row = deps.store.write((w) => {
    refuseTakenName(w, input.name, input.tenantId);
    return w.update(tenants).set({ name: input.name }).where(eq(tenants.id, input.tenantId)).returning().get();
  });
  tell(deps, { ...actor, tenantId: input.tenantId }, 'renamed', `tenant ${input.name}`);
  return { ...row, role };
}

/** Deletes a tenant and, by foreign keys, everything in it. The name typed again stands for the person's yes. */
export function removeTenant(
  deps: TenantsDeps,
  actor: Actor,
  input: { tenantId: TenantId; confirmName: string },
): void {
  requireAdminOf(deps.store.read, actor, input.tenantId);
  deps.store.write((w) => {
    const row = w.select({ name: tenants.name }).from(tenants).where(eq(tenants.id, input.tenantId)).get();
    if (row?.name !== input.confirmName) throw nameNotRepeated();
    if (tenantsOf(w, actor.userId).length === 1) throw lastTenant();
    w.delete(tenants).where(eq(tenants.id, input.tenantId)).run();
  });
  deps.onTenantRemoved(input.tenantId);
  deps.events.changed('tenants', null);
}

function requireAdminOf(r: Reader, actor: Actor, id: TenantId): Role {
  const row = r
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.tenantId, id), eq(memberships.userId, actor.userId)))
    .get();
  if (!row) throw notFound('The tenant');
  requireRole({ ...actor, role: row.role }, 'admin');
  return row.role;
}

function refuseTakenName(r: Reader, name: string, except?: TenantId): void {
  const taken = r.select({ id: tenants.id }).from(tenants).where(sql`${tenants.name} = ${name} COLLATE NOCASE`).get();
  if (!taken || taken.id === except) return;
  throw tenantFaults.fault('NAME_TAKEN', `There is a tenant called ${name} already.`, {
    kept: 'Nothing was changed.',
    todo: 'Choose another name.',
    field: 'name',
  });
}

const nameNotRepeated = () =>
  commonFaults.fault('INVALID', 'The name that was typed is not the name of the tenant.', {
    kept: 'Nothing was deleted.',
    todo: 'Type the name exactly as it is shown.',
    field: 'confirmName',
  });

const lastTenant = () =>
  tenantFaults.fault('LAST_TENANT', 'This is your only tenant.', {
    kept: 'Nothing was deleted.',
    todo: 'Create another tenant first.',
  });

function tell(deps: TenantsDeps, actor: Actor, action: string, subject: string): void {
  deps.events.changed('tenants', null);
  deps.events.happened({ tenantId: actor.tenantId, actor, kind: 'tenant', action, subject, result: 'ok' });
}

/** How many admins a tenant has. */
export function countAdmins(r: Reader, id: TenantId): number {
  const row = r
    .select({ admins: count() })
    .from(memberships)
    .where(and(eq(memberships.tenantId, id), eq(memberships.role, 'admin')))
    .get();
  return row?.admins ?? 0;
}
