import { and, eq, sql } from 'drizzle-orm';
import { type TenantId, tenantId, type UserId, userId } from '#contract/common.ts';
import { type CallSession, notFound, type Person } from '#main/kernel/actor.ts';
import { type Reader, type Store, uuidv7, type Writer } from '#main/store/index.ts';
import { isOfPerson } from './aliases.ts';
import { memberships, tenants, users } from './table.ts';

/** The person at this console and the tenant they begin in. */
export interface Identity {
  readonly userId: UserId;
  readonly tenantId: TenantId;
}

/** Makes the first tenant and its admin. Their names can be changed in Settings. */
export function createFirstTenant(w: Writer, now: number, userName: string): Identity {
  const identity = { userId: userId.parse(uuidv7(now)), tenantId: tenantId.parse(uuidv7(now)) };
  w.insert(users).values({ id: identity.userId, name: userName, email: null, createdAt: now }).run();
  w.insert(tenants)
    .values({ id: identity.tenantId, name: freeName(w), createdAt: now })
    .run();
  w.insert(memberships)
    .values({ ...identity, role: 'admin', createdAt: now })
    .run();
  return identity;
}

/** A store that no longer knows the person may well have a tenant of this name. */
function freeName(r: Reader): string {
  const first = 'My organisation';
  const rows = r.select({ name: tenants.name }).from(tenants).all();
  const taken = new Set(rows.map(({ name }) => name.toLowerCase()));
  let name = first;
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${first} ${number}`;
  return name;
}

/** The admin who was first; nothing in a new store. */
export function oldestAdmin(r: Reader): Identity | undefined {
  const { userId, tenantId, role, createdAt } = memberships;
  return r
    .select({ userId, tenantId })
    .from(memberships)
    .where(eq(role, 'admin'))
    .orderBy(createdAt, userId)
    .limit(1)
    .get();
}

/** Whether the user is still in the store; a restored backup may not know them. */
export function userExists(r: Reader, id: UserId): boolean {
  return r.select({ id: users.id }).from(users).where(eq(users.id, id)).get() !== undefined;
}

/** Makes sessions for transports. `onSwitch` hears of a new tenant, so that the next start begins there. */
export function createSessions({ read }: Store, onSwitch: (identity: Identity) => void) {
  const memberOf = createMemberLookup(read);

  function firstMembership(id: UserId): Person {
    const [first] = tenantIdsOf(read, id);
    const person = first && memberOf(id, first);
    if (!person) throw notFound('A tenant for this person');
    return person;
  }

  return ({ userId, tenantId: start }: Identity): CallSession => {
    let tenantId = start;
    const enter = (person: Person): Person => {
      tenantId = person.tenantId;
      onSwitch({ userId, tenantId });
      return person;
    };
    return {
      // The tenant may have been deleted, or the person taken out of it, since the last call.
      actor: () => memberOf(userId, tenantId) ?? enter(firstMembership(userId)),
      switchTenant: (next) => {
        const person = memberOf(userId, next);
        if (!person) throw notFound('The tenant');
        enter(person);
      },
    };
  };
}

/** The tenants that a person belongs to, oldest first. */
function tenantIdsOf(r: Reader, id: UserId): TenantId[] {
  return r
    .select({ tenantId: memberships.tenantId })
    .from(memberships)
    .where(isOfPerson(id))
    .orderBy(memberships.createdAt)
    .all()
    .map((row) => row.tenantId);
}

/** Finds who a person is in a tenant at this moment; nothing where they are no member. Prepared once, since every call asks. */
function createMemberLookup(r: Reader): (personId: UserId, tenantId: TenantId) => Person | undefined {
  const query = r
    .select({ userId: memberships.userId, name: users.name, role: memberships.role })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(isOfPerson(sql.placeholder('personId')), eq(memberships.tenantId, sql.placeholder('tenantId'))))
    .prepare();
  return (personId, tenantId) => {
    const row = query.get({ personId, tenantId });
    return row && { kind: 'person', userId: row.userId, tenantId, name: row.name, role: row.role };
  };
}
