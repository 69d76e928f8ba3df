import { and, asc, eq, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { Actor } from '#main/actor.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { memberships, users } from '#main/domains/tenants/index.ts';
import type { Reader } from '#main/store/index.ts';
import { healthSchedules, type ScheduleRow } from './table.ts';

/** A scheduled check whose time has come, with the person it goes out as. */
export interface DueCheck {
  readonly row: ScheduleRow;
  readonly displayName: string;
  readonly actor: Actor;
}

const mostAtOnce = 200;

const isOpen = and(eq(healthSchedules.enabled, true), isNotNull(healthSchedules.nextAt));
const standing = and(
  eq(integrations.tenantId, healthSchedules.tenantId),
  eq(integrations.id, healthSchedules.integrationId),
  eq(integrations.active, true),
  isNull(integrations.deletedAt),
);

/** Those whose time has come, the longest due first, at most 200. Whoever left the tenant or became a viewer is checked for no more. */
export function dueChecks(r: Reader, now: number): DueCheck[] {
  return r
    .select({ row: healthSchedules, displayName: integrations.displayName, name: users.name, role: memberships.role })
    .from(healthSchedules)
    .innerJoin(integrations, standing)
    .innerJoin(memberships, member)
    .innerJoin(users, eq(users.id, healthSchedules.setBy))
    .where(and(isOpen, lte(healthSchedules.nextAt, now)))
    .orderBy(asc(healthSchedules.nextAt))
    .limit(mostAtOnce)
    .all()
    .map(({ row, displayName, name, role }) => {
      const actor = { userId: row.setBy, name, tenantId: row.tenantId, role };
      return { row, displayName, actor };
    });
}

const member = and(
  eq(memberships.tenantId, healthSchedules.tenantId),
  eq(memberships.userId, healthSchedules.setBy),
  sql`${memberships.role} <> 'viewer'`,
);

/** When the next one is due; null where none is. */
export function nextDueAt(r: Reader): number | null {
  const next = r
    .select({ at: healthSchedules.nextAt })
    .from(healthSchedules)
    .innerJoin(integrations, standing)
    .innerJoin(memberships, member)
    .where(isOpen)
    .orderBy(asc(healthSchedules.nextAt))
    .limit(1)
    .get();
  return next?.at ?? null;
}
