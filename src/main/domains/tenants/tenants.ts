import { and, count, eq, ne, sql } from 'drizzle-orm';
import { type Role, type TenantId, tenantId, type UserId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import { type Session, type Tenant, tenantFaults } from '#contract/tenants.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { type Expected, requireUnchanged } from '#main/kernel/edits.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { type Reader, uuidv7 } from '#main/store/index.ts';
import { isOfPerson, personOf, userIn } from './aliases.ts';
import { tenantFacts, tenantJobs } from './facts.ts';
import { memberships, tenants, users } from './table.ts';

/** Where a tenant is shared, in words: host, port and database; null where it is on this computer only. */
export type TeamPlace = (tenantId: TenantId) => string | null;

/** The person, the tenant they are in, and all the tenants they belong to. */
export function readSession(r: Reader, actor: Actor, teamPlace: TeamPlace): Session {
  const mine = toldApart(tenantsOf(r, personOf(r, actor)), teamPlace);
  const tenant = mine.find((each) => each.id === actor.tenantId);
  const user = r
    .select({ id: users.id, name: users.name, email: users.email })
    .from(users)
    .where(eq(users.id, actor.userId))
    .get();
  if (!tenant || !user) throw notFound('The tenant');
  return { user, tenant, tenants: mine };
}

function tenantsOf(r: Reader, personId: UserId): Tenant[] {
  return r
    .select({ id: tenants.id, name: tenants.name, createdAt: tenants.createdAt, role: memberships.role })
    .from(memberships)
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(isOfPerson(personId))
    .orderBy(sql`${tenants.name} COLLATE NOCASE`, tenants.createdAt, tenants.id)
    .all();
}

/** A tenant that came from a team may be called like another one of this store: then each says where it is, and else since when. */
function toldApart(all: readonly Tenant[], teamPlace: TeamPlace): Tenant[] {
  const byName = Map.groupBy(all, ({ name }) => name.toLowerCase());
  const placeOf = ({ id }: Tenant) => {
    const place = teamPlace(id);
    return place === null ? 'On this computer only' : `Team at ${place}`;
  };
  return all.map((tenant) => {
    const same = byName.get(tenant.name.toLowerCase()) ?? [];
    if (same.length <= 1) return tenant;
    const place = placeOf(tenant);
    if (same.filter((each) => placeOf(each) === place).length === 1) return { ...tenant, hint: place };
    const since = new Date(tenant.createdAt).toISOString().slice(0, 16).replace('T', ' ');
    return { ...tenant, hint: `${place}, since ${since} UTC` };
  });
}

/** Makes a tenant whose admin is the actor. Anyone may: it takes nothing from the others. */
export function createTenant(kernel: Kernel, actor: Actor, { name }: { name: string }): Tenant {
  const createdAt = kernel.now();
  const id = tenantId.parse(uuidv7(createdAt));
  kernel.store.write((w) => {
    refuseTakenName(w, name);
    w.insert(tenants).values({ id, name, createdAt }).run();
    const admin = actorIn(w, actor, id);
    w.insert(memberships).values({ tenantId: id, userId: admin.userId, role: 'admin', createdAt }).run();
    kernel.facts.emit(w, tenantFacts.created, {
      actor: admin,
      entity: { id, name: `tenant ${name}` },
      after: { name },
    });
  });
  return { id, name, createdAt, role: 'admin' };
}

export function renameTenant(
  kernel: Kernel,
  actor: Actor,
  input: { tenantId: TenantId; name: string; expected?: Expected },
): Tenant {
  const role = requireAdminOf(kernel.store.read, actor, input.tenantId);
  const row = kernel.store.write((w) => {
    refuseTakenName(w, input.name, input.tenantId);
    const before = w.select({ name: tenants.name }).from(tenants).where(eq(tenants.id, input.tenantId)).get();
    if (before) requireUnchanged(before.name, before, { name: input.name }, input.expected);
    kernel.facts.emit(w, tenantFacts.renamed, {
      actor: actorIn(w, actor, input.tenantId),
      entity: { id: input.tenantId, name: `tenant ${input.name}` },
      before: { name: before?.name },
      after: { name: input.name },
    });
    return w.update(tenants).set({ name: input.name }).where(eq(tenants.id, input.tenantId)).returning().get();
  });
  return { ...row, role };
}

/** Deletes a tenant and, by foreign keys, everything in it. The name typed again stands for the person's yes. */
export function removeTenant(kernel: Kernel, actor: Actor, input: { tenantId: TenantId; confirmName: string }): void {
  requireAdminOf(kernel.store.read, actor, input.tenantId);
  kernel.store.write((w) => {
    const row = w.select({ name: tenants.name }).from(tenants).where(eq(tenants.id, input.tenantId)).get();
    if (row?.name !== input.confirmName) throw nameNotRepeated();
    refuseOnlyTenant(w, actor);
    const personId = personOf(w, actor);
    w.delete(tenants).where(eq(tenants.id, input.tenantId)).run();
    kernel.jobs.enqueue(w, tenantJobs.removeFiles, { tenantId: null, payload: { tenantId: input.tenantId } });
    // Its own facts went with it; the person goes on in another tenant, which keeps that it was deleted.
    const [next] = tenantsOf(w, personId);
    if (next === undefined) throw lastTenant();
    kernel.facts.emit(w, tenantFacts.deleted, {
      actor: { ...actor, userId: userIn(w, next.id, personId), tenantId: next.id },
      entity: { id: input.tenantId, name: `tenant ${row.name}` },
      before: { name: row.name },
    });
  });
}

/** The same person in another tenant, who may be another user there. */
function actorIn(r: Reader, actor: Actor, id: TenantId): Actor {
  return { ...actor, userId: userIn(r, id, personOf(r, actor)), tenantId: id };
}

function requireAdminOf(r: Reader, actor: Actor, id: TenantId): Role {
  const row = r
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.tenantId, id), isOfPerson(personOf(r, actor))))
    .get();
  if (!row) throw notFound('The tenant');
  requireRole({ ...actor, role: row.role }, 'admin');
  return row.role;
}

function refuseTakenName(r: Reader, name: string, except?: TenantId): void {
  const isNamed = sql`${tenants.name} = ${name} COLLATE NOCASE`;
  const others = except === undefined ? isNamed : and(isNamed, ne(tenants.id, except));
  if (!r.select({ id: tenants.id }).from(tenants).where(others).get()) return;
  throw tenantFaults.fault('NAME_TAKEN', `A tenant named ${name} already exists.`, {
    kept: 'Nothing was changed.',
    todo: 'Choose another name.',
    field: 'name',
  });
}

const nameNotRepeated = () =>
  commonFaults.fault('INVALID', 'The name does not match the tenant’s name.', {
    kept: 'Nothing was deleted.',
    todo: 'Type the name exactly as it is shown.',
    field: 'confirmName',
  });

const lastTenant = () =>
  tenantFaults.fault('LAST_TENANT', 'This is your only tenant.', {
    kept: 'Nothing was changed.',
    todo: 'Create another tenant first.',
  });

/** A person without a tenant could do nothing any more. */
export function refuseOnlyTenant(r: Reader, actor: Actor): void {
  if (tenantsOf(r, personOf(r, actor)).length === 1) throw lastTenant();
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
