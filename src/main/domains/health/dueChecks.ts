import { and, asc, eq, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import { integrations } from '#main/domains/integrations/index.ts';
import { memberships, users } from '#main/domains/tenants/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
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

/** Those whose time has come, the longest due first, at most 200. */
export function dueChecks(r: Reader, now: number): DueCheck[] {
  return r
    .select({
      row: healthSchedules,
      displayName: integrations.displayName,
      userId: users.id,
      name: users.name,
      role: memberships.role,
    })
    .from(healthSchedules)
    .innerJoin(integrations, standing)
    .innerJoin(memberships, member)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(isOpen, lte(healthSchedules.nextAt, now)))
    .orderBy(asc(healthSchedules.nextAt))
    .limit(mostAtOnce)
    .all()
    .map(({ row, displayName, ...person }) => ({
      row,
      displayName,
      actor: { ...person, kind: 'system' as const, tenantId: row.tenantId },
    }));
}

/** Who set it, or the first admin where that person left the tenant or only looks by now. */
const member = and(
  eq(memberships.tenantId, healthSchedules.tenantId),
  eq(
    memberships.userId,
    sql`coalesce(
      (SELECT m.user_id FROM memberships AS m WHERE m.tenant_id = ${healthSchedules.tenantId}
        AND m.user_id = ${healthSchedules.setBy} AND m.role <> 'viewer'),
      (SELECT m.user_id FROM memberships AS m WHERE m.tenant_id = ${healthSchedules.tenantId} AND m.role = 'admin'
        ORDER BY m.created_at, m.user_id LIMIT 1))`,
  ),
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
