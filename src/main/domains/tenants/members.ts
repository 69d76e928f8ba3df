import { and, eq, sql } from 'drizzle-orm';
import { type Role, type UserId, userId } from '#contract/common.ts';
import { type Member, tenantFaults } from '#contract/tenants.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import type { TenantsDeps } from './deps.ts';
import { countAdmins } from './service.ts';
import { memberships, users } from './table.ts';

interface NewMember {
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
}

interface MemberChange {
  readonly userId: UserId;
  readonly name?: string | undefined;
  readonly email?: string | null | undefined;
  readonly role?: Role | undefined;
}

/** The people of the actor's tenant, by name. */
export function listMembers({ store }: TenantsDeps, actor: Actor): Member[] {
  return membersQuery(store.read, actor)
    .orderBy(sql`${users.name} COLLATE NOCASE`)
    .all()
    .map((row) => ({ ...row, self: row.userId === actor.userId }));
}

export function addMember(deps: TenantsDeps, actor: Actor, { name, email, role }: NewMember): Member {
  requireRole(actor, 'admin');
  const createdAt = deps.now();
  const id = userId.parse(uuidv7(createdAt));
  deps.store.write((w) => {
    refuseTakenEmail(w, actor, email);
    w.insert(users).values({ id, name, email, createdAt }).run();
    w.insert(memberships).values({ tenantId: actor.tenantId, userId: id, role, createdAt }).run();
  });
  tell(deps, actor, 'added', `${name} as ${role}`);
  return { userId: id, name, email, role, createdAt, self: false };
}

/** Changes a person's name, mail address or role. People may change their own name and address; roles are the admins' to give. */
export function updateMember(deps: TenantsDeps, actor: Actor, change: MemberChange): Member {
  if (change.userId !== actor.userId || change.role !== undefined) requireRole(actor, 'admin');
  const member = deps.store.write((w) => {
    const before = requireMember(w, actor, change.userId);
    if (change.email !== undefined) refuseTakenEmail(w, actor, change.email, change.userId);
    saveUser(w, before, change);
    if (change.role !== undefined) saveRole(w, actor, before, change.role);
    return requireMember(w, actor, change.userId);
  });
  tell(deps, actor, 'changed', member.name);
  return { ...member, self: member.userId === actor.userId };
}

/** Takes a person out of the tenant. Their user stays where another tenant has them. */
export function removeMember(deps: TenantsDeps, actor: Actor, input: { userId: UserId }): { userId: UserId } {
  requireRole(actor, 'admin');
  const member = deps.store.write((w) => {
    const before = requireMember(w, actor, input.userId);
    if (before.role === 'admin') refuseLastAdmin(w, actor);
    w.delete(memberships)
      .where(and(eq(memberships.tenantId, actor.tenantId), eq(memberships.userId, input.userId)))
      .run();
    return before;
  });
  tell(deps, actor, 'removed', member.name);
  return { userId: input.userId };
}

function membersQuery(r: Reader, actor: Actor) {
  return r
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      role: memberships.role,
      createdAt: memberships.createdAt,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(eq(memberships.tenantId, actor.tenantId))
    .$dynamic();
}

function requireMember(r: Reader, actor: Actor, id: UserId): Omit<Member, 'self'> {
  const row = membersQuery(r, actor)
    .where(and(eq(memberships.tenantId, actor.tenantId), eq(users.id, id)))
    .get();
  if (!row) throw notFound('The person');
  return row;
}

function saveUser(w: Writer, before: Omit<Member, 'self'>, change: MemberChange): void {
  w.update(users)
    .set({ name: change.name ?? before.name, email: change.email === undefined ? before.email : change.email })
    .where(eq(users.id, before.userId))
    .run();
}

function saveRole(w: Writer, actor: Actor, before: Omit<Member, 'self'>, role: Role): void {
  if (before.role === 'admin' && role !== 'admin') refuseLastAdmin(w, actor);
  w.update(memberships)
    .set({ role })
    .where(and(eq(memberships.tenantId, actor.tenantId), eq(memberships.userId, before.userId)))
    .run();
}

function refuseLastAdmin(r: Reader, actor: Actor): void {
  if (countAdmins(r, actor.tenantId) > 1) return;
  throw tenantFaults.fault('LAST_ADMIN', 'This is the only admin of the tenant.', {
    kept: 'Nothing was changed.',
    todo: 'Make someone else an admin first.',
  });
}

function refuseTakenEmail(r: Reader, actor: Actor, email: string | null, except?: UserId): void {
  if (email === null) return;
  const taken = membersQuery(r, actor)
    .where(and(eq(memberships.tenantId, actor.tenantId), sql`${users.email} = ${email} COLLATE NOCASE`))
    .get();
  if (!taken || taken.userId === except) return;
  throw tenantFaults.fault('NAME_TAKEN', `${taken.name} has this mail address already.`, {
    kept: 'Nothing was changed.',
    field: 'email',
  });
}

function tell(deps: TenantsDeps, actor: Actor, action: string, subject: string): void {
  deps.events.changed('tenants', actor.tenantId);
  deps.events.happened({ tenantId: actor.tenantId, actor, kind: 'tenant', action, subject, result: 'ok' });
}
