import { and, eq, isNull, or, type SQL } from 'drizzle-orm';
import type { Actor } from '#main/kernel/actor.ts';
import { exchanges } from './table.ts';

/** The exchanges that exist for the actor: the tenant's, without what others sent with their private connections. */
export function visibleTo(actor: Actor): SQL | undefined {
  return and(
    eq(exchanges.tenantId, actor.tenantId),
    or(isNull(exchanges.privateTo), eq(exchanges.privateTo, actor.userId)),
  );
}
