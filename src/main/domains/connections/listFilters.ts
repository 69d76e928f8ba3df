import { and, asc, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { ConnectionId } from '#contract/common.ts';
import type { ConnectionState, connectionsContract } from '#contract/connections.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { orphanedColumn } from './access.ts';
import type { ConnectionsDeps } from './deps.ts';
import { connections } from './table.ts';

type Input = (typeof connectionsContract.list)['~orpc']['inputSchema'];
export type ListInput = z.output<NonNullable<Input>>;

const dayMs = 86_400_000;
/** Not used for so many days counts as unused. */
const unusedDays = 90;

/** The conditions of a list's filters. */
export function filters(
  deps: Pick<ConnectionsDeps, 'usedIds'>,
  r: Reader,
  actor: Actor,
  input: ListInput,
  { state, now }: { state: SQL<ConnectionState>; now: number },
): (SQL | undefined)[] {
  const { integrationId, kinds, states, visibility, expiringDays } = input;
  return [
    integrationId && eq(connections.integrationId, integrationId),
    kinds?.length ? inArray(connections.kind, kinds) : undefined,
    states?.length ? inArray(state, states) : undefined,
    visibility && eq(connections.visibility, visibility),
    named(actor, input.text),
    input.unused ? idle(deps, r, actor, now) : undefined,
    expiringDays && sql`${connections.expiresAt} <= ${now + expiringDays * dayMs}`,
    input.neverValidated ? isNull(connections.lastSucceededAt) : undefined,
    input.orphaned === undefined ? undefined : input.orphaned ? orphanedColumn : sql`NOT ${orphanedColumn}`,
  ].map((filter) => filter || undefined);
}

function named({ tenantId }: Actor, given: string | undefined): SQL | undefined {
  const text = given?.trim();
  if (!text) return undefined;
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  // As a set of ids, so that no list needs a join for it.
  const named = sql`SELECT ${integrations.id} FROM ${integrations}
    WHERE ${integrations.tenantId} = ${tenantId} AND ${integrations.displayName} LIKE ${pattern} ESCAPE '\\'`;
  return sql`(${connections.name} LIKE ${pattern} ESCAPE '\\' OR ${connections.integrationId} IN (${named}))`;
}

/** Sent with by nobody for 90 days, and needed by nothing that the console knows. */
function idle({ usedIds = [] }: Pick<ConnectionsDeps, 'usedIds'>, r: Reader, { tenantId }: Actor, now: number): SQL {
  const needed = JSON.stringify(usedIds.flatMap((find) => find(r, tenantId)));
  return sql`(coalesce(${connections.lastUsedAt}, ${connections.createdAt}) < ${now - unusedDays * dayMs}
    AND ${connections.id} NOT IN (SELECT value FROM json_each(${needed})))`;
}

/** The ids of a window. */
export function window(
  r: Reader,
  { tenantId }: Actor,
  where: SQL | undefined,
  order: SQL,
  { offset, limit, sort }: ListInput,
): ConnectionId[] {
  const id = { id: connections.id };
  // A cross join keeps its order: the integrations come sorted, each with its connections.
  const found =
    sort === 'integration'
      ? r
          .select(id)
          .from(integrations)
          .crossJoin(connections)
          .where(and(eq(integrations.tenantId, tenantId), ofIntegration, where))
          .$dynamic()
      : r.select(id).from(connections).where(where).$dynamic();
  return found
    .orderBy(order, asc(connections.id))
    .limit(limit)
    .offset(offset)
    .all()
    .map(({ id }) => id);
}

const ofIntegration = and(
  eq(integrations.tenantId, connections.tenantId),
  eq(integrations.id, connections.integrationId),
);

export function orderOf({ sort, direction }: ListInput, state: SQL<ConnectionState>): SQL {
  const columns = {
    name: sql`${connections.name} COLLATE NOCASE`,
    integration: integrations.displayKey,
    kind: connections.kind,
    state,
    visibility: connections.visibility,
    createdAt: connections.createdAt,
    lastUsedAt: connections.lastUsedAt,
    lastCheckedAt: connections.lastCheckedAt,
    lastSucceededAt: connections.lastSucceededAt,
    // What has no end comes after everything that has one.
    expiresAt: sql`coalesce(${connections.expiresAt}, 9e15)`,
  };
  return direction === 'asc' ? asc(columns[sort]) : desc(columns[sort]);
}
