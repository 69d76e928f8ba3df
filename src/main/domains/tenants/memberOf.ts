import { and, eq, sql } from 'drizzle-orm';
import type { TenantId, UserId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { memberships, users } from './table.ts';

/** Finds who a user is in a tenant at this moment; nothing where they are no member. Prepared once, since every call asks. */
export function createMemberLookup(r: Reader): (userId: UserId, tenantId: TenantId) => Actor | undefined {
  const query = r
    .select({ name: users.name, role: memberships.role })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(eq(memberships.userId, sql.placeholder('userId')), eq(memberships.tenantId, sql.placeholder('tenantId'))),
    )
    .prepare();
  return (userId, tenantId) => {
    const row = query.get({ userId, tenantId });
    return row && { userId, tenantId, ...row };
  };
}
