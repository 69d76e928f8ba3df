import { and, eq, sql } from 'drizzle-orm';
import { type Role, role, type UserId, userId } from '#contract/common.ts';
import { type Member, tenantFaults } from '#contract/tenants.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { type Expected, requireUnchanged } from '#main/kernel/edits.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import { memberFacts } from './facts.ts';
import { memberships, users } from './table.ts';
import { countAdmins, refuseOnlyTenant } from './tenants.ts';

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
  readonly expected?: Expected;
}

/** The people of the actor's tenant, by name. */
export function listMembers(r: Reader, actor: Actor): Member[] {
  return membersQuery(r, actor)
    .orderBy(sql`${users.name} COLLATE NOCASE`)
    .all()
    .map((row) => ({ ...row, self: row.userId === actor.userId }));
}

export function addMember(kernel: Kernel, actor: Actor, { name, email, role }: NewMember): Member {
  requireRole(actor, 'admin');
  const createdAt = kernel.now();
  const id = userId.parse(uuidv7(createdAt));
  kernel.store.write((w) => {
    refuseTakenEmail(w, actor, email);
    w.insert(users).values({ id, name, email, createdAt }).run();
    w.insert(memberships).values({ tenantId: actor.tenantId, userId: id, role, createdAt }).run();
    kernel.facts.emit(w, memberFacts.added, {
      actor,
      entity: { id, name: `${name} as ${role}` },
      after: { name, email, role },
    });
  });
  return { userId: id, name, email, role, createdAt, self: false };
}

/** Changes a person's name, mail address or role. People may change their own name and address; roles are the admins' to give. */
export function updateMember(kernel: Kernel, actor: Actor, { expected, ...change }: MemberChange): Member {
  if (change.userId !== actor.userId || change.role !== undefined) requireRole(actor, 'admin');
  const member = kernel.store.write((w) => {
    const before = requireMember(w, actor, change.userId);
    requireUnchanged(before.name, before, change, expected);
    if (change.email !== undefined) refuseTakenEmail(w, actor, change.email, change.userId);
    saveUser(w, before, change);
    if (change.role !== undefined) saveRole(w, actor, before, change.role);
    const after = requireMember(w, actor, change.userId);
    kernel.facts.emit(w, memberFacts.changed, {
      actor,
      entity: { id: change.userId, name: after.name },
      before: factOf(before),
      after: factOf(after),
    });
    return after;
  });
  return { ...member, self: member.userId === actor.userId };
}

/** Takes a person out of the tenant. Their user stays where another tenant has them; who acts needs one to go on in. */
export function removeMember(kernel: Kernel, actor: Actor, input: { userId: UserId }): { userId: UserId } {
  requireRole(actor, 'admin');
  kernel.store.write((w) => {
    const before = requireMember(w, actor, input.userId);
    if (before.role === 'admin') refuseLastAdmin(w, actor);
    if (input.userId === actor.userId) refuseOnlyTenant(w, actor);
    w.delete(memberships)
      .where(and(eq(memberships.tenantId, actor.tenantId), eq(memberships.userId, input.userId)))
      .run();
    kernel.facts.emit(w, memberFacts.removed, {
      actor,
      entity: { id: input.userId, name: before.name },
      before: factOf(before),
    });
  });
  return { userId: input.userId };
}

/** What a fact keeps of a person: a stored role that is none is kept as the least. */
const factOf = ({ name, email, role: stored }: Omit<Member, 'self'>) => ({
  name,
  email,
  role: role.catch('viewer').parse(stored),
});

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
  throw tenantFaults.fault('NAME_TAKEN', `${taken.name} already has this email address.`, {
    kept: 'Nothing was changed.',
    field: 'email',
  });
}
